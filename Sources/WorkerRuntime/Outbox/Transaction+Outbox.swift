package import AMQP
package import Foundation
package import Postgres

extension Transaction {
    /// Stores messages with the effects of this transaction; the relay publishes what its process does not.
    @discardableResult
    package borrowing func storeOutgoing(_ messages: [OutgoingMessage]) throws(PostgresError) -> [OutboxRow] {
        guard !messages.isEmpty else { return [] }
        let rows = messages.map { message in
            let id = TimeOrderedID.next()
            var message = message
            // However often and by whomever it is published, it has the same id.
            if message.message.messageID == nil { message.message.messageID = id.uuidString.lowercased() }
            return OutboxRow(id: id, message: message)
        }
        try insertOutbox(rows)
        return rows
    }

    private borrowing func insertOutbox(_ rows: [OutboxRow]) throws(PostgresError) {
        let ids = rows.map(\.id)
        let exchanges = rows.map(\.message.exchange)
        let routingKeys = rows.map(\.message.routingKey)
        let contentTypes = rows.map(\.message.message.contentType)
        let types = rows.map(\.message.message.type)
        let messageIDs = rows.map { $0.message.message.messageID ?? "" }
        let headers = rows.map { JSON(MessageProperties.json(of: $0.message.message)) }
        let bodies = rows.map(\.message.message.body)
        try enqueue(
            """
            INSERT INTO outbox (id, exchange, routing_key, content_type, type, message_id, headers, body)
            SELECT * FROM unnest(
                \(ids), \(exchanges), \(routingKeys), \(contentTypes), \(types), \(messageIDs), \(headers), \(bodies)
            )
            """
        )
    }

    /// Deletes the rows of messages that are known to be published; queued.
    package borrowing func deleteOutbox(_ ids: [UUID]) throws(PostgresError) {
        guard !ids.isEmpty else { return }
        try enqueue("DELETE FROM outbox WHERE id = ANY(\(ids))")
    }
}
