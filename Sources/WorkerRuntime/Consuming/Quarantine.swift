import Postgres

/// Marks a message that may kill its process before it runs on its own, so that the next process knows.
///
/// The mark is committed before the run and removed after a run that came back, in whatever way, or with the transaction
/// that stores the message as a dead letter. A message that comes with the marks of ``Quarantine/allowedRuns`` runs that
/// never came back is not run again, and neither is one that was dead-lettered for that and comes once more, because the
/// process ended before the broker knew.
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
            INSERT INTO quarantine (queue, message_key)
            SELECT \(queue), \(key) WHERE NOT EXISTS (
                SELECT FROM dead_letter
                WHERE queue = \(queue) AND message_key = \(key) AND reason = 'crash' AND state = 'dead'
            )
            ON CONFLICT (queue, message_key)
                DO UPDATE SET lone_runs = quarantine.lone_runs + 1, last_run_at = now()
            RETURNING lone_runs
            """
        )
        guard let runs = try rows.first?.get(0, as: Int32.self) else { return false }
        return runs <= Quarantine.allowedRuns
            || count < Quarantine.suspiciousDeliveryCount + Quarantine.allowedRuns
    }

    /// The mark of a message that is running on its own, for handlers that wait in the middle of it.
    struct Mark: Sendable {
        let quarantine: Quarantine
        let key: String

        /// Takes this run off the mark; those that never came back stay on it.
        func lift() async throws { try await quarantine.add(-1, to: key) }
        /// Puts the run on it again.
        func restore() async throws { try await quarantine.add(1, to: key) }
    }

    private func add(_ count: Int, to key: String) async throws {
        _ = try await database.query(
            """
            UPDATE quarantine SET lone_runs = lone_runs + \(count), last_run_at = now()
            WHERE queue = \(queue) AND message_key = \(key)
            """
        )
    }

    /// Removes the mark of a message whose run came back.
    func release(_ key: String) async throws {
        try await database.withTransaction { transaction in try transaction.enqueueRelease(of: [key], in: queue) }
    }
}

extension Transaction {
    /// Removes the marks of messages that came from a queue and will not run again.
    borrowing func enqueueRelease(of keys: [String], in queue: String) throws(PostgresError) {
        try enqueue("DELETE FROM quarantine WHERE queue = \(queue) AND message_key = ANY (\(keys))")
    }
}
