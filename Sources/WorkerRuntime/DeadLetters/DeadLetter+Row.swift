import AMQP
import Foundation
import Postgres

extension DeadLetter {
    static let columns = """
        id, queue, message_key, reason, error, exchange, routing_key, content_type, type, message_id, headers, body, \
        state, times_seen, times_replayed, first_seen_at, last_seen_at, settled_at, settled_by
        """

    /// Reads ``DeadLetter/columns``.
    init(_ row: Row) throws(PostgresError) {
        var message = Message(body: try row.get(11))
        message.contentType = try row.get(7)
        message.type = try row.get(8)
        message.messageID = try row.get(9)
        MessageProperties.restore(try row.get(10, as: JSON.self).text, into: &message)
        self.message = message
        id = try row.get(0)
        queue = try row.get(1)
        messageKey = try row.get(2)
        reason = DeadLetterReason(rawValue: try row.get(3)) ?? .failed
        error = try row.get(4)
        exchange = try row.get(5)
        routingKey = try row.get(6)
        state = State(rawValue: try row.get(12)) ?? .dead
        timesSeen = try row.get(13)
        timesReplayed = try row.get(14)
        firstSeenAt = try row.get(15)
        lastSeenAt = try row.get(16)
        settledAt = try row.get(17)
        settledBy = try row.get(18)
    }

    /// The message as it is sent once more.
    ///
    /// To the queue it failed on, except what never reached a queue: that goes where it was sent at first.
    var replay: OutgoingMessage {
        var message = message
        message.messageID = messageKey
        message.userID = nil  // the broker accepts no other user's name than our own
        message.expiration = nil
        for name in message.headers.keys where Self.brokerHeaders.contains(name) {
            message.headers[name] = nil
        }
        guard reason != .unroutable else {
            return OutgoingMessage(exchange: exchange, routingKey: routingKey, message: message)
        }
        message.headers[HeaderName.replayedExchange] = .string(exchange)
        message.headers[HeaderName.replayedRoutingKey] = .string(routingKey)
        return OutgoingMessage(exchange: DeadLetterStore.replayExchange, routingKey: queue, message: message)
    }

    /// What a broker adds to a message it gives up on; left in, RabbitMQ would take the replay for a cycle.
    private static let brokerHeaders: Set<String> = [
        "x-death", "x-first-death-exchange", "x-first-death-queue", "x-first-death-reason", "x-delivery-count",
        "x-last-death-exchange", "x-last-death-queue", "x-last-death-reason",
    ]
}
