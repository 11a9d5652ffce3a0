package import AMQP

/// Archives what the broker itself gave up on, or found no queue for, as dead letters.
package struct BrokerRejectArchiver: BatchHandler {
    let reason: DeadLetterReason
    package func handle(_ deliveries: [Delivery], in context: HandlerContext) async throws -> HandledBatch {
        HandledBatch()
    }
}
