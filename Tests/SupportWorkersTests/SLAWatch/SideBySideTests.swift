import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// Watchers, and others, on connections of their own.
struct SideBySideTests {
    @Test func `three watchers side by side fire each threshold exactly once`() async throws {
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
                for _ in 0..<3 {
                    watchers.addTask {
                        var keys: [String] = []
                        var mark = LowWaterMark(distance: 30)
                        var instant = ContinuousClock.now
                        while true {
                            instant += .seconds(5)
                            let start = mark.start(at: instant)
                            let (now, batch) = try await database.withTransaction { transaction in
                                let now = try transaction.now()
                                return (now, try DueTimers(limit: 7).fire(from: start.date, at: now, in: transaction))
                            }
                            keys += try batch.outgoing.flatMap { try Delivery($0).toldIDs() }
                            if start.date == nil, batch.due.isEmpty { return keys }
                            let time = batch.lookingTime
                            mark.learn(
                                from: start,
                                now: now,
                                reached: batch.reached,
                                leavingFrom: batch.left.first?.due,
                                taking: time,
                                at: instant
                            )
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

    @Test func `a timer that comes to lie behind the mark is fired by the next sweep`() async throws {
        try await FreshDatabase.with { fresh in
            let (ticket, begin) = try await fresh.database.withTransaction { transaction in
                let desk = try Desk(at: "Mon 2026-01-05 09:00", in: transaction)
                desk.now = try transaction.now()
                return (try desk.open(in: transaction), desk.now)
            }
            try await fresh.advance(by: .seconds(86_400))
            var mark = LowWaterMark(distance: 30)
            let instant = ContinuousClock.now
            var found: [[String]] = []
            // Set for later, then behind what has been looked at: by somebody who took long to commit.
            for (due, instant) in [(begin + 90_000, instant), (begin, instant), (begin, instant + .seconds(600))] {
                let start = mark.start(at: instant)
                let (now, fired) = try await fresh.database.withTransaction { transaction in
                    try transaction.enqueueSet([Timer(kind: .clocks, subject: ticket.id.uuid, due: due)])
                    let now = try transaction.now()
                    return (now, try DueTimers().fire(from: start.date, at: now, in: transaction))
                }
                found.append(fired.outgoing.map(\.routingKey))
                mark.learn(from: start, now: now, reached: fired.reached, taking: .seconds(1), at: instant)
            }

            #expect(found[0].isEmpty)
            #expect(found[1].isEmpty, "it lies behind the mark")
            #expect(!found[2].isEmpty)
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
