import AMQP
import ArgumentParser
import Foundation
import Postgres
import WorkerRuntime

/// `tierline dead replay`.
struct DeadLetterReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Send dead letters once more to the queue they failed on.",
        discussion: """
            Each keeps its id, so that what it did already is not done again. What fails again is a dead letter again.

            Examples: tierline dead replay 17 18
                      tierline dead replay --queue intake --reason refused
                      tierline dead replay --all
            """
    )

    @OptionGroup var selection: DeadLetterSelection
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let servers = try await Servers.ofEnvironment()
        let selection = selection
        let replayed = try await servers.withDatabase { database in
            let store = DeadLetterStore(database)
            let ids = try await selection.ids(in: store)
            guard !ids.isEmpty else { return [Int]() }
            return try await servers.withPublisher { publisher in
                let outbox = Outbox(
                    publisher: publisher,
                    database: database,
                    metrics: WorkerMetrics(),
                    logger: .silent
                )
                var replayed: [Int] = []
                for start in stride(from: 0, to: ids.count, by: 500) {
                    let part = Array(ids[start..<min(start + 500, ids.count)])
                    replayed += try await store.replay(part, by: selection.person, through: outbox)
                }
                return replayed
            }
        }
        try selection.checkFound(replayed)
        output.write(DeadLetterChangeReport(verb: "replayed", ids: replayed))
    }
}

/// Which dead letters were changed.
struct DeadLetterChangeReport: Report {
    var verb: String
    var ids: [Int]

    var text: String {
        ids.count == 1 ? "\(verb): dead letter \(ids[0])" : "\(verb): \(ids.count.of("dead letter"))"
    }
}
