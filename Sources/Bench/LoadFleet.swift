import AMQP
import ArgumentParser
import Foundation
import Logging
import Postgres

/// Loads a running fleet from outside, waits for it and says how it did; `scripts/bench` sets everything up around it.
struct LoadFleet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load a running fleet with mails and chat, and measure what becomes of them.",
        discussion: """
            The servers are those of TIERLINE_DATABASE_URL and TIERLINE_AMQP_URL. Nothing else may write to them: commits, \
            WAL and CPU time are the whole server's. Prints one JSON object; ends with 1 if a ticket was lost or doubled.
            """
    )

    @Option(help: "Tickets a second on a fixed schedule, or 'max' for as fast as the fleet takes them.")
    var rate = "max"

    @Option(help: "Send new tickets for this long.")
    var seconds: Double?

    @Option(help: "Send no more than this many tickets.")
    var tickets: Int?

    @Option(help: "How much of the load is chat, from 0 to 1; the rest is mail.")
    var chatShare = 0.1

    @Option(help: "Tickets sent and completed before anything is measured.")
    var warmUp = 2000

    @Option(help: "A process to account for, as NAME=PID[,PID…]; NAME+=PID takes its children in. Repeatable.")
    var process: [String] = []

    @Option(help: "The folder for the ledger and the tap's notes.")
    var folder: String

    @Option(help: "The tap's executable.")
    var tap: String

    func run() async throws {
        let load = try load()
        let groups = try process.map(ProcessGroup.init(argument:))
        let logger = Logger(label: "bench") { StreamLogHandler.standardError(label: $0) }
        let broker = try BrokerConfiguration(url: try Self.environment("TIERLINE_AMQP_URL"))
        let database = Database(
            DatabaseConfiguration(
                url: try Self.environment("TIERLINE_DATABASE_URL"),
                poolSize: 1,
                applicationName: "tierline-bench",
                statementTimeout: .seconds(120)
            ),
            logger: logger
        )
        let run = Run(
            name: "b" + String(Date.now.microseconds, radix: 36),
            chatShare: chatShare,
            folder: folder,
            tap: tap,
            amqpURL: try Self.environment("TIERLINE_AMQP_URL"),
            publisher: Publisher(broker, name: "bench", logger: logger),
            servers: Servers(database: database, broker: TopologyClient(broker, name: "bench-watch", logger: logger))
        )
        try await run.warmUp(warmUp, at: load.rate)
        let report = try await run.measure(load, groups: groups)
        print(try report.json())
        await database.close()
        if report.lost > 0 || report.doubled > 0 || report.completed < report.tickets { throw ExitCode(1) }
    }

    private func load() throws -> Load {
        if rate == "max" { return Load(rate: nil, seconds: tickets == nil ? seconds ?? 60 : seconds, tickets: tickets) }
        guard let rate = Double(rate), rate > 0 else {
            throw ValidationError("--rate is a number of tickets a second, or 'max'")
        }
        return Load(rate: rate, seconds: tickets == nil ? seconds ?? 60 : seconds, tickets: tickets)
    }

    private static func environment(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            throw ValidationError("\(name) is not set; run scripts/bench, which sets it")
        }
        return value
    }
}
