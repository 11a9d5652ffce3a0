import AMQP
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct TimerServiceTests {
    @Test(arguments: ["before_commit", "after_commit_before_publish"])
    func `a failpoint that throws ends the watcher, as the end of its process would`(failpoint: String) async throws {
        try await FreshDatabase.with { fresh in
            let servers = ["TIERLINE_DATABASE_URL": fresh.url, "TIERLINE_AMQP_URL": "amqp://127.0.0.1:1"]
            let settings = try await SettingsReader(environment: servers)
            let broker = try BrokerConfiguration(url: "amqp://127.0.0.1:1")  // nothing is due, so nothing is published
            let watcher = TimerService(
                context: WorkerContext(
                    worker: "sla-watcher",
                    instance: "sla-watcher@tests:1",
                    configuration: try WorkerConfiguration(settings),
                    broker: broker,
                    settings: settings,
                    database: fresh.database,
                    publisher: Publisher(broker, name: "watcher publisher", logger: .tests),
                    inspector: TopologyClient(broker, name: "watcher inspector", logger: .tests),
                    failpoints: try Failpoints("\(failpoint):throw"),
                    logger: .tests
                )
            )

            await #expect(throws: Failpoints.Struck.self) {
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await watcher.run() }
                    tasks.addTask { try await eventually("the watcher having ended") { false } }
                    try await tasks.next()
                    tasks.cancelAll()
                }
            }
        }
    }
}
