import AMQP
package import Logging
package import Postgres

/// What the consumer lends a handler for one batch.
package struct HandlerContext: Sendable {
    /// The queue the deliveries came from.
    package let queue: String
    package let database: Database
    package let failpoints: Failpoints
    package let logger: Logger
    /// The mark of the message that runs alone, if one does.
    var mark: Quarantine.Mark?

    package init(queue: String, database: Database, failpoints: Failpoints = .none, logger: Logger) {
        self.queue = queue
        self.database = database
        self.failpoints = failpoints
        self.logger = logger
    }

    /// Runs what does nothing with the batch but wait: a process that ends meanwhile was not ended by a message of it.
    package func whileWaiting(_ body: () async throws -> Void) async throws {
        try await mark?.lift()
        try await body()
        try await mark?.restore()
    }

    /// Tells of a dead letter: a count and a line, without the body, which is a customer's.
    func note(_ rejected: RejectedMessage, metrics: WorkerMetrics) {
        metrics.deadLetters(rejected.rejection.reason, in: rejected.queue).increment()
        let message = rejected.delivery.message
        let metadata: Logger.Metadata = [
            "message_id": "\(message.key)",
            "trace_id": "\(TraceContext(of: message, key: message.key).traceID)",
            "reason": "\(rejected.rejection.reason.rawValue)",
            "error": "\(rejected.rejection.error)",
        ]
        logger.warning("a message is dead-lettered", metadata: metadata.merging(rejected.description) { $1 })
    }
}
