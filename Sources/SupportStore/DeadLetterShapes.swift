package import Foundation
package import Postgres

/// Dead letters that died of the same: one queue, one reason, one error but for names and numbers in it.
package struct DeadLetterShape: Sendable, Encodable {
    package var queue: String
    package var reason: String
    /// The error with what differs from message to message left out.
    package var error: String
    package var count: Int
    /// The id of the newest one, to look at.
    package var newestID: Int
    package var oldest: Date
    package var newest: Date
}

extension Transaction {
    /// The dead letters that wait for an operator, in groups; the largest group first.
    package borrowing func deadLetterShapes() throws(PostgresError) -> [DeadLetterShape] {
        try query(
            #"""
            SELECT queue, reason, shape, count(*), max(id), min(first_seen_at), max(last_seen_at)
            FROM (
                SELECT id, queue, reason, first_seen_at, last_seen_at,
                    regexp_replace(
                        regexp_replace(left(error, 500), '''[^'']*''', '''…''', 'g'),
                        '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9]+', '…', 'g'
                    ) AS shape
                FROM dead_letter WHERE state = 'dead'
            ) AS letter
            GROUP BY queue, reason, shape ORDER BY count(*) DESC, queue, reason, shape
            """#
        ).map { row throws(PostgresError) in
            DeadLetterShape(
                queue: try row.get(0),
                reason: try row.get(1),
                error: try row.get(2),
                count: try row.get(3),
                newestID: try row.get(4),
                oldest: try row.get(5),
                newest: try row.get(6)
            )
        }
    }
}
