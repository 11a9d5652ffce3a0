package import AMQP

/// What a stage decided about one message.
package enum Outcome<Decision> {
    /// The message is dealt with: `decision`, if there is one, will be recorded, and the messages sent after the commit.
    ///
    /// A copy of a message that was dealt with before is `.done()`.
    case done(Decision? = nil, publishing: [OutgoingMessage] = [])

    /// The message can never be dealt with; it becomes a dead letter.
    case rejected(Rejection)
}

extension Outcome: Sendable where Decision: Sendable {}
