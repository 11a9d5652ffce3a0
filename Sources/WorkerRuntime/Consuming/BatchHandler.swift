package import AMQP

/// What a consumer does with the deliveries it is given.
///
/// ``StageRunner`` handles a batch as one transaction. Work whose effect lies outside the database has a handler of its
/// own, which commits its intent before the call and the result after it.
package protocol BatchHandler: Sendable {
    /// How long the first message of a batch may wait for others; zero, unless a handler says otherwise.
    ///
    /// A batch costs two commits or more whatever its size. Where nobody waits for an answer, a few milliseconds buy
    /// several times the throughput.
    var gathering: Duration { get }

    /// Deals with a batch and answers what is to become of each delivery.
    ///
    /// It returns only what is safe for the broker to forget: a delivery is acknowledged right afterwards. It throws
    /// when the batch as a whole could not be dealt with: after a transient error the same deliveries come again, once
    /// the servers answer; any other error is taken to lie in one message, and the batch comes again in halves until that
    /// message is found and dead-lettered. A delivery may come again at any time, also after it was dealt with.
    func handle(_ deliveries: [Delivery], in context: HandlerContext) async throws -> HandledBatch

    /// Sends on what a message says of several things as a message for each, so that the broker may forget it; answers
    /// false, and does nothing, for a message that says one thing.
    func takeApart(_ delivery: Delivery, in context: HandlerContext) async throws -> Bool
}

extension BatchHandler {
    package var gathering: Duration { .zero }
    package func takeApart(_ delivery: Delivery, in context: HandlerContext) async throws -> Bool { false }
}

/// What became of a batch.
package struct HandledBatch: Sendable {
    /// A message that will be stored as a dead letter, and then acknowledged.
    package struct Rejected: Sendable {
        package var delivery: Delivery
        package var rejection: Rejection
        /// The queue the dead letter belongs to, and is replayed to, when it is not the one being consumed.
        package var queue: String?

        package init(_ delivery: Delivery, _ rejection: Rejection, queue: String? = nil) {
            self.delivery = delivery
            self.rejection = rejection
            self.queue = queue
        }
    }

    /// Deliveries the broker may forget.
    package var acknowledged: [Delivery]
    /// Deliveries the broker is to deliver again.
    package var requeued: [Delivery]
    package var rejected: [Rejected]
    /// Deliveries that have not been begun, because the batch was more than the handler does at a time: they are its next.
    package var remaining: [Delivery]

    package init(
        acknowledged: [Delivery] = [],
        requeued: [Delivery] = [],
        rejected: [Rejected] = [],
        remaining: [Delivery] = []
    ) {
        self.acknowledged = acknowledged
        self.requeued = requeued
        self.rejected = rejected
        self.remaining = remaining
    }
}
