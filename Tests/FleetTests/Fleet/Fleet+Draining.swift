import AMQP
import Foundation
import Postgres
import SupportWorkers
import TestSupport

extension Fleet {
    /// Returns when nothing is left to do: queues and outbox are empty, nothing waits for its acknowledgement, no
    /// delivery is under way and nothing that is due has not fired.
    func drain(within limit: Duration = .seconds(150)) async throws {
        try await eventually("the fleet having done its work", within: limit) {
            guard try await isIdle(), try await servers.unacknowledgedCount() == 0 else { return false }
            return try await isIdle()  // what was acknowledged meanwhile may have made work
        }
    }

    private func isIdle() async throws -> Bool {
        do {
            for queue in SupportTopology.all.queues {
                guard try await inspector.status(ofQueue: queue.name)?.ready == 0 else { return false }
            }
            return try await count(
                """
                SELECT (SELECT count(*) FROM outbox)
                    + (SELECT count(*) FROM timer WHERE due_at <= tierline_now())
                    + (SELECT count(*) FROM notification WHERE state IN ('pending', 'sending', 'retrying'))
                """
            ) == 0
        } catch let error as AMQPError where error.isTransient {
            return false
        } catch let error as PostgresError where error.isTransient {
            return false
        }
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
