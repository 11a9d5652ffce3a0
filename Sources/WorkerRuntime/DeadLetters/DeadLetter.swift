package import AMQP
package import Foundation

/// A message that could not be processed, as the database keeps it.
package struct DeadLetter: Sendable {
    /// What has become of it.
    package enum State: String, CaseIterable, Sendable {
        /// It waits for an operator.
        case dead
        /// It was sent once more; if it fails again it turns dead again.
        case replayed
        /// An operator decided that it is not needed.
        case discarded
    }

    package let id: Int
    /// The work queue it was on.
    package let queue: String
    package let messageKey: String
    package let reason: DeadLetterReason
    package let error: String
    package let exchange: String
    package let routingKey: String
    package let message: Message
    package let state: State
    /// How often it failed, copies included.
    package let timesSeen: Int
    package let timesReplayed: Int
    package let firstSeenAt: Date
    package let lastSeenAt: Date
    package let settledAt: Date?
    package let settledBy: String?
}

/// Dead letters of one queue and reason, counted.
package struct DeadLetterGroup: Hashable, Sendable {
    package let queue: String
    package let reason: DeadLetterReason
    /// The error of the newest one.
    package let latestError: String
    package let count: Int
    package let oldest: Date
    package let newest: Date
}
