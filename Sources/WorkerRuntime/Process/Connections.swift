import AMQP
import Foundation
import Logging
import Postgres

/// The connections of one process.
struct Connections: Sendable {
    let broker: BrokerConfiguration
    let database: Database
    let publisher: Publisher
    /// Asks about queues, apart from all publishing and consuming.
    let inspector: TopologyClient

    /// Checks the URLs; nothing is connected yet.
    init(_ configuration: WorkerConfiguration, name: String, workers: Int, logger: Logger) throws {
        do {
            broker = try BrokerConfiguration(
                url: configuration.amqpURL,
                passwordFile: configuration.amqpPasswordFile
            )
        } catch {
            throw SettingError(key: Setting.amqpURL.name, problem: error.message)
        }
        var databaseConfiguration = DatabaseConfiguration(
            url: configuration.databaseURL,
            poolSize: configuration.databasePoolSize ?? 3 * max(1, workers),
            passwordFile: configuration.databasePasswordFile,
            applicationName: name
        )
        databaseConfiguration.serverSettings = Self.plannerSettings
        databaseConfiguration.deadline = configuration.databaseDeadline
        do {
            try databaseConfiguration.validate()
        } catch {
            throw SettingError(key: Setting.databaseURL.name, problem: error.message)
        }
        database = Database(databaseConfiguration, logger: logger)
        publisher = Publisher(broker, name: "\(name) publisher", logger: logger)
        inspector = TopologyClient(broker, name: "\(name) inspector", logger: logger)
    }

    /// A worker's statements look up a batch of keys, always by an index.
    ///
    /// Prepared once, when the tables may still be empty, they would otherwise keep plans that read tables from end to
    /// end.
    private static let plannerSettings = [
        "enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off", "jit": "off",
        "plan_cache_mode": "force_generic_plan",
    ]

    /// Connects, and compares both servers with what is expected.
    func check(_ topology: Topology?, _ checkSchema: (Database) async throws -> Void) async throws {
        _ = try await database.query("SELECT 1")
        try await checkSchema(database)
        try await publisher.connect()
        if let topology { try await inspector.verify(topology) }
    }

    /// The failpoint that is set; a real database must never meet one.
    func failpoints(_ text: String?) async throws -> Failpoints {
        guard let text else { return .none }
        let rows = try await database.query("SELECT is_test FROM database_clock")
        guard try rows.first?.get(0) == true else {
            let problem = "is set, and the database is not marked as a test database; unset it"
            throw SettingError(key: Setting.failpoint.name, problem: problem)
        }
        return try Failpoints(text)
    }

    func close() async {
        await publisher.close()
        await inspector.close()
        await database.close()
    }
}

extension WorkerMetrics {
    func observe(_ connections: Connections) {
        let (database, publisher) = (connections.database, connections.publisher)
        registry.counter(Self.reconnects, help: Self.reconnectsHelp, labels: ["connection": "database"]) {
            database.statistics.reconnects
        }
        registry.counter(Self.reconnects, help: Self.reconnectsHelp, labels: ["connection": "publisher"]) {
            publisher.reconnects
        }
    }

    func observe(_ consumer: Consumer, of queue: String) {
        registry.counter(Self.reconnects, help: Self.reconnectsHelp, labels: ["connection": "consumer \(queue)"]) {
            [weak consumer] in consumer?.reconnects ?? 0
        }
    }

    private static let reconnects = "tierline_reconnects_total"
    private static let reconnectsHelp = "Connections made anew after one was lost."
}
