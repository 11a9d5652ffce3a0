import AMQP
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct TimerServiceTests {
    @Test(.timeLimit(.minutes(2)), arguments: ["before_commit", "after_commit_before_publish"])
    func `a failpoint that throws ends the watcher, as the end of its process would`(failpoint: String) async throws {
        try await FreshDatabase.with { fresh in
            try await TestBroker.with { broker in
                let settings = try await SettingsReader(
                    environment: ["TIERLINE_DATABASE_URL": fresh.url, "TIERLINE_AMQP_URL": broker.url]
                )
                let configuration = try BrokerConfiguration(url: broker.url)
                let publisher = Publisher(configuration, name: "watcher publisher", logger: .tests)
                let inspector = TopologyClient(configuration, name: "watcher inspector", logger: .tests)
                let watcher = TimerService(
                    context: WorkerContext(
                        worker: "sla-watcher",
                        instance: "sla-watcher@tests:1",
                        configuration: try WorkerConfiguration(settings),
                        broker: configuration,
                        settings: settings,
                        database: fresh.database,
                        publisher: publisher,
                        inspector: inspector,
                        failpoints: try Failpoints("\(failpoint):throw"),
                        logger: .tests
                    )
                )

                await #expect(throws: Failpoints.Struck.self) { try await watcher.run() }
                await publisher.close()
                await inspector.close()
            }
        }
    }
}
