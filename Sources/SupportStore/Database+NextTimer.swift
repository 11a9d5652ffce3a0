package import Foundation
package import Postgres

/// What is known of the timers ahead.
package struct NextTimer: Sendable {
    /// The fleet's time when it was asked.
    package let now: Date
    /// When the earliest falls due, whoever has it; nil where nothing waits.
    package let due: Date?
    /// How long the database looked.
    package let taking: Duration
}

extension Database {
    /// The earliest timer from `start` on; nil is from the very beginning.
    ///
    /// One statement without a transaction around it, for whoever asks again and again and nearly always hears that nothing
    /// is due. The database itself says how long it took, because on a busy machine whoever asks waits for many things.
    package func nextTimer(from start: Date?, deadline: Duration? = nil) async throws(PostgresError) -> NextTimer {
        let rows = try await query(
            """
            SELECT tierline_now(),
                (SELECT due_at FROM timer WHERE due_at >= coalesce(\(start as Date?), '-infinity') ORDER BY due_at LIMIT 1),
                extract(epoch FROM clock_timestamp() - statement_timestamp())::float8
            """,
            deadline: deadline
        )
        let seconds: Double = try rows[0].get(2)
        return NextTimer(now: try rows[0].get(0), due: try rows[0].get(1), taking: .seconds(seconds))
    }
}
