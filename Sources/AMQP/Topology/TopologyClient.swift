import Foundation
package import Logging
import Threading

/// Compares a topology with the broker, creates what is missing and counts messages, over a connection of its own.
///
/// The connection is made with the first use and kept for the next; a lost one is made anew by the next call.
package actor TopologyClient {
    private let executor: ThreadExecutor
    private let loop: SocketLoop
    private let link: Link

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    package init(_ configuration: BrokerConfiguration, name: String, logger: Logger) {
        let loop = SocketLoop()
        self.loop = loop
        executor = ThreadExecutor(name: name, stackSize: SocketLoop.stackSize) { loop.wait($0) }
        link = Link(configuration, name: name, logger: logger)
        loop.onReady { [weak self] in self?.assumeIsolated { $0.listen() } }
    }

    deinit {
        executor.stop()
    }

    /// Finds what is missing or different, changing nothing.
    ///
    /// Properties are compared where the user may configure the object; for others only its existence is known.
    /// Bindings cannot be seen over AMQP.
    package func plan(_ topology: Topology) throws(AMQPError) -> TopologyPlan {
        try withConnection { connection throws(AMQPError) in try TopologyClient.compare(topology, over: connection) }
    }

    /// Creates what is missing and every binding; a second call changes nothing.
    ///
    /// - Returns: what had been missing.
    /// - Throws: ``AMQPError`` with the code `topologyDiffers` when something exists with other properties. Nothing
    ///   was changed then.
    package func apply(_ topology: Topology) throws(AMQPError) -> TopologyPlan {
        try withConnection { connection throws(AMQPError) in
            let plan = try TopologyClient.compare(topology, over: connection)
            guard plan.differences.isEmpty else {
                throw TopologyClient.differs(
                    plan.differences.map(\.description).joined(separator: "\n"),
                    advice: "delete what differs once it is empty, then apply again; nothing was changed"
                )
            }
            for exchange in plan.missingExchanges { try connection.declare(exchange, passively: false) }
            for queue in plan.missingQueues { try connection.declare(queue) }
            for binding in topology.bindings { try connection.bind(binding) }
            return plan
        }
    }

    /// Throws a readable difference unless every exchange and queue is as it should be.
    package func verify(_ topology: Topology) throws(AMQPError) {
        let plan = try plan(topology)
        guard !plan.isEmpty else { return }
        throw TopologyClient.differs(plan.description, advice: "run `tierline topology apply`")
    }

    /// Counts what waits in a queue; nil when there is no such queue.
    package func status(ofQueue queue: String) throws(AMQPError) -> QueueStatus? {
        try withConnection { connection throws(AMQPError) in
            do throws(AMQPError) {
                return try connection.status(ofQueue: queue)
            } catch {
                guard error.code == .notFound else { throw error }
                try connection.acknowledgeChannelClose()
                try connection.openChannel()
                return nil
            }
        }
    }

    /// Closes the connection; the next call makes a new one.
    package func close() {
        link.close()
        plan()
    }

    private func withConnection<R>(_ body: (Connection) throws(AMQPError) -> R) throws(AMQPError) -> R {
        defer { plan() }
        listen()
        try link.establish(regardless: true) { connection, _ throws(AMQPError) in try connection.openChannel() }
        guard let connection = link.connection else { preconditionFailure("established without a connection") }
        do {
            return try connection.watched { () throws(AMQPError) in try body(connection) }
        } catch {
            // Differences are findings; after anything else the channel is closed or the connection is lost.
            if error.code != .topologyDiffers { link.lose(error) }
            throw error
        }
    }

    /// Keeps heartbeats going and notices the end of an idle connection.
    private func listen() {
        defer { plan() }
        guard let connection = link.connection else { return }
        do {
            try connection.watched { () throws(AMQPError) in while try connection.nextEvent() != nil {} }
        } catch {
            link.lose(error)
        }
    }

    private func plan() {
        guard let connection = link.connection else { return loop.expect(-1, until: nil) }
        loop.expect(connection.descriptor, until: .now + link.configuration.heartbeat / 2)
    }

    private static func compare(_ topology: Topology, over connection: Connection) throws(AMQPError) -> TopologyPlan {
        var plan = TopologyPlan()
        for exchange in topology.exchanges {
            let finding = try find(over: connection) { () throws(AMQPError) in
                try connection.declare(exchange, passively: true)
            } comparing: { () throws(AMQPError) in
                try connection.declare(exchange, passively: false)
            }
            switch finding {
            case .same: break
            case .missing: plan.missingExchanges.append(exchange)
            case .different(let text):
                plan.differences.append(.init(object: "exchange \(exchange.name)", explanation: text))
            }
        }
        for queue in topology.queues {
            let finding = try find(over: connection) { () throws(AMQPError) in
                _ = try connection.status(ofQueue: queue.name)
            } comparing: { () throws(AMQPError) in
                try connection.declare(queue)
            }
            switch finding {
            case .same: break
            case .missing: plan.missingQueues.append(queue)
            case .different(let text):
                plan.differences.append(.init(object: "queue \(queue.name)", explanation: text))
            }
        }
        return plan
    }

    private enum Finding { case same, missing, different(String) }

    /// Looks for one object.
    ///
    /// RabbitMQ's passive declare says only that a name exists. Declaring what exists changes nothing and fails when
    /// the properties are others, so that is how they are compared. A failure closes the channel; the next is opened.
    private static func find(
        over connection: Connection,
        passively: () throws(AMQPError) -> Void,
        comparing: () throws(AMQPError) -> Void
    ) throws(AMQPError) -> Finding {
        do {
            try passively()
            try comparing()
            return .same
        } catch {
            let finding: Finding
            switch error.code {
            case .notFound: finding = .missing
            case .preconditionFailed: finding = .different(error.message)
            case .accessRefused: finding = .same  // it exists, and comparing takes a permission we lack
            default: throw error
            }
            try connection.acknowledgeChannelClose()
            try connection.openChannel()
            return finding
        }
    }

    private static func differs(_ text: String, advice: String) -> AMQPError {
        AMQPError(
            .topologyDiffers,
            operation: "topology",
            message: "the broker's topology is not the expected one: \(text); \(advice)",
            isTransient: false
        )
    }
}
