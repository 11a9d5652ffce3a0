import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct TimerServiceTests {
    @Test(arguments: ["before_commit", "after_commit_before_publish"])
    func `a failpoint that throws ends the watcher, as the end of its process would`(failpoint: String) async throws {
        try await FreshDatabase.with { fresh in
            try await fresh.database.withTransaction { transaction in
                let desk = try Desk(at: "Mon 2026-01-05 09:00", in: transaction)
                desk.now = try transaction.now()
                _ = try desk.open(in: transaction)
            }
            try await fresh.advance(by: .seconds(86_400))
            let watcher = try await Watcher(
                fresh,
                amqpURL: "amqp://127.0.0.1:1",  // it ends before anything is published
                failpoints: try Failpoints("\(failpoint):throw")
            )

            await #expect(throws: Failpoints.Struck.self) {
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await watcher.service.run() }
                    tasks.addTask { try await eventually("the watcher having ended") { false } }
                    try await tasks.next()
                    tasks.cancelAll()
                }
            }
        }
    }

    @Test func `three watchers work a backlog off, several batches at a time, and publish each threshold once`()
        async throws
    {
        try await FreshDatabase.with { fresh in
            try await TestBroker.with { broker in
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
                var watchers: [Watcher] = []
                for _ in 0..<3 { watchers.append(try await Watcher(fresh, amqpURL: broker.url, limit: 7)) }
                let inspector = watchers[0].inspector
                _ = try await inspector.apply(SupportTopology.all)

                let queue = SupportTopology.Queue.escalation
                let configuration = try BrokerConfiguration(url: broker.url)
                let consumer = Consumer(configuration, queue: queue, prefetch: 1000, name: "listener", logger: .tests)
                let told = Heard()

                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for watcher in watchers { tasks.addTask { try await watcher.service.run() } }
                    tasks.addTask {
                        while true {
                            let deliveries = try await consumer.next(upTo: 1000)
                            told.add(try deliveries.flatMap { try $0.toldIDs() })
                            try await consumer.acknowledge(deliveries)
                        }
                    }
                    try await eventually("every threshold being told and nothing more being due") {
                        let due = try await fresh.database.query("SELECT FROM timer WHERE due_at <= tierline_now()")
                        return Set(told.ids).count >= 400 && due.isEmpty
                    }
                    tasks.cancelAll()
                }
                await consumer.close()
                let onRecord: Int = try await fresh.database.query("SELECT count(*) FROM clock_threshold")[0].get(0)
                let left = try await inspector.status(ofQueue: queue)?.ready
                for watcher in watchers { await watcher.close() }

                #expect(onRecord == 40 * 10)
                // Of whatever was published twice, there would be two.
                #expect(told.ids.count == onRecord)
                #expect(left == 0)
            }
        }
    }
}

extension TimerServiceTests {
    @Test(arguments: [1, 5])
    func `tickets whose clocks cannot be read hold nobody else's up`(unreadable: Int) async throws {
        try await FreshDatabase.with { fresh in
            try await TestBroker.with { broker in
                try await fresh.database.withTransaction { transaction in
                    let desk = try Desk(at: "Mon 2026-01-05 09:00", in: transaction)
                    desk.now = try transaction.now()
                    try desk.intake(
                        (0..<5).map { desk.submitted("\($0)", text: TriageTests.texts[.p1]!) },
                        in: transaction
                    )
                    try desk.triage(desk.published, in: transaction)
                }
                _ = try await fresh.database.query(
                    """
                    UPDATE clock SET schedule = 'nonsense'
                    WHERE ticket_id IN (SELECT id FROM ticket ORDER BY id LIMIT \(unreadable))
                    """
                )
                try await fresh.advance(by: .seconds(3 * 86_400))
                let watcher = try await Watcher(fresh, amqpURL: broker.url)
                _ = try await watcher.inspector.apply(SupportTopology.all)

                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await watcher.service.run() }
                    try await eventually("the others' thresholds having fired, and those being put off") {
                        let left = try await fresh.database.query("SELECT FROM timer WHERE due_at <= tierline_now()")
                        let fired: Int = try await fresh.database.query("SELECT count(*) FROM clock_threshold")[0].get(
                            0
                        )
                        return left.isEmpty && fired == (5 - unreadable) * 10
                    }
                    tasks.cancelAll()
                }
                let timers = try await fresh.database.query("SELECT FROM timer WHERE due_at > tierline_now()")
                await watcher.close()
                #expect(timers.count == unreadable, "they are tried again")
            }
        }
    }
}

extension TimerServiceTests {
    @Test(arguments: [("1 hour", false), ("2 hours", false), ("1 hour", true)])
    func `tickets that somebody keeps hold nobody else's up, though a whole batch of them is due first, or as soon`(
        due: String,
        besideUnreadable: Bool
    ) async throws {
        try await FreshDatabase.with { fresh in
            try await TestBroker.with { broker in
                let kept = try await fresh.database.withTransaction { transaction in
                    let desk = try Desk(at: "Mon 2026-01-05 09:00", in: transaction)
                    desk.now = try transaction.now()
                    try desk.intake(
                        (0..<12).map { desk.submitted("\($0)", text: TriageTests.texts[.p1]!) },
                        in: transaction
                    )
                    try desk.triage(desk.published, in: transaction)
                    return Array(try desk.tickets(in: transaction).map(\.id).sorted().prefix(8))
                }
                // At one moment, as after a weekend, too; of those the ones that were set first are found first.
                for (isKept, after) in [(true, due), (false, "2 hours")] {
                    _ = try await fresh.database.query(
                        """
                        UPDATE timer SET due_at = (SELECT min(created_at) FROM ticket) + \(after)::text::interval
                        WHERE kind = 1 AND (subject_id = ANY (\(kept.map(\.uuid)))) = \(isKept)
                        """
                    )
                }
                if besideUnreadable {
                    // What is behind the kept ones is then fired one by one, from there and not from the kept ones on.
                    _ = try await fresh.database.query(
                        """
                        UPDATE clock SET schedule = 'nonsense' WHERE ticket_id = (
                            SELECT id FROM ticket WHERE NOT id = ANY (\(kept.map(\.uuid))) ORDER BY id LIMIT 1
                        )
                        """
                    )
                }
                let others = besideUnreadable ? 3 : 4
                try await fresh.advance(by: .seconds(3 * 86_400))
                let watcher = try await Watcher(fresh, amqpURL: broker.url, limit: 4)
                _ = try await watcher.inspector.apply(SupportTopology.all)
                let owner = Database(DatabaseConfiguration(url: fresh.url, poolSize: 1), logger: .tests)
                let isLocked = AsyncStream.makeStream(of: Void.self)
                let mayGo = DispatchSemaphore(value: 0)

                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask {
                        try await owner.withTransaction { transaction in
                            try transaction.run(script: "SET LOCAL idle_in_transaction_session_timeout = 0")
                            _ = try transaction.lockTickets(kept)
                            isLocked.continuation.yield()
                            mayGo.wait()
                        }
                    }
                    defer { mayGo.signal() }
                    for await _ in isLocked.stream.prefix(1) {}
                    tasks.addTask { try await watcher.service.run() }
                    try await eventually("the others' thresholds having fired") {
                        try await fired(in: fresh.database) == others * 10
                    }
                    mayGo.signal()
                    try await eventually("those of the kept ones, too, once they are free") {
                        try await fired(in: fresh.database) == (8 + others) * 10
                    }
                    tasks.cancelAll()
                }
                await owner.close()
                await watcher.close()
            }
        }
    }

    @Test func `kept tickets fire soon after they are free, though many more are due behind them`() async throws {
        let (keptCount, otherCount) = (4, 300)
        try await FreshDatabase.with { fresh in
            try await TestBroker.with { broker in
                let kept = try await fresh.database.withTransaction { transaction in
                    let desk = try Desk(at: "Mon 2026-01-05 09:00", in: transaction)
                    desk.now = try transaction.now()
                    try desk.intake(
                        (0..<(keptCount + otherCount)).map { desk.submitted("\($0)", text: TriageTests.texts[.p1]!) },
                        in: transaction
                    )
                    try desk.triage(desk.published, in: transaction)
                    return Array(try desk.tickets(in: transaction).map(\.id).sorted().prefix(keptCount))
                }
                _ = try await fresh.database.query(
                    """
                    UPDATE timer SET due_at = due_at - interval '1 minute'
                    WHERE kind = 1 AND subject_id = ANY (\(kept.map(\.uuid)))
                    """
                )
                try await fresh.advance(by: .seconds(3 * 86_400))
                let watcher = try await Watcher(fresh, amqpURL: broker.url, limit: 2)
                _ = try await watcher.inspector.apply(SupportTopology.all)
                let owner = Database(DatabaseConfiguration(url: fresh.url, poolSize: 1), logger: .tests)
                let isLocked = AsyncStream.makeStream(of: Void.self)

                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask {
                        try await owner.withTransaction { transaction in
                            _ = try transaction.lockTickets(kept)
                            isLocked.continuation.yield()
                            // Free as soon as the watcher has found its way round.
                            while try transaction.query("SELECT FROM clock_threshold LIMIT 1").isEmpty {}
                        }
                    }
                    for await _ in isLocked.stream.prefix(1) {}
                    tasks.addTask { try await watcher.service.run() }
                    try await eventually("everything having fired", within: .seconds(120)) {
                        try await fired(in: fresh.database) == (keptCount + otherCount) * 10
                    }
                    tasks.cancelAll()
                }
                let behind: Int = try await fresh.database.query(
                    """
                    SELECT count(DISTINCT ticket_id) FROM clock_threshold WHERE detected_at > (
                        SELECT max(detected_at) FROM clock_threshold WHERE ticket_id = ANY (\(kept.map(\.uuid)))
                    )
                    """
                )[0].get(0)
                await owner.close()
                await watcher.close()
                // Without leaving its way round it would have come to them last.
                #expect(behind > 20)
            }
        }
    }

    @Test func `a timer whose ticket is gone is removed`() async throws {
        try await FreshDatabase.with { fresh in
            let left = try await fresh.database.withTransaction { transaction in
                let now = try transaction.now()
                let stray = Timer(kind: .clocks, subject: UUID(), due: now - 60)
                try transaction.enqueueSet([stray])
                let fired = try DueTimers().fire(at: now, in: transaction)
                #expect(fired.left.isEmpty)
                return try transaction.dueTimers(at: now, limit: 10)
            }
            #expect(left.isEmpty)
        }
    }

    private func fired(in database: Database) async throws -> Int {
        try await database.query("SELECT count(*) FROM clock_threshold")[0].get(0)
    }
}
