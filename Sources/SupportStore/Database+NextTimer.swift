package import Foundation
package import Postgres

extension Database {
    /// The fleet's time, and when the earliest timer falls due from `start` on, whoever has it; nil is from the very
    /// beginning.
    ///
    /// One statement without a transaction around it, for whoever asks again and again and nearly always hears that nothing
    /// is due.
    package func nextTimer(
        from start: Date?,
        deadline: Duration? = nil
    ) async throws(PostgresError) -> (now: Date, due: Date?) {
        let rows = try await query(
            """
            SELECT tierline_now(),
                (SELECT due_at FROM timer WHERE due_at >= coalesce(\(start as Date?), '-infinity') ORDER BY due_at LIMIT 1)
            """,
            deadline: deadline
        )
        return (try rows[0].get(0), try rows[0].get(1))
    }
}
