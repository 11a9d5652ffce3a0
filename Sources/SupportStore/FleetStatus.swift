package import Foundation
package import Postgres

/// How the fleet is doing at one moment, as far as its database knows.
package struct FleetStatus: Sendable, Encodable {
    package struct Worker: Sendable, Encodable {
        package var instance: String
        package var worker: String
        package var version: String
        package var isReady: Bool
        /// Seconds since it last said that it is there.
        package var silentSeconds: Double
        /// What keeps it from being ready, as JSON.
        package var detail: String
    }

    package struct TableSize: Sendable, Encodable {
        package var table: String
        package var bytes: Int
        /// As the planner estimates.
        package var rows: Int
        package var deadRows: Int
    }

    package var now: Date
    package var untriaged: Int
    package var oldestUntriaged: Date?
    package var openTickets: Int
    package var outbox: Int
    /// The age in seconds of the oldest message that waits to be published.
    package var outboxOldestSeconds: Double?
    package var timersOverdue: Int
    package var timersOldestDue: Date?
    package var nextTimer: Date?
    package var deadLetters: Int
    package var notifications: [String: Int]
    /// Since when the oldest notification waits for its first try, or for that one to end.
    package var oldestNotification: Date?
    package var openPages: Int
    package var connections: Int
    package var connectionLimit: Int
    package var workers: [Worker]
    package var tables: [TableSize]
}

extension Transaction {
    /// Looks at everything once; of the tables that grow it reads only tickets as a whole.
    package borrowing func fleetStatus() throws(PostgresError) -> FleetStatus {
        let rows = try query(
            """
            SELECT tierline_now(), untriaged.n, untriaged.oldest,
                (SELECT count(*) FROM ticket WHERE status NOT IN ('resolved', 'closed')),
                outbox.n, extract(epoch FROM now() - outbox.oldest)::double precision, overdue.n, overdue.oldest,
                (SELECT due_at FROM timer WHERE due_at > tierline_now() ORDER BY due_at LIMIT 1),
                (SELECT count(*) FROM dead_letter WHERE state = 'dead'),
                (SELECT count(*) FROM page WHERE state = 'open'),
                (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
                current_setting('max_connections')::int,
                (SELECT min(created_at) FROM notification WHERE state IN ('pending', 'sending') AND attempts <= 1)
            FROM (SELECT count(*) AS n, min(created_at) AS oldest FROM ticket WHERE triaged_at IS NULL) AS untriaged,
                (SELECT count(*) AS n, min(created_at) AS oldest FROM outbox) AS outbox,
                (SELECT count(*) AS n, min(due_at) AS oldest FROM timer WHERE due_at <= tierline_now()) AS overdue
            """
        )
        let row = rows[0]
        return FleetStatus(
            now: try row.get(0),
            untriaged: try row.get(1),
            oldestUntriaged: try row.get(2),
            openTickets: try row.get(3),
            outbox: try row.get(4),
            outboxOldestSeconds: try row.get(5),
            timersOverdue: try row.get(6),
            timersOldestDue: try row.get(7),
            nextTimer: try row.get(8),
            deadLetters: try row.get(9),
            notifications: try unsettledNotifications(),
            oldestNotification: try row.get(13),
            openPages: try row.get(10),
            connections: try row.get(11),
            connectionLimit: try row.get(12),
            workers: try workersSeen(),
            tables: try tableSizes()
        )
    }

    private borrowing func unsettledNotifications() throws(PostgresError) -> [String: Int] {
        var counts: [String: Int] = [:]
        let rows = try query(
            """
            SELECT state, count(*) FROM notification
            WHERE state IN ('pending', 'sending', 'retrying', 'failed') GROUP BY state
            """
        )
        for row in rows { counts[try row.get(0)] = try row.get(1) as Int }
        return counts
    }

    private borrowing func workersSeen() throws(PostgresError) -> [FleetStatus.Worker] {
        try query(
            """
            SELECT instance, worker, version, is_ready, extract(epoch FROM now() - seen_at)::double precision, detail::text
            FROM worker_presence ORDER BY worker, instance
            """
        ).map { row throws(PostgresError) in
            FleetStatus.Worker(
                instance: try row.get(0),
                worker: try row.get(1),
                version: try row.get(2),
                isReady: try row.get(3),
                silentSeconds: try row.get(4),
                detail: try row.get(5)
            )
        }
    }

    private borrowing func tableSizes() throws(PostgresError) -> [FleetStatus.TableSize] {
        try query(
            """
            SELECT relname::text, pg_total_relation_size(relid), n_live_tup, n_dead_tup
            FROM pg_stat_user_tables
            WHERE relname IN ('ticket', 'message', 'ticket_event', 'clock', 'timer', 'outbox', 'notification')
                AND relid = to_regclass(relname::text)
            ORDER BY 2 DESC, 1
            """
        ).map { row throws(PostgresError) in
            FleetStatus.TableSize(
                table: try row.get(0),
                bytes: try row.get(1),
                rows: try row.get(2),
                deadRows: try row.get(3)
            )
        }
    }
}
