/// Something the broker said that nobody had asked for at that moment.
enum BrokerEvent {
    case delivered(DeliverMethod, Message)
    case returned(ReturnMethod, Message)
    case confirmed(UInt64, multiple: Bool)
    case nacked(UInt64, multiple: Bool)
    /// The answer to our own `basic.cancel`.
    case cancelled
    /// The broker ended the subscription by itself.
    case cancelledByBroker
    /// The answer to our own ``Connection/askStatus(ofQueue:)``.
    case counted(ready: Int)
    case blocked(reason: String)
    case unblocked
}

struct DeliverMethod {
    let tag: UInt64
    let isRedelivered: Bool
    let exchange: String
    let routingKey: String
}

struct ReturnMethod {
    let replyCode: Int
    let replyText: String
    let exchange: String
    let routingKey: String
}
