package import Foundation

/// A server of one test's own, in a throwaway folder, for tests that stop and start it.
///
/// All of it is done by `scripts/services`, so that tests stop a server just as an operator's machine would.
package struct PrivateServer: Sendable {
    /// What `scripts/services` calls a server.
    package enum Kind: String, Sendable {
        case postgres
        case rabbitmq
    }

    private static let starts = Turnstile(places: 2)

    package let kind: Kind
    package let folder: URL

    package init(_ kind: Kind) {
        self.kind = kind
        folder = FileManager.default.temporaryDirectory.appending(path: "tierline-\(kind.rawValue)-\(UUID())")
    }

    /// Returns when the server takes connections.
    ///
    /// Does nothing when it runs.
    package func start() async throws {
        _ = try await Self.starts.pass { try await services("start") }
    }

    /// Returns when the server has shut down in good order.
    ///
    /// Does nothing when it does not run.
    package func stop() async throws {
        try await services("stop")
    }

    /// Stops the server as a power cut would: nothing is flushed, nobody is told.
    package func stopImmediately() async throws {
        try await services("stop", "--immediate")
    }

    /// Stops the server and deletes its folder.
    package func remove() async throws {
        try await stopImmediately()
        try FileManager.default.removeItem(at: folder)
    }

    /// The value `scripts/services env` gives a variable; ports may change when a stopped server starts again.
    func setting(_ name: String) async throws -> String {
        let output = try await services("env")
        for line in output.split(separator: "\n") where line.hasPrefix("export \(name)='") {
            return String(line.dropFirst("export \(name)='".count).dropLast())
        }
        throw TestSupportError("scripts/services env says nothing of \(name)")
    }

    @discardableResult
    private func services(_ command: String, _ more: String...) async throws -> String {
        let script = TestServices.checkout.appending(path: "scripts/services").path
        return try await Command.run(script, [command, kind.rawValue, "--dir", folder.path] + more)
    }
}
