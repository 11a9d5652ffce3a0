import AMQP
package import Postgres

extension Transaction {
    /// Stores messages as dead letters, with this transaction.
    ///
    /// A message that is there already is counted once more and turns dead again, whatever it was.
    package borrowing func insertDeadLetters(_ rejected: [RejectedMessage]) throws(PostgresError) {
        guard !rejected.isEmpty else { return }

        // One statement may touch a row once only.
        var order: [String] = []
        var latest: [String: RejectedMessage] = [:]
        var seen: [String: Int] = [:]
        for message in rejected {
            let key = "\(message.queue)\u{0}\(message.delivery.message.key)"
            if latest.updateValue(message, forKey: key) == nil { order.append(key) }
            seen[key, default: 0] += 1
        }
        let rows = order.sorted().compactMap { latest[$0] }
        let times = order.sorted().compactMap { seen[$0] }

        let queues = rows.map(\.queue)
        let keys = rows.map { storable($0.delivery.message.key) }
        let reasons = rows.map(\.rejection.reason.rawValue)
        let errors = rows.map { storable($0.rejection.error) }
        let exchanges = rows.map { storable($0.delivery.exchange) }
        let routingKeys = rows.map { storable($0.delivery.routingKey) }
        let contentTypes = rows.map { $0.delivery.message.contentType.map(storable) }
        let types = rows.map { $0.delivery.message.type.map(storable) }
        let messageIDs = rows.map { $0.delivery.message.messageID.map(storable) }
        let headers = rows.map { JSON(MessageProperties.json(of: $0.delivery.message)) }
        let bodies = rows.map(\.delivery.message.body)
        try enqueue(
            """
            INSERT INTO dead_letter AS stored (
                queue, message_key, reason, error, exchange, routing_key, content_type, type, message_id,
                headers, body, times_seen
            )
            SELECT * FROM unnest(
                \(queues), \(keys), \(reasons), \(errors), \(exchanges), \(routingKeys), \(contentTypes), \(types),
                \(messageIDs), \(headers), \(bodies), \(times)
            )
            ON CONFLICT (queue, message_key) DO UPDATE SET
                reason = excluded.reason, error = excluded.error, state = 'dead',
                times_seen = stored.times_seen + excluded.times_seen, last_seen_at = excluded.last_seen_at,
                settled_at = NULL, settled_by = NULL
            """
        )
    }
}

/// PostgreSQL's text has no NUL; a foreign message may.
private func storable(_ text: String) -> String {
    text.utf8.contains(0) ? text.replacing("\0", with: "\u{fffd}") : text
}
