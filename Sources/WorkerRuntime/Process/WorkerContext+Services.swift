package import ServiceLifecycle

extension WorkerContext {
    /// A service that runs `stage` on what arrives in `queue`: batch by batch, each in one transaction.
    package func consume(_ queue: String, with stage: some Stage) -> any Service {
        let runner = StageRunner(stage, context: self)
        return ConsumerService(queue: queue, handler: runner, context: self)
    }

    /// A service that gives what arrives in `queue` to `handler`.
    package func consume(_ queue: String, handling handler: some BatchHandler) -> any Service {
        ConsumerService(queue: queue, handler: handler, context: self)
    }

    /// A service that publishes what crashed workers left in the outbox; the watcher runs it, any number side by side.
    package func relayOutbox() -> any Service {
        OutboxRelay(context: self)
    }

    /// A service that archives what the broker gave up on, and what no queue was bound for, as dead letters.
    ///
    /// - Parameters:
    ///   - dead: the queue behind the dead-letter exchange.
    ///   - unroutable: the queue behind the alternate exchange.
    /// - Returns: a service for each of the two queues.
    package func archiveBrokerRejects(dead: String = "dead", unroutable: String = "unroutable") -> [any Service] {
        [
            consume(dead, handling: BrokerRejectArchiver(reason: .broker)),
            consume(unroutable, handling: BrokerRejectArchiver(reason: .unroutable)),
        ]
    }
}
