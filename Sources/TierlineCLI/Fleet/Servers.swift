import AMQP
import Foundation
import Logging
import Postgres
import Schema
import WorkerRuntime

/// The servers that the environment names, each connected only when a command needs it.
struct Servers: Sendable {
    private let settings: SettingsReader

    /// Reads where the servers are.
    static func ofEnvironment() async throws -> Servers {
        Servers(settings: try await SettingsReader(environment: ProcessInfo.processInfo.environment))
    }

    /// How long a list may take that goes through everything there is.
    static let listing: Duration = .seconds(300)

    /// Lends a database whose schema is the one this release knows; a statement may take so long.
    func withDatabase<R: Sendable>(
        statementTimeout: Duration = .seconds(30),
        _ body: (Database) async throws -> R
    ) async throws -> R {
        try await withAnyDatabase(statementTimeout: statementTimeout) { database in
            let status = try await Migrator.status(database, migrations: Migration.all)
            if let problem = status.problem { throw Refusal(.unavailable, problem) }
            return try await body(database)
        }
    }

    /// Lends a database whose schema may be old, or not there at all.
    func withAnyDatabase<R: Sendable>(
        statementTimeout: Duration = .seconds(30),
        _ body: (Database) async throws -> R
    ) async throws -> R {
        let configuration = DatabaseConfiguration(
            url: try settings.required(.databaseURL),
            poolSize: 1,
            passwordFile: try settings.text(.databasePasswordFile),
            applicationName: "tierline",
            statementTimeout: statementTimeout
        )
        do {
            try configuration.validate()
        } catch {
            throw SettingError(key: Setting.databaseURL.name, problem: error.message)
        }
        let database = Database(configuration, logger: .silent)
        do {
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }

    /// Where the broker is.
    func broker() throws -> BrokerConfiguration {
        let url = try settings.required(.amqpURL)
        do throws(AMQPError) {
            return try BrokerConfiguration(url: url, passwordFile: try? settings.text(.amqpPasswordFile))
        } catch {
            throw SettingError(key: Setting.amqpURL.name, problem: error.message)
        }
    }

    /// Lends a connection that looks at exchanges and queues.
    func withTopologyClient<R: Sendable>(_ body: (TopologyClient) async throws -> R) async throws -> R {
        let client = TopologyClient(try broker(), name: "tierline", logger: .silent)
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    /// Lends a publisher that is connected.
    func withPublisher<R: Sendable>(_ body: (Publisher) async throws -> R) async throws -> R {
        let publisher = Publisher(try broker(), name: "tierline", logger: .silent)
        do {
            try await publisher.connect()
            let result = try await body(publisher)
            await publisher.close()
            return result
        } catch {
            await publisher.close()
            throw error
        }
    }
}

extension Logger {
    /// Says nothing: what a command has to say is its answer, or one line on standard error.
    static let silent = Logger(label: "tierline") { _ in SwiftLogNoOpLogHandler() }
}
