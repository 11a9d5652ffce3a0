import AMQP

extension Delivery {
    /// A replayed message with the exchange and routing key it was published with at first.
    ///
    /// Only operators may publish to the replay exchange, so only there the headers are believed.
    var asFirstPublished: Delivery {
        guard exchange == DeadLetterStore.replayExchange else { return self }
        var message = message
        let exchange = message.headers.removeValue(forKey: HeaderName.replayedExchange)?.string
        let routingKey = message.headers.removeValue(forKey: HeaderName.replayedRoutingKey)?.string
        return Delivery(
            message: message,
            exchange: exchange ?? self.exchange,
            routingKey: routingKey ?? self.routingKey,
            isRedelivered: isRedelivered,
            deliveryCount: deliveryCount,
            tag: tag
        )
    }
}
