import AMQP
import Foundation
import Postgres
import SupportWorkers
import TestSupport

extension Fleet {
    /// Returns when nothing is left to do: queues and outbox are empty, what the ledger lists is kept, every ticket is
    /// triaged, every breach answered, every delivery settled, and nothing that is due has not fired.
    ///
    /// The broker tells at once what waits in a quorum queue, but only every few seconds what is delivered and not
    /// acknowledged; what the database lacks tells it sooner.
    func drain(within limit: Duration = .seconds(120)) async throws {
        var left = ["everything"]
        do {
            try await eventually("the fleet having done its work", within: limit) {
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
        var left: [String] = []
        for queue in SupportTopology.all.queues {
            let count = try await inspector.status(ofQueue: queue.name)?.ready ?? 0
            if count > 0 { left.append("\(count) messages in \(queue.name)") }
        }
        let sent = ledger.opening.union(ledger.other).sorted()
        return try await left
            + texts(
                """
                SELECT count || ' ' || what FROM (VALUES
                    ('messages in the outbox', (SELECT count(*) FROM outbox)),
                    ('messages that run alone', (SELECT count(*) FROM quarantine)),
                    ('timers that are due', (SELECT count(*) FROM timer WHERE due_at <= tierline_now())),
                    ('notifications', (
                        SELECT count(*) FROM notification WHERE state IN ('pending', 'sending', 'retrying'))),
                    ('tickets without triage', (SELECT count(*) FROM ticket WHERE triaged_at IS NULL)),
                    ('breaches without an answer', (
                        SELECT count(*) FROM ticket_event breach WHERE kind = 'clock_breached' AND NOT EXISTS (
                            SELECT FROM ticket_event answer
                            WHERE answer.ticket_id = breach.ticket_id AND answer.cause = breach.cause
                                AND answer.kind IN ('escalated', 'escalation_declined')))),
                    ('messages that are not kept', (
                        SELECT count(*) FROM unnest(\(sent)) AS sent (id) LEFT JOIN message ON source_id = sent.id
                        WHERE source_id IS NULL))
                ) AS work (what, count) WHERE count > 0
                """
            )
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
