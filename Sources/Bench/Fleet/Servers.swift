import AMQP
import Foundation
import Postgres

/// The servers as the measurement sees them: what waits in the queues, what the database has written.
struct Servers: Sendable {
    let database: Database
    let broker: TopologyClient

    private static let workQueues = [
        "intake", "triage", "escalation", "notifier.email", "notifier.webhook", "notifier.page",
    ]

    /// How many messages wait in the work queues; those in the workers' hands are not among them.
    func backlog() async throws -> Int {
        var waiting = 0
        for queue in Self.workQueues { waiting += try await broker.status(ofQueue: queue)?.ready ?? 0 }
        return waiting
    }

    /// Whether no notification is on its way; those that wait for a retry do not count.
    func isSettled() async throws -> Bool {
        try await database.query("SELECT FROM notification WHERE state IN ('pending', 'sending') LIMIT 1").isEmpty
    }

    /// Commits in this database and WAL bytes of the whole server so far; the former may be a second old.
    func written() async throws -> (commits: Int, walBytes: Int) {
        let rows = try await database.query(
            """
            SELECT xact_commit, (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint
            FROM pg_stat_database WHERE datname = current_database()
            """
        )
        guard let row = rows.first else { throw BenchFailure("PostgreSQL keeps no statistics of this database") }
        return try row.decode((Int, Int).self)
    }

    /// Gives the planner true figures and the next checkpoint a fresh start, so that every run begins alike.
    func settle() async throws {
        _ = try await database.query("ANALYZE")
        _ = try await database.query("CHECKPOINT")
        try await Task.sleep(for: .seconds(2))  // until PostgreSQL has published its counters
    }
}
