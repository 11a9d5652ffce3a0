import ArgumentParser
import Foundation
import Postgres
import SupportWorkers
import WorkerRuntime

/// Which dead letters a command is about, and who gives it.
struct DeadLetterSelection: ParsableArguments {
    @Argument(help: "Their ids.")
    var ids: [Int] = []
    @Option(help: "All that wait on this queue.")
    var queue: String?
    @Option(help: "All that died for this reason.")
    var reason: DeadLetterReason?
    @Flag(help: "All that wait, on every queue.")
    var all = false
    @Option(help: ArgumentHelp("Who does it; by default the user of this shell.", valueName: "name"))
    var by: String?

    var person: String { by ?? NSUserName() }

    func validate() throws {
        let isByCondition = queue != nil || reason != nil
        guard !ids.isEmpty || isByCondition || all else {
            throw ValidationError("say which: ids, --queue, --reason or --all")
        }
        guard ids.isEmpty || !(isByCondition || all), !(all && isByCondition) else {
            throw ValidationError("give either ids, or --queue and --reason, or --all")
        }
    }

    /// The ids that are meant, in the order in which they died.
    func ids(in store: DeadLetterStore) async throws -> [Int] {
        guard ids.isEmpty else { return ids }
        let found = try await store.waitingIDs(queue: queue, reason: reason)
        let others = [SupportTopology.Queue.dead, SupportTopology.Queue.unroutable, OutboxRelay.deadLetterQueue]
        let queues = SupportTopology.Queue.work + others
        if found.isEmpty, let queue, !queues.contains(queue) {
            throw Refusal(.dataError, "there is no queue '\(queue)'; there is \(queues.joined(separator: ", "))")
        }
        return found
    }

    /// Refuses when ids were given and one of them was not waiting.
    func checkFound(_ changed: [Int]) throws {
        let missing = Set(ids).subtracting(changed).sorted()
        guard !missing.isEmpty else { return }
        let names = missing.map(String.init).joined(separator: ", ")
        throw Refusal(.dataError, "not waiting, and left as they are: dead letters \(names); the others were done")
    }
}
