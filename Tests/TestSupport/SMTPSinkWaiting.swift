extension SMTPSink {
    /// Returns once no connection is open; throws when that takes longer than ten seconds.
    package func waitUntilIdle() async throws {
        try await wait { openConnectionCount == 0 }
    }

    /// Returns once somebody has connected; throws when that takes longer than ten seconds.
    package func waitForConnection() async throws {
        try await wait { connectionCount > 0 }
    }

    /// Returns once that many mails were taken; throws when that takes longer than the limit.
    package func waitForMails(_ count: Int, within limit: Duration = .seconds(10)) async throws {
        try await wait(within: limit) { received.count >= count }
    }

    private func wait(within limit: Duration = .seconds(10), until condition: () -> Bool) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while !condition() {
            guard clock.now < deadline else { throw SMTPSinkTimeout() }
            try await clock.sleep(for: .milliseconds(5))
        }
    }
}

/// What a test waited for did not come about.
package struct SMTPSinkTimeout: Error {}
