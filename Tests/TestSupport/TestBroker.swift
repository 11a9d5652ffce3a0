import Foundation

/// A virtual host of one test's own on the test broker: nobody else's queues, nobody else's policies.
package struct TestBroker: Sendable {
    /// The URL of this virtual host, for a user who may do everything in it.
    package let url: String
    package let virtualHost: String
    private let broker: RabbitMQControl

    /// Makes a virtual host, lends it, and deletes it with all that was in it, whatever happens.
    package static func with<R>(_ body: (TestBroker) async throws -> R) async throws -> R {
        let broker = try await TestBroker()
        do {
            let result = try await body(broker)
            try await broker.delete()
            return result
        } catch {
            try? await broker.delete()
            throw error
        }
    }

    /// Makes a virtual host.
    ///
    /// Whoever makes one deletes it.
    package init() async throws {
        let base = try TestServices.amqpURL
        virtualHost = "test-\(UUID().uuidString.lowercased())"
        url = try TestServices.replacingPath(of: base, with: virtualHost)
        broker = RabbitMQControl(program: try TestServices.rabbitmqctl)
        guard let user = URLComponents(string: base)?.user else {
            throw TestSupportError("TIERLINE_TEST_AMQP_URL names no user")
        }
        try await broker.run(["add_vhost", virtualHost])
        try await broker.run(["set_permissions", "-p", virtualHost, user, ".*", ".*", ".*"])
    }

    /// Deletes the virtual host and closes whatever is still connected to it.
    package func delete() async throws {
        try await broker.run(["delete_vhost", virtualHost])
    }

    /// Closes every connection to this virtual host from the broker's side.
    package func closeAllConnections() async throws {
        try await broker.run(["close_all_connections", "--vhost", virtualHost, "closed by a test"])
    }

    /// Sets a policy in this virtual host, as `rabbitmqctl set_policy` does.
    package func setPolicy(_ name: String, pattern: String, definition: String, appliesTo: String = "queues")
        async throws
    {
        try await broker.run([
            "set_policy", "-p", virtualHost, "--apply-to", appliesTo, name, pattern, definition,
        ])
    }

    /// How many messages each quorum queue holds at this moment, delivered and unacknowledged ones included.
    package func messageCounts() async throws -> [String: Int] {
        try await broker.messageCounts(in: virtualHost)
    }

    /// Messages ready and unacknowledged, and the number of consumers, by queue, as the broker counts them.
    package func queues() async throws -> [String: QueueCounts] {
        let table = try await broker.run([
            "list_queues", "-p", virtualHost, "--no-table-headers", "name", "messages_ready",
            "messages_unacknowledged", "consumers",
        ])
        var counts: [String: QueueCounts] = [:]
        for line in table.split(separator: "\n") {
            let cells = line.split(separator: "\t")
            guard cells.count == 4 else { continue }
            counts[String(cells[0])] = QueueCounts(
                ready: Int(cells[1]) ?? 0,
                unacknowledged: Int(cells[2]) ?? 0,
                consumers: Int(cells[3]) ?? 0
            )
        }
        return counts
    }
}

/// What the broker says is in one queue.
package struct QueueCounts: Hashable, Sendable {
    package let ready: Int
    package let unacknowledged: Int
    package let consumers: Int
}
