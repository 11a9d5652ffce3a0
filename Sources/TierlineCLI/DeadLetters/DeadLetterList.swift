import ArgumentParser
import Foundation
import Postgres
import SupportStore
import WorkerRuntime

/// `tierline dead list`.
struct DeadLetterList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List dead letters: in groups, or one by one with --queue or --reason.",
        discussion: "Example: tierline dead list --queue intake --reason undecodable"
    )

    @Option(help: "Those of this queue, one by one.")
    var queue: String?
    @Option(help: "Those that died for this reason, one by one.")
    var reason: DeadLetterReason?
    @Option(help: "The most to list one by one.")
    var limit = 100

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard limit > 0, limit <= 100_000 else { throw ValidationError("--limit goes from 1 to 100000") }
    }

    func run() async throws {
        let servers = try await Servers.ofEnvironment()
        guard queue == nil, reason == nil else {
            let letters = try await servers.withDatabase { database in
                try await DeadLetterStore(database).list(queue: queue, reason: reason, limit: limit)
            }
            return output.write(DeadLetterListReport(letters: letters.map(DeadLetterView.init)))
        }
        let groups = try await servers.withDatabase { database in
            try await database.withTransaction { try $0.deadLetterShapes() }
        }
        output.write(DeadLetterGroupsReport(now: Date(), groups: groups))
    }
}

/// Dead letters in groups.
struct DeadLetterGroupsReport: Report {
    var now: Date
    var groups: [DeadLetterShape]

    var text: String {
        var table = Table(["QUEUE", "REASON", "COUNT", "OLDEST", "NEWEST ID", "ERROR"], cellsAtMost: 80)
        for group in groups {
            table.add(
                group.queue,
                group.reason,
                "\(group.count)",
                TimeText.distance(from: now, to: group.oldest),
                "\(group.newestID)",
                group.error
            )
        }
        return table.text(ifEmpty: "No dead letters.")
    }
}

/// Dead letters one by one.
struct DeadLetterListReport: Report {
    var letters: [DeadLetterView]

    var text: String {
        var table = Table(["ID", "QUEUE", "REASON", "SEEN", "LAST SEEN", "TYPE", "MESSAGE", "ERROR"])
        for letter in letters {
            table.add(
                "\(letter.id)",
                letter.queue,
                letter.reason,
                "\(letter.timesSeen)",
                TimeText.moment(letter.lastSeenAt),
                letter.type ?? letter.contentType,
                letter.messageKey,
                letter.error
            )
        }
        return table.text(ifEmpty: "No dead letters.")
    }
}
