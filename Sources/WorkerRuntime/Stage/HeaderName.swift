import AMQP
import Foundation

/// The AMQP headers the runtime itself reads and writes.
package enum HeaderName {
    /// When the fleet accepted the message that started it all, in microseconds since 1970.
    package static let acceptedAt = "tierline-accepted-at"
    /// The W3C trace context of a message.
    package static let traceparent = "traceparent"
    /// Where a replayed message was published at first; believed only on the replay exchange.
    package static let replayedExchange = "tierline-replayed-exchange"
    package static let replayedRoutingKey = "tierline-replayed-routing-key"
}

extension FieldValue {
    static func microseconds(of date: Date) -> FieldValue {
        .int(Int((date.timeIntervalSince1970 * 1_000_000).rounded()))
    }
}
