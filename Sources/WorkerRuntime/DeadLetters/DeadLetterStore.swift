import AMQP
import Foundation
package import Postgres

/// What operators do with dead letters: list, show, replay, discard.
package struct DeadLetterStore: Sendable {
    /// The exchange that leads back to one work queue by its name; only operators may publish to it.
    package static let replayExchange = "support.replay"

    private let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    /// The dead letters that wait for an operator, counted by queue and reason.
    package func groups() async throws(PostgresError) -> [DeadLetterGroup] {
        let rows = try await database.query(
            """
            SELECT queue, reason, (array_agg(error ORDER BY last_seen_at DESC))[1], count(*),
                min(first_seen_at), max(last_seen_at)
            FROM dead_letter WHERE state = 'dead'
            GROUP BY queue, reason ORDER BY queue, reason
            """
        )
        return try rows.map { row throws(PostgresError) in
            let (queue, reason, error, count, oldest, newest) = try row.decode(
                (String, String, String, Int, Date, Date).self
            )
            return DeadLetterGroup(
                queue: queue,
                reason: DeadLetterReason(rawValue: reason) ?? .failed,
                latestError: error,
                count: count,
                oldest: oldest,
                newest: newest
            )
        }
    }

    /// Dead letters, the newest first; nil leaves a condition out.
    package func list(
        queue: String? = nil,
        reason: DeadLetterReason? = nil,
        state: DeadLetter.State? = .dead,
        limit: Int = 100
    ) async throws(PostgresError) -> [DeadLetter] {
        let rows = try await database.query(
            """
            SELECT \(unsafeSQL: DeadLetter.columns) FROM dead_letter
            WHERE queue = coalesce(\(queue as String?), queue)
                AND reason = coalesce(\(reason?.rawValue as String?), reason)
                AND state = coalesce(\(state?.rawValue as String?), state)
            ORDER BY id DESC LIMIT \(limit)
            """
        )
        return try rows.map { row throws(PostgresError) in try DeadLetter(row) }
    }

    /// The ids of all that wait, in the order in which they died; nil leaves a condition out.
    package func waitingIDs(
        queue: String? = nil,
        reason: DeadLetterReason? = nil
    ) async throws(PostgresError) -> [Int] {
        let rows = try await database.query(
            """
            SELECT id FROM dead_letter
            WHERE queue = coalesce(\(queue as String?), queue)
                AND reason = coalesce(\(reason?.rawValue as String?), reason) AND state = 'dead'
            ORDER BY id
            """
        )
        return try rows.map { row throws(PostgresError) in try row.get(0, as: Int.self) }
    }

    /// One dead letter, whole; nil if there is none with this id.
    package func find(_ id: Int) async throws(PostgresError) -> DeadLetter? {
        let rows = try await database.query(
            "SELECT \(unsafeSQL: DeadLetter.columns) FROM dead_letter WHERE id = \(id)"
        )
        guard let row = rows.first else { return nil }
        return try DeadLetter(row)
    }

    /// Sends dead letters once more to the one queue they failed on, with the same message id.
    ///
    /// Only those whose state is `dead` are sent; the answer names them. State and message commit together, so that a
    /// crash in between loses nothing: the relay publishes what this call could not. If a message fails again its row
    /// turns `dead` again.
    package func replay(_ ids: [Int], by operator: String, through outbox: Outbox) async throws -> [Int] {
        let (replayed, rows) = try await database.withTransaction { transaction in
            let found = try transaction.query(
                """
                UPDATE dead_letter SET state = 'replayed', times_replayed = times_replayed + 1,
                    settled_at = now(), settled_by = \(`operator`)
                WHERE id = ANY(\(ids)) AND state = 'dead'
                RETURNING \(unsafeSQL: DeadLetter.columns)
                """
            )
            let letters = try found.map { try DeadLetter($0) }.sorted { $0.id < $1.id }
            return (letters.map(\.id), try outbox.store(letters.map(\.replay), in: transaction))
        }
        try await outbox.publish(rows)
        try await outbox.deletePublished()
        return replayed
    }

    /// Marks dead letters as not needed, with who said so and why; the messages stay.
    ///
    /// Answers the ids of those that were `dead` and are now discarded.
    package func discard(
        _ ids: [Int],
        by operator: String,
        because reason: String
    ) async throws(PostgresError) -> [Int] {
        let rows = try await database.query(
            """
            UPDATE dead_letter SET state = 'discarded', settled_at = now(),
                settled_by = \("\(`operator`): \(reason)")
            WHERE id = ANY(\(ids)) AND state = 'dead'
            RETURNING id
            """
        )
        return try rows.map { row throws(PostgresError) in try row.get(0, as: Int.self) }.sorted()
    }
}
