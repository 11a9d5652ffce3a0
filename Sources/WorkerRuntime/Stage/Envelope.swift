package import AMQP
package import Foundation

/// A decoded message together with what is known about its way here.
package struct Envelope<Input: Sendable>: Sendable {
    package var input: Input
    /// The idempotency key: the message id its sender gave it, else the SHA-256 of its body in hexadecimal.
    package var key: String
    package var exchange: String
    package var routingKey: String
    /// The trace the message belongs to; outgoing messages carry a child of it.
    package var trace: TraceContext
    /// How often the broker had delivered the message before; 0 at first.
    package var deliveryCount: Int
    /// When the fleet accepted the message that started it all, if a header tells.
    package var acceptedAt: Date?
    /// When the sender says it sent the message; AMQP knows whole seconds only.
    package var sentAt: Date?
    /// The broker user that published, when the sender gave it; the broker verifies it.
    package var userID: String?

    package init(
        input: Input,
        key: String,
        exchange: String = "",
        routingKey: String = "",
        trace: TraceContext? = nil,
        deliveryCount: Int = 0,
        acceptedAt: Date? = nil,
        sentAt: Date? = nil,
        userID: String? = nil
    ) {
        self.input = input
        self.key = key
        self.exchange = exchange
        self.routingKey = routingKey
        self.trace = trace ?? TraceContext(startedBy: key)
        self.deliveryCount = deliveryCount
        self.acceptedAt = acceptedAt
        self.sentAt = sentAt
        self.userID = userID
    }

    package init(_ input: Input, of delivery: Delivery) {
        let key = delivery.message.key
        self.init(
            input: input,
            key: key,
            exchange: delivery.exchange,
            routingKey: delivery.routingKey,
            trace: TraceContext(of: delivery.message, key: key),
            deliveryCount: delivery.deliveryCount,
            acceptedAt: delivery.message.acceptedAt,
            sentAt: delivery.message.timestamp,
            userID: delivery.message.userID
        )
    }
}
