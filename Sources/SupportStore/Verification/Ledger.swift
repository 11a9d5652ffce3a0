package import Postgres

extension Transaction {
    /// Looks for message ids of a ledger that are not kept exactly once.
    ///
    /// A message is kept once when there is one row under its id, with a ticket, and none under the same id with
    /// another content. All violations are counted, the first `limit` named.
    package borrowing func checkLedger(
        _ ids: [String],
        naming limit: Int = 20
    ) throws(PostgresError) -> [InvariantFinding] {
        var (lost, doubled): (Found, Found) = (Found(), Found())
        var start = ids.startIndex
        while start < ids.endIndex {
            let end = min(start + 500_000, ids.endIndex)
            let part = Array(ids[start..<end])
            try lost.add(query(Self.lost(part)), naming: limit)
            try doubled.add(query(Self.doubled(part)), naming: limit)
            start = end
        }
        return [
            InvariantFinding(
                name: "ledger_not_lost",
                promise: "every message of the ledger is kept and has a ticket",
                count: lost.count,
                examples: lost.examples
            ),
            InvariantFinding(
                name: "ledger_not_doubled",
                promise: "no message of the ledger is kept twice, or has two tickets",
                count: doubled.count,
                examples: doubled.examples
            ),
        ]
    }

    private static func lost(_ ids: [String]) -> Query {
        """
        SELECT ledger.id, CASE WHEN dead.id IS NULL THEN 'not kept' ELSE 'dead letter ' || dead.id END
        FROM unnest(\(ids)) AS ledger (id)
        LEFT JOIN message ON message.source_id = ledger.id
        LEFT JOIN ticket ON ticket.id = message.ticket_id
        LEFT JOIN dead_letter AS dead ON dead.queue = 'intake' AND dead.message_key = ledger.id
        WHERE ticket.id IS NULL
        """
    }

    private static func doubled(_ ids: [String]) -> Query {
        """
        SELECT ledger.id, format('kept %s times, on %s tickets', count(*), count(DISTINCT message.ticket_id))
        FROM (SELECT DISTINCT id FROM unnest(\(ids)) AS ledger (id)) AS ledger
        JOIN (
            SELECT source_id AS id, ticket_id FROM message
            UNION ALL
            -- another content under the same id is kept under the id and its hash
            SELECT regexp_replace(source_id, '#-?[0-9a-f]+$', ''), ticket_id FROM message
            WHERE source_id ~ '#-?[0-9a-f]+$'
        ) AS message ON message.id = ledger.id
        GROUP BY ledger.id HAVING count(*) > 1
        """
    }

    private struct Found {
        var count = 0
        var examples: [InvariantFinding.Violation] = []

        mutating func add(_ rows: [Row], naming limit: Int) throws(PostgresError) {
            count += rows.count
            for row in rows.prefix(max(0, limit - examples.count)) {
                examples.append(.init(subject: try row.get(0), detail: try row.get(1)))
            }
        }
    }
}
