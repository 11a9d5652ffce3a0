import AMQP
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import TestSupport
import WorkerRuntime

/// A database and a virtual host with what ``ToyStage`` needs, and workers on them.
struct Toy: Sendable {
    static let topology = Topology(
        exchanges: [
            .init("toy.inbound", kind: .topic, alternateExchange: "toy.unroutable"),
            .init("toy.events", kind: .topic),
            .init("support.replay", kind: .direct),
            .init("toy.unroutable", kind: .fanout),
        ],
        queues: [.init("toy"), .init("toy.out"), .init("dead"), .init("unroutable")],
        bindings: [
            .init(from: "toy.inbound", to: "toy", routingKey: "pay"),
            .init(from: "toy.events", to: "toy.out", routingKey: "paid"),
            .init(from: "support.replay", to: "toy", routingKey: "toy"),
            .init(from: "toy.unroutable", to: "unroutable"),
        ]
    )

    let database: Database
    let databaseURL: String
    let amqpURL: String
    let inspector: TopologyClient
    private let gateway: Publisher

    /// Makes both, lends them, and deletes them.
    static func with(_ body: (Toy) async throws -> Void) async throws {
        try await FreshDatabase.with { fresh in
            try await TestBroker.with { broker in
                let toy = try await Toy(fresh.database, databaseURL: fresh.url, amqpURL: broker.url)
                try await body(toy)
                await toy.close()
            }
        }
    }

    init(_ database: Database, databaseURL: String, amqpURL: String) async throws {
        self.database = database
        self.databaseURL = databaseURL
        self.amqpURL = amqpURL
        try await database.withTransaction { transaction in try transaction.run(script: ToyStage.schema) }
        let broker = try BrokerConfiguration(url: amqpURL)
        inspector = TopologyClient(broker, name: "toy inspector", logger: .tests)
        gateway = Publisher(broker, name: "toy gateway", logger: .tests)
        _ = try await inspector.apply(Self.topology)
    }

    func close() async {
        await gateway.close()
        await inspector.close()
    }

    /// Publishes bodies; each message's id is its body unless `ids` says otherwise.
    func send(_ bodies: [String], ids: [String]? = nil, headers: [String: FieldValue] = [:]) async throws {
        let messages = bodies.indices.map { index in
            OutgoingMessage(
                exchange: "toy.inbound",
                routingKey: "pay",
                message: Message(
                    body: Array(bodies[index].utf8),
                    messageID: ids?[index] ?? bodies[index],
                    headers: headers
                )
            )
        }
        try await gateway.publish(messages)
    }

    /// A worker's context, with connections of its own.
    func context(
        failpoint: String? = nil,
        settings: [String: String] = [:],
        health: Health = Health()
    ) async throws -> WorkerContext {
        var environment = ["TIERLINE_DATABASE_URL": databaseURL, "TIERLINE_AMQP_URL": amqpURL]
        environment.merge(settings) { $1 }
        let reader = try await SettingsReader(environment: environment)
        let broker = try BrokerConfiguration(url: amqpURL)
        return WorkerContext(
            worker: "toy",
            instance: "toy@tests:1",
            configuration: try WorkerConfiguration(reader),
            broker: broker,
            settings: reader,
            database: database,
            publisher: Publisher(broker, name: "toy publisher", logger: .tests),
            inspector: inspector,
            health: health,
            failpoints: try failpoint.map(Failpoints.init) ?? .none,
            logger: .tests
        )
    }

    /// Runs services while `body` runs, then drains them.
    func run(_ services: [any Service], while body: () async throws -> Void) async throws {
        let group = ServiceGroup(services: services, logger: .tests)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body()
            } catch {
                tasks.cancelAll()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Runs the toy stage while `body` runs.
    func work(
        _ stage: ToyStage = ToyStage(),
        settings: [String: String] = [:],
        while body: (WorkerContext) async throws -> Void
    ) async throws {
        let context = try await context(settings: settings)
        try await run([context.consume("toy", with: stage)]) { try await body(context) }
        try await context.outbox.deletePublished()
        await context.publisher.close()
    }

    /// Runs the toy stage until its failpoint strikes, as if the process ended there.
    func workUntilStruck(at failpoint: String) async throws {
        let context = try await context(failpoint: failpoint)
        do {
            try await context.consume("toy", with: ToyStage()).run()
        } catch is Failpoints.Struck {}
        await context.publisher.close()
    }
}
