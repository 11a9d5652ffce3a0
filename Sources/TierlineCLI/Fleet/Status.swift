import AMQP
import ArgumentParser
import Foundation
import Postgres
import Schema
import SupportStore
import SupportWorkers
import WorkerRuntime

/// `tierline status`: how the fleet is doing.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how the fleet is doing; exit 1 if something is wrong.",
        discussion: """
            Queues, workers, what waits, what is due, what failed. A server that does not answer is shown as wrong, and \
            the other one all the same.

            Example: tierline status --json | jq .problems
            """
    )

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let servers = try await Servers.ofEnvironment()
        var report = StatusReport()
        do {
            try await report.look(atDatabaseOf: servers)
        } catch {
            report.problems.append(Refusal(error).message)
        }
        do {
            try await report.look(atBrokerOf: servers)
        } catch {
            report.problems.append(Refusal(error).message)
        }
        output.write(report)
        if !report.problems.isEmpty { throw ExitCode(1) }
    }
}

extension StatusReport {
    fileprivate mutating func look(atDatabaseOf servers: Servers) async throws {
        let (status, schema, policies) = try await servers.withDatabase(statementTimeout: Servers.listing) { database in
            let schema = try await Migrator.status(database, migrations: Migration.all)
            return try await database.withTransaction { transaction in
                let version = schema.applied.last?.version ?? 0
                return (try transaction.fleetStatus(), version, try transaction.policyVersionsInForce())
            }
        }
        database = status
        schemaVersion = schema
        self.policies = policies
        problems += Self.problems(of: status, policies: policies, workers: Worker.all.map(\.name))
    }

    fileprivate mutating func look(atBrokerOf servers: Servers) async throws {
        let topology = SupportTopology.all
        let (plan, statuses) = try await servers.withTopologyClient { client in
            let plan = try await client.plan(topology)
            var statuses: [(String, QueueStatus?)] = []
            for queue in topology.queues { statuses.append((queue.name, try await client.status(ofQueue: queue.name))) }
            return (plan, statuses)
        }
        queues = statuses.map { name, status in
            Queue(name: name, ready: status?.ready, consumers: status?.consumers)
        }
        problems += plan.missingExchanges.map { "exchange \($0.name) is missing; run: tierline topology apply" }
        problems += plan.missingQueues.map { "queue \($0.name) is missing; run: tierline topology apply" }
        problems += plan.differences.map(\.description)
        problems += queues.filter { $0.consumers == 0 }.map { queue in
            "nobody takes messages from queue \(queue.name); \(queue.ready ?? 0) wait there"
        }
    }
}
