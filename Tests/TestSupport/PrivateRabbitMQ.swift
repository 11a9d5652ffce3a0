import Foundation

/// A throwaway RabbitMQ for tests that restart or choke it.
package struct PrivateRabbitMQ: Sendable {
    private let server = PrivateServer(.rabbitmq)
    private let broker: RabbitMQControl
    package let url: String

    /// Starts a broker, lends it, and deletes it, whatever happens.
    package static func with<R>(_ body: (PrivateRabbitMQ) async throws -> R) async throws -> R {
        let rabbitmq = try await PrivateRabbitMQ()
        do {
            let result = try await body(rabbitmq)
            try await rabbitmq.remove()
            return result
        } catch {
            try? await rabbitmq.remove()
            throw error
        }
    }

    /// Returns when it takes connections.
    ///
    /// Whoever makes one removes it.
    package init() async throws {
        try await server.start()
        url = try await server.setting("TIERLINE_AMQP_URL")
        broker = RabbitMQControl(program: server.folder.appending(path: "rabbitmqctl").path)
    }

    /// Starts the stopped broker again, under the same URL, with every durable thing it had.
    package func start() async throws { try await server.start() }
    /// Stops it in good order.
    package func stop() async throws { try await server.stop() }
    /// Stops it as a power cut would (SIGKILL).
    package func stopImmediately() async throws { try await server.stopImmediately() }
    /// Stops it and deletes all it had.
    package func remove() async throws { try await server.remove() }

    /// Makes the broker believe that it runs out of memory: it stops reading from everyone who publishes.
    package func raiseMemoryAlarm() async throws { try await control("set_vm_memory_high_watermark", "0.00001") }
    /// Ends what ``raiseMemoryAlarm()`` began.
    package func clearMemoryAlarm() async throws { try await control("set_vm_memory_high_watermark", "0.4") }
    /// Closes every client's connection from the broker's side.
    package func closeAllConnections() async throws { try await control("close_all_connections", "closed by a test") }

    /// How many messages each quorum queue holds at this moment, delivered and unacknowledged ones included.
    package func messageCounts(in virtualHost: String) async throws -> [String: Int] {
        try await broker.messageCounts(in: virtualHost)
    }

    /// Runs `rabbitmqctl` on this broker and answers what it prints.
    @discardableResult
    package func control(_ arguments: String...) async throws -> String {
        try await broker.run(arguments)
    }
}
