import Postgres

/// Marks a message that may kill its process before it runs on its own, so that the next process knows.
///
/// The mark is committed before the run and removed after a run that came back, in whatever way. A message that comes
/// with the marks of ``Quarantine/allowedRuns`` runs that never came back is not run again.
struct Quarantine {
    /// How often a message may run on its own and take the process with it.
    static let allowedRuns = 2
    /// The broker's delivery count from which a message runs on its own: its third delivery.
    static let suspiciousDeliveryCount = 2

    let queue: String
    let database: Database

    /// Marks a run; answers false when the message has had its runs, and must not have another.
    ///
    /// Copies of a message share its mark, and may run side by side. What tells how often this one ran is how often the
    /// broker delivered it.
    func admit(_ key: String, deliveredBefore count: Int) async throws(PostgresError) -> Bool {
        let rows = try await database.query(
            """
            INSERT INTO quarantine (queue, message_key) VALUES (\(queue), \(key))
            ON CONFLICT (queue, message_key)
                DO UPDATE SET lone_runs = quarantine.lone_runs + 1, last_run_at = now()
            RETURNING lone_runs
            """
        )
        return try rows[0].get(0, as: Int32.self) <= Quarantine.allowedRuns
            || count < Quarantine.suspiciousDeliveryCount + Quarantine.allowedRuns
    }

    /// Removes the marks of a message whose run came back, or which will not run again.
    func release(_ key: String) async throws(PostgresError) {
        _ = try await database.query("DELETE FROM quarantine WHERE queue = \(queue) AND message_key = \(key)")
    }
}
