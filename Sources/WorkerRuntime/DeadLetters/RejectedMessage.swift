package import AMQP
package import Logging

/// A message that is about to be stored as a dead letter.
package struct RejectedMessage: Sendable {
    package var queue: String
    package var delivery: Delivery
    package var rejection: Rejection
    /// What the log says of it besides.
    package var description: Logger.Metadata

    package init(
        queue: String,
        delivery: Delivery,
        rejection: Rejection,
        description: Logger.Metadata = [:]
    ) {
        self.queue = queue
        self.delivery = delivery
        self.rejection = rejection
        self.description = description
    }
}
