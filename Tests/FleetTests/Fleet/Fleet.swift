import AMQP
import Foundation
import Postgres
import SupportStore
import TestSupport

/// A whole fleet of real processes on servers of its own: the five workers, what goes in and what comes out.
final class Fleet: Sendable {
    /// What a fleet consists of.
    struct Plan: Sendable {
        var servers: FleetServers.Kind = .shared
        /// How many copies of every worker.
        var copies = 1
        /// Settings of every worker.
        var settings: [String: String] = [:]
        /// Settings of one worker.
        var roleSettings: [WorkerRole: [String: String]] = [:]
        /// The seconds after which workers and broker say something to each other; nil is the workers' own setting.
        var heartbeat: Int?
        /// Whether the workers reach their servers through ``Fleet/network``, which can fail.
        var isNetworkFrail = false
        /// What the fleet's clock shows when it starts; nil is the real time.
        var time: Date?
        /// A mail server of the test's own; without one mails go into ``Fleet/mailFolder``.
        var mailServer: SMTPSink?
    }

    let servers: FleetServers
    let database: Database
    let publisher: Publisher
    let inspector: TopologyClient
    let units: [WorkerUnit]
    let ledger = Ledger()
    let mailServer: SMTPSink?
    /// The way from the workers to their servers, if the plan makes it a frail one.
    let network: FleetNetwork?
    let folder: URL
    var mailFolder: URL { folder.appending(path: "mail") }

    /// Builds a fleet with ArchBuilder's policy in force, starts it, lends it, and removes all of it, whatever happens.
    ///
    /// When the body throws, the end of every worker's log is printed.
    static func with<R>(_ plan: Plan = Plan(), _ body: (Fleet) async throws -> R) async throws -> R {
        try await FleetServers.with(plan.servers) { servers in
            let fleet = try await Fleet(plan, on: servers)
            do {
                try await fleet.start()
                let result = try await body(fleet)
                await fleet.remove()
                return result
            } catch {
                await fleet.stopAtOnce()
                fleet.printLogs()
                await fleet.remove()
                throw error
            }
        }
    }

    private init(_ plan: Plan, on servers: FleetServers) async throws {
        self.servers = servers
        mailServer = plan.mailServer
        network = plan.isNetworkFrail ? try FleetNetwork(before: servers) : nil
        folder = FileManager.default.temporaryDirectory.appending(path: "tierline-fleet-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        database = Database(
            DatabaseConfiguration(url: servers.databaseURL, poolSize: 2, applicationName: "tierline-tests"),
            logger: .tests
        )
        let broker = try BrokerConfiguration(url: servers.amqpURL)
        publisher = Publisher(broker, name: "fleet tests", logger: .tests)
        inspector = TopologyClient(broker, name: "fleet tests", logger: .tests)

        try await servers.prepare(database)
        if let time = plan.time { try await database.setClock(to: time) }
        try await database.applyPolicy(try String(contentsOf: Self.archBuilder, encoding: .utf8), of: "archbuilder")

        let amqpURL = network?.amqpURL ?? servers.amqpURL
        var settings = [
            "TIERLINE_DATABASE_URL": network?.databaseURL ?? servers.databaseURL,
            "TIERLINE_AMQP_URL": plan.heartbeat.map { "\(amqpURL)?heartbeat=\($0)" } ?? amqpURL,
            // A crash is repaired as soon as it is found, so that tests need not wait for it.
            "TIERLINE_OUTBOX_SWEEP_SECONDS": "1",
            "TIERLINE_PRESENCE_SECONDS": "0.5",
        ]
        settings.merge(plan.settings) { $1 }
        let folder = folder
        units = WorkerRole.allCases.flatMap { role in
            var environment = settings.merging(plan.roleSettings[role] ?? [:]) { $1 }
            if role == .notifier {
                environment["TIERLINE_MAIL"] = plan.mailServer?.url ?? "maildir:\(folder.appending(path: "mail").path)"
                environment["TIERLINE_MAIL_SECURITY"] = "none"
            }
            return (1...plan.copies).map { copy in
                WorkerUnit(role, copy: copy, environment: environment, folder: folder)
            }
        }
    }

    private static let archBuilder = TestServices.checkout.appending(path: "deploy/policies/archbuilder.yaml")

    /// The copies of one worker.
    func units(_ role: WorkerRole) -> [WorkerUnit] { units.filter { $0.role == role } }

    /// Starts what does not run; returns when every worker says that it is ready.
    func start() async throws {
        for unit in units { try await unit.start() }
        try await waitUntilReady(units)
    }

    /// Returns when each of these is running and says that it is ready.
    func waitUntilReady(_ units: [WorkerUnit]) async throws {
        for unit in units {
            try await eventually("\(unit.role.rawValue) being ready", within: .seconds(60)) {
                guard let process = await unit.processIdentifier else { return false }
                let instances = "\(unit.role.rawValue)@%:\(process)"
                return try await self.count(
                    "SELECT count(*) FROM worker_presence WHERE is_ready AND instance LIKE \(instances)"
                ) == 1
            }
        }
    }

    /// Asks all workers to finish, at once, and answers how each ended.
    @discardableResult
    func stop() async -> [ChildProcess.End?] {
        await withTaskGroup(of: ChildProcess.End?.self) { group in
            for unit in units { group.addTask { await unit.stop() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Runs the operator's command on this fleet; answers how it ended and what it said.
    func tierline(_ arguments: String...) async throws -> (ChildProcess.End, String) {
        try await tierline(arguments)
    }

    func tierline(_ arguments: [String]) async throws -> (ChildProcess.End, String) {
        let log = folder.appending(path: "tierline-\(UUID())")
        let settings = ["TIERLINE_DATABASE_URL": servers.databaseURL, "TIERLINE_AMQP_URL": servers.amqpURL]
        let end = try await ChildProcess("tierline", arguments, environment: settings, log: log).end()
        return (end, try String(contentsOf: log, encoding: .utf8))
    }

    /// The lines with these words that a worker's copies, or all workers, have logged so far.
    func logged(_ words: String, by role: WorkerRole? = nil) throws -> [String] {
        try units.filter { role == nil || $0.role == role }.flatMap { unit in
            try String(contentsOf: unit.log, encoding: .utf8).split(separator: "\n").map(String.init)
        }.filter { $0.contains(words) }
    }

    private func stopAtOnce() async {
        for unit in units { await unit.stopAtOnce() }
    }

    private func remove() async {
        await stopAtOnce()
        await publisher.close()
        await inspector.close()
        await database.close()
        network?.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    private func printLogs() {
        for unit in units {
            guard let text = try? String(contentsOf: unit.log, encoding: .utf8), !text.isEmpty else { continue }
            let lines = text.split(separator: "\n").suffix(40).joined(separator: "\n")
            print("--- \(unit.log.lastPathComponent)\n\(lines)")
        }
    }
}

extension Database {
    /// Puts a policy in force as the programme's next version.
    func applyPolicy(_ source: String, of programme: String) async throws {
        try await withTransaction { transaction in
            _ = try transaction.applyPolicy(source, of: programme, by: "fleet tests")
        }
    }
}
