import AMQP
import Foundation
import Postgres
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct TimerHealthTests {
    @Test func `timers that nobody can fire are a stall, and waiting for an operator is none`() async throws {
        try await FreshDatabase.with { fresh in
            let health = Health(stallTime: .seconds(2))
            health.report("start", isUnreadyBecause: nil)
            let watcher = try await watcher(on: fresh, health: health)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await watcher.run() }

                _ = try await fresh.database.query("ALTER TABLE timer RENAME TO misplaced")
                try await eventually { health.reasonsNotReady.contains { $0.hasPrefix("timers:") } }
                #expect(health.stalls(at: .now + .seconds(600)).isEmpty)
                _ = try await fresh.database.query("ALTER TABLE misplaced RENAME TO timer")
                try await eventually(within: .seconds(120)) { health.isReady }
                #expect(health.stalls().isEmpty)

                _ = try await fresh.database.query(
                    "CREATE OR REPLACE FUNCTION tierline_now() RETURNS timestamptz LANGUAGE sql RETURN to_timestamp(1 / 0)"
                )
                try await eventually(within: .seconds(120)) { health.stalls().contains { $0.hasPrefix("timers:") } }
                tasks.cancelAll()
            }
            #expect(health.stalls(at: .now + .seconds(600)).isEmpty, "a service that has ended is not missed")
        }
    }

    /// A watcher without a broker: nothing is due, so nothing is published.
    private func watcher(
        on fresh: FreshDatabase,
        health: Health
    ) async throws -> TimerService {
        let servers = ["TIERLINE_DATABASE_URL": fresh.url, "TIERLINE_AMQP_URL": "amqp://127.0.0.1:1"]
        let settings = try await SettingsReader(environment: servers)
        let broker = try BrokerConfiguration(url: "amqp://127.0.0.1:1")
        return TimerService(
            context: WorkerContext(
                worker: "sla-watcher",
                instance: "sla-watcher@tests:1",
                configuration: try WorkerConfiguration(settings),
                broker: broker,
                settings: settings,
                database: fresh.database,
                publisher: Publisher(broker, name: "watcher publisher", logger: .tests),
                inspector: TopologyClient(broker, name: "watcher inspector", logger: .tests),
                health: health,
                logger: .tests
            )
        )
    }
}
