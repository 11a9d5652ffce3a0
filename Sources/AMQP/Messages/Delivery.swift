/// A message the broker handed to a ``Consumer`` and waits to have settled.
package struct Delivery: Hashable, Sendable {
    /// Names one delivery on one connection.
    ///
    /// A connection that was made anew numbers its deliveries from one again, so the generation tells whose tag it is.
    package struct Tag: Hashable, Sendable {
        let generation: UInt64
        let value: UInt64

        /// Makes a tag; one that no consumer handed out settles nothing.
        package init(generation: UInt64 = 0, value: UInt64 = 0) {
            self.generation = generation
            self.value = value
        }
    }

    package let message: Message
    package let exchange: String
    package let routingKey: String
    package let isRedelivered: Bool
    /// How often the message was handed out before and came back unsettled: 0 at first.
    ///
    /// Quorum queues count exactly; for other queues 1 stands for "at least once".
    package let deliveryCount: Int
    package let tag: Tag

    package init(
        message: Message,
        exchange: String,
        routingKey: String,
        isRedelivered: Bool = false,
        deliveryCount: Int = 0,
        tag: Tag = Tag()
    ) {
        self.message = message
        self.exchange = exchange
        self.routingKey = routingKey
        self.isRedelivered = isRedelivered
        self.deliveryCount = deliveryCount
        self.tag = tag
    }
}
