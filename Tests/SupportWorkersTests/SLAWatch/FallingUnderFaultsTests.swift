import AMQP
import Foundation
import Postgres
import ServiceLifecycle
import SupportDomain
import SupportStore
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// Escalation ends in the middle of what fell together, and another process goes on.
struct FallingUnderFaultsTests {
    @Test(arguments: Failpoints.Point.allCases.filter { ![.afterIntent, .afterDelivery].contains($0) })
    func `clocks that fell together are dealt with once each, wherever escalation ends`(
        point: Failpoints.Point
    ) async throws {
        try await FreshDatabase.with { fresh in
            try await TestBroker.with { broker in
                try await Self.openTickets(in: fresh)
                let watcher = try await Watcher(fresh, amqpURL: broker.url, limit: 7)
                _ = try await watcher.inspector.apply(SupportTopology.all)
                try await Self.run([watcher.service], until: "everything has fallen") {
                    try await fresh.database.query("SELECT FROM timer WHERE due_at <= tierline_now()").isEmpty
                }
                let told = try await watcher.inspector.status(ofQueue: SupportTopology.Queue.escalation)?.ready
                let fallen: Int = try await fresh.database.query("SELECT count(*) FROM clock_threshold")[0].get(0)

                let struck = try await Watcher(
                    fresh,
                    amqpURL: broker.url,
                    failpoints: Failpoints("\(point.rawValue):throw")
                )
                do {
                    try await Self.escalation(struck).run()
                } catch is Failpoints.Struck {}
                await struck.close()
                // What neither of them came to publish is the relay's.
                let others = [Self.escalation(watcher), watcher.context.relayOutbox()]
                try await Self.run(others, until: "all of it is decided, and none of it is left") {
                    let left = try await watcher.inspector.status(ofQueue: SupportTopology.Queue.escalation)?.ready
                    let undecided = try await Self.undecided(in: fresh.database)
                    return left == 0 && undecided.isEmpty
                }
                let left = try await watcher.inspector.status(ofQueue: SupportTopology.Queue.escalation)?.ready
                await watcher.close()

                #expect(fallen == 200)
                #expect(told.map { $0 < fallen / 2 } == true, "\(told ?? 0) messages")
                #expect(left == 0)
                #expect(try await Self.decidedTwice(in: fresh.database) == 0)
                #expect(try await DeadLetterStore(fresh.database).list(state: nil).isEmpty)
            }
        }
    }

    /// Twenty of the highest priority, of which nobody has answered one for three days.
    private static func openTickets(in fresh: FreshDatabase) async throws {
        try await fresh.database.withTransaction { transaction in
            let desk = try Desk(at: "Mon 2026-01-05 09:00", in: transaction)
            desk.now = try transaction.now()
            let text = try #require(TriageTests.texts[.p1])
            try desk.intake((0..<20).map { desk.submitted("\($0)", text: text) }, in: transaction)
            try desk.triage(desk.published, in: transaction)
        }
        try await fresh.advance(by: .seconds(3 * 86_400))
    }

    private static func escalation(_ worker: Watcher) -> any Service {
        worker.context.consume(SupportTopology.Queue.escalation, with: EscalationStage(policies: PolicyBook()))
    }

    /// Lets services work until something holds, and then finish what they have begun.
    private static func run(
        _ services: [any Service],
        until what: String,
        _ condition: @escaping () async throws -> Bool
    ) async throws {
        let group = ServiceGroup(services: services, logger: .tests)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await eventually(what, condition)
            } catch {
                tasks.cancelAll()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Breaches that escalation has neither acted on nor declined.
    private static func undecided(in database: Database) async throws -> [Row] {
        try await database.query(
            """
            SELECT FROM ticket_event AS breach WHERE kind = 'clock_breached' AND NOT EXISTS (
                SELECT FROM ticket_event AS decision
                WHERE decision.ticket_id = breach.ticket_id AND decision.cause = breach.cause
                    AND decision.kind IN ('escalated', 'escalation_declined')
            )
            """
        )
    }

    private static func decidedTwice(in database: Database) async throws -> Int {
        try await database.query(
            """
            SELECT count(*) FROM (
                SELECT FROM ticket_event WHERE kind IN ('escalated', 'escalation_declined')
                GROUP BY ticket_id, cause HAVING count(*) > 1
            ) AS twice
            """
        )[0].get(0)
    }
}
