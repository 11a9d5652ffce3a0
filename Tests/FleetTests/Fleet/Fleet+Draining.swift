import AMQP
import Foundation
import Postgres
import SupportWorkers
import TestSupport

extension Fleet {
    /// Returns when the fleet is quiet: nothing is under way, and nothing begins by itself for a while.
    ///
    /// What is under way is in a queue (delivered or not), in the outbox, or a timer that is due; a message leaves each
    /// only after what it causes is in the next. The database is therefore asked before the broker and again after it,
    /// and nothing may have happened in between. Whether the work was *done* is for ``prove(deadLetters:)`` to see.
    func drain(within limit: Duration = .seconds(120)) async throws {
        var left = ["everything"]
        do {
            try await eventually("the fleet being quiet", within: limit) {
                do {
                    left = try await workLeft()
                } catch let error as AMQPError where error.isTransient {
                    left = ["a broker that answers"]
                } catch let error as PostgresError where error.isTransient {
                    left = ["a database that answers"]
                }
                return left.isEmpty
            }
        } catch is NotInTime {
            throw Disproof(complaints: ["after \(limit) this was left to do: \(left.joined(separator: ", "))"])
        }
    }

    private func workLeft() async throws -> [String] {
        let before = try await workInDatabase()
        guard before.left.isEmpty else { return before.left }
        for queue in SupportTopology.all.queues {  // cheaper to ask for, and mostly enough
            let count = try await inspector.status(ofQueue: queue.name)?.ready ?? 0
            if count > 0 { return ["\(count) messages in \(queue.name)"] }
        }
        let counts = try await servers.messageCounts()
        let held = counts.filter { $0.value > 0 }.map { "\($0.value) messages of \($0.key)" }.sorted()
        guard held.isEmpty else { return held }
        guard counts.count == SupportTopology.all.queues.count else { return ["queues that have a leader"] }
        let after = try await workInDatabase()
        return after.left.isEmpty && after.done != before.done ? ["what just happened"] : after.left
    }

    /// What the database knows to be under way, and a mark that any work leaves another of.
    private func workInDatabase() async throws -> (left: [String], done: [Int]) {
        let left = try await texts(
            """
            SELECT count || ' ' || what FROM (VALUES
                ('messages in the outbox', (SELECT count(*) FROM outbox)),
                ('timers that are due, or nearly so', (
                    SELECT count(*) FROM timer WHERE due_at <= tierline_now() + interval '10 s')),
                ('deliveries to be tried again', (SELECT count(*) FROM timer WHERE kind = 3))
            ) AS work (what, count) WHERE count > 0
            """
        )
        let done = try await database.query(
            """
            SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM ticket_event),
                (SELECT count(*) FROM clock_threshold), (SELECT count(*) FROM notification),
                (SELECT count(*) FROM delivery_attempt), (SELECT coalesce(sum(times_seen), 0) FROM dead_letter)
            """
        )
        return (left, try (0..<6).map { try done[0].get($0) })
    }

    /// Answers the only value of a query that counts.
    func count(_ query: Query) async throws -> Int {
        guard let row = try await database.query(query).first else { throw TestSupportError("the count has no row") }
        return try row.get(0, as: Int.self)
    }

    /// Answers the only column of a query, as texts.
    func texts(_ query: Query) async throws -> [String] {
        try await database.query(query).map { try $0.get(0, as: String.self) }
    }

    /// Returns when a query that counts answers this.
    func waitFor(
        _ what: String,
        is expected: Int = 1,
        within limit: Duration = .seconds(60),
        _ query: Query
    ) async throws {
        try await eventually(what, within: limit) {
            do {
                return try await count(query) == expected
            } catch let error as PostgresError where error.isTransient {
                return false
            }
        }
    }

    /// Returns when a query that counts answers more than this.
    func waitForMore(than least: Int, within limit: Duration = .seconds(60), _ query: Query) async throws {
        try await eventually("more than \(least)", within: limit) {
            do {
                return try await count(query) > least
            } catch let error as PostgresError where error.isTransient {
                return false
            }
        }
    }
}
