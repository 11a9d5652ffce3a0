import AMQP
import Postgres
import TestSupport
import WorkerRuntime

@testable import SupportWorkers

/// A watcher, or another worker in its place, with connections of its own.
struct Watcher: Sendable {
    let service: TimerService
    let context: WorkerContext
    let inspector: TopologyClient
    private let publisher: Publisher
    private let database: Database

    init(
        _ fresh: FreshDatabase,
        amqpURL: String,
        limit: Int = DueTimers().limit,
        failpoints: Failpoints = .none
    ) async throws {
        let servers = ["TIERLINE_DATABASE_URL": fresh.url, "TIERLINE_AMQP_URL": amqpURL]
        let settings = try await SettingsReader(environment: servers)
        let broker = try BrokerConfiguration(url: amqpURL)
        publisher = Publisher(broker, name: "watcher publisher", logger: .tests)
        inspector = TopologyClient(broker, name: "watcher inspector", logger: .tests)
        database = Database(DatabaseConfiguration(url: fresh.url, poolSize: 3), logger: .tests)
        context = WorkerContext(
            worker: "sla-watcher",
            instance: "sla-watcher@tests:1",
            configuration: try WorkerConfiguration(settings),
            broker: broker,
            settings: settings,
            database: database,
            publisher: publisher,
            inspector: inspector,
            failpoints: failpoints,
            logger: .tests
        )
        service = TimerService(context: context, timers: DueTimers(limit: limit))
    }

    func close() async {
        await publisher.close()
        await inspector.close()
        await database.close()
    }
}
