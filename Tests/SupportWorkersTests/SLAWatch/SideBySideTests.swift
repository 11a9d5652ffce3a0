import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing

@testable import SupportWorkers

/// Watchers, and others, on connections of their own.
struct SideBySideTests {
    @Test func `two watchers side by side fire each threshold exactly once`() async throws {
        try await FreshDatabase.with { fresh in
            try await fresh.database.withTransaction { transaction in
                let desk = try Desk(at: "Mon 2026-01-05 09:00", in: transaction)
                desk.now = try transaction.now()
                try desk.intake(
                    (0..<40).map { desk.submitted("\($0)", text: TriageTests.texts[.p1]!) },
                    in: transaction
                )
                try desk.triage(desk.published, in: transaction)
            }
            try await fresh.advance(by: .seconds(3 * 86_400))
            let database = fresh.database
            let fired = try await withThrowingTaskGroup(of: [String].self) { watchers in
                for _ in 0..<2 {
                    watchers.addTask {
                        var keys: [String] = []
                        while true {
                            let batch = try await database.withTransaction { transaction in
                                try DueTimers(limit: 7).fire(at: try transaction.now(), in: transaction)
                            }
                            keys += batch.outgoing.compactMap(\.message.messageID)
                            if batch.due.isEmpty { return keys }
                        }
                    }
                }
                return try await watchers.reduce([], +)
            }
            let rows: Int = try await database.query("SELECT count(*) FROM clock_threshold")[0].get(0)
            let left = try await database.query("SELECT FROM timer WHERE due_at <= tierline_now()").count

            #expect(Set(fired).count == fired.count)
            #expect(fired.count == rows)
            #expect(rows == 40 * 10)
            #expect(left == 0)
        }
    }

    @Test func `a watcher leaves a ticket that somebody is working on, and so never waits for them`() async throws {
        try await FreshDatabase.with { fresh in
            let database = fresh.database
            let ticket = try await database.withTransaction { transaction in
                let desk = try Desk(at: "Mon 2026-01-05 09:00", in: transaction)
                desk.now = try transaction.now()
                return try desk.open(in: transaction).id
            }
            try await fresh.advance(by: .seconds(3600 * 2))
            let isLocked = AsyncStream.makeStream(of: Void.self)
            let mayGo = DispatchSemaphore(value: 0)
            async let intake: Void = database.withTransaction { transaction in
                _ = try transaction.lockTickets([ticket])
                isLocked.continuation.yield()
                mayGo.wait()
            }
            for await _ in isLocked.stream.prefix(1) {}
            let meanwhile = try await database.withTransaction { transaction in
                try DueTimers().fire(at: try transaction.now(), in: transaction)
            }
            mayGo.signal()
            try await intake
            let afterwards = try await database.withTransaction { transaction in
                try DueTimers().fire(at: try transaction.now(), in: transaction)
            }

            #expect(meanwhile.due.isEmpty && meanwhile.outgoing.isEmpty)
            #expect(afterwards.outgoing.map(\.routingKey) == ["clock.breached"])
        }
    }
}
