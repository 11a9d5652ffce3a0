import AMQP
import Foundation
import Postgres
import Schema
import SupportWorkers
import TestSupport

/// The database and the broker of one fleet, empty but for what `tierline migrate` and `tierline topology apply` make.
struct FleetServers: Sendable {
    /// Whose servers they are.
    enum Kind: Sendable {
        /// A database and a virtual host on the servers that all tests share.
        case shared
        /// Servers of the test's own, which it may stop.
        case own
    }

    private enum Source: Sendable {
        case shared(FreshDatabase, TestBroker)
        case own(PrivatePostgres, PrivateRabbitMQ)
    }

    private let source: Source
    let databaseURL: String
    let amqpURL: String
    let virtualHost: String

    /// Makes servers, lends them, and removes them, whatever happens.
    static func with<R>(_ kind: Kind, _ body: (FleetServers) async throws -> R) async throws -> R {
        switch kind {
        case .shared:
            try await FreshDatabase.with { database in
                try await TestBroker.with { broker in
                    let servers = FleetServers(
                        source: .shared(database, broker),
                        databaseURL: database.url,
                        amqpURL: broker.url,
                        virtualHost: broker.virtualHost
                    )
                    return try await body(servers)
                }
            }
        case .own:
            try await PrivatePostgres.with { postgres in
                try await PrivateRabbitMQ.with { rabbitmq in
                    let servers = FleetServers(
                        source: .own(postgres, rabbitmq),
                        databaseURL: postgres.url,
                        amqpURL: rabbitmq.url,
                        virtualHost: try BrokerConfiguration(url: rabbitmq.url).virtualHost
                    )
                    return try await body(servers)
                }
            }
        }
    }

    /// Applies what a fleet needs: the schema on a database marked for tests, the topology, the broker's policies.
    func prepare(_ database: Database) async throws {
        if case .own = source {
            _ = try await Migrator.migrate(database, migrations: Migration.all)
            _ = try await database.query("UPDATE database_clock SET is_test = true")
        }
        for policy in SupportTopology.all.policies {
            let definition = try JSONSerialization.data(withJSONObject: policy.definition.compactMapValues(\.plain))
            try await set(policy, definition: String(decoding: definition, as: UTF8.self))
        }
        let client = TopologyClient(try BrokerConfiguration(url: amqpURL), name: "fleet tests", logger: .tests)
        _ = try await client.apply(SupportTopology.all)
        await client.close()
    }

    private func set(_ policy: BrokerPolicy, definition: String) async throws {
        switch source {
        case .shared(_, let broker):
            try await broker.setPolicy(policy.name, pattern: policy.pattern, definition: definition)
        case .own(_, let rabbitmq):
            try await rabbitmq.control(
                "set_policy",
                "-p",
                virtualHost,
                "--apply-to",
                "queues",
                policy.name,
                policy.pattern,
                definition
            )
        }
    }

    /// How many messages each queue holds at this moment, delivered and unacknowledged ones included.
    func messageCounts() async throws -> [String: Int] {
        switch source {
        case .shared(_, let broker): try await broker.messageCounts()
        case .own(_, let rabbitmq): try await rabbitmq.messageCounts(in: virtualHost)
        }
    }

    /// Runs the body while the broker is away.
    func withoutBroker(_ body: () async throws -> Void) async throws {
        guard case .own(_, let rabbitmq) = source else {
            throw TestSupportError("the shared broker is not ours to stop")
        }
        try await rabbitmq.stop()
        try await body()
        try await rabbitmq.start()
    }

    /// Runs the body while the broker is away, which ended as in a power cut.
    func withBrokerKilled(_ body: () async throws -> Void) async throws {
        guard case .own(_, let rabbitmq) = source else {
            throw TestSupportError("the shared broker is not ours to kill")
        }
        try await rabbitmq.stopImmediately()
        try await body()
        try await rabbitmq.start()
    }

    /// Runs the body while the broker's node is up and RabbitMQ itself is not, as during an upgrade.
    func withBrokerApplicationStopped(_ body: () async throws -> Void) async throws {
        guard case .own(_, let rabbitmq) = source else {
            throw TestSupportError("the shared broker is not ours to stop")
        }
        try await rabbitmq.control("stop_app")
        try await body()
        try await rabbitmq.control("start_app")
    }

    /// Ends every connection to the broker, from its side.
    func closeBrokerConnections() async throws {
        switch source {
        case .shared(_, let broker): try await broker.closeAllConnections()
        case .own(_, let rabbitmq): try await rabbitmq.closeAllConnections()
        }
    }

    /// Runs the body while the broker believes that it has no memory left, and takes no messages.
    func withMemoryAlarm(_ body: () async throws -> Void) async throws {
        guard case .own(_, let rabbitmq) = source else {
            throw TestSupportError("the shared broker is not ours to choke")
        }
        try await rabbitmq.raiseMemoryAlarm()
        try await body()
        try await rabbitmq.clearMemoryAlarm()
    }

    /// Runs the body while the database is away, which ended as in a power cut.
    func withoutDatabase(_ body: () async throws -> Void) async throws {
        guard case .own(let postgres, _) = source else {
            throw TestSupportError("the shared database server is not ours to stop")
        }
        try await postgres.stopImmediately()
        try await body()
        try await postgres.start()
    }
}

extension FieldValue {
    /// Itself as JSON knows it; a policy's definition holds only strings and whole numbers.
    fileprivate var plain: Any? { string ?? int }
}
