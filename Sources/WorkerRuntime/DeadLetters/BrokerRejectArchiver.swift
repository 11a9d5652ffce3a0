package import AMQP

/// Archives what the broker itself gave up on, or found no queue for, as dead letters.
package struct BrokerRejectArchiver: BatchHandler {
    private let reason: DeadLetterReason

    /// - Parameter reason: `.broker` for the queue behind the dead-letter exchange, `.unroutable` for the one behind
    ///   the alternate exchange.
    package init(reason: DeadLetterReason) {
        self.reason = reason
    }

    package func handle(_ deliveries: [Delivery], in context: HandlerContext) async throws -> HandledBatch {
        HandledBatch(rejected: deliveries.map { reason == .broker ? rejectedByBroker($0) : unroutable($0) })
    }

    private func rejectedByBroker(_ delivery: Delivery) -> HandledBatch.Rejected {
        let headers = delivery.message.headers
        let death = Death(newestIn: headers)
        let cause = headers["x-first-death-reason"]?.string ?? death?.cause ?? "unknown"
        let original = Delivery(
            message: delivery.message,
            exchange: headers["x-first-death-exchange"]?.string ?? death?.exchange ?? delivery.exchange,
            routingKey: death?.routingKey ?? delivery.routingKey,
            tag: delivery.tag
        )
        return HandledBatch.Rejected(
            original,
            Rejection(reason: reason, error: "the broker gave up on it: \(cause)"),
            queue: headers["x-first-death-queue"]?.string ?? death?.queue
        )
    }

    private func unroutable(_ delivery: Delivery) -> HandledBatch.Rejected {
        let error = "no queue is bound to exchange '\(delivery.exchange)' for '\(delivery.routingKey)'"
        return HandledBatch.Rejected(delivery, Rejection(reason: reason, error: error))
    }
}

/// The newest entry of RabbitMQ's `x-death` header.
private struct Death {
    var queue: String?
    var exchange: String?
    var routingKey: String?
    var cause: String?

    init?(newestIn headers: [String: FieldValue]) {
        guard case .array(let deaths) = headers["x-death"], case .table(let death) = deaths.first else { return nil }
        queue = death["queue"]?.string
        exchange = death["exchange"]?.string
        cause = death["reason"]?.string
        if case .array(let keys) = death["routing-keys"] { routingKey = keys.first?.string }
    }
}
