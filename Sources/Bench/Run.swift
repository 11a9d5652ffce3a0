import AMQP
import Foundation

/// One run against one fleet: a warm-up, then the measured load.
struct Run: Sendable {
    let name: String
    let chatShare: Double
    let folder: String
    let tap: String
    let amqpURL: String
    let publisher: Publisher
    let servers: Servers

    /// Lets connections, statements and the tables' statistics settle, at no more than the measured rate.
    func warmUp(_ tickets: Int, at rate: Double?) async throws {
        guard tickets > 0 else { return }
        let run = name + "w"
        let (_, ledger) = try await send(Load(rate: min(rate ?? 500, 500), tickets: tickets), as: run)
        let audit = try await Drain(servers: servers, run: run).wait(for: ledger)
        let completed = audit.completed(of: ledger)
        guard completed == ledger.count else {
            throw BenchFailure("the fleet completed \(completed) of \(ledger.count) tickets of the warm-up")
        }
        try await servers.settle()
    }

    /// Sends the load, waits for the fleet and sums up.
    func measure(_ load: Load, groups: [ProcessGroup]) async throws -> Report {
        let tap = try Tap(
            executable: tap,
            amqpURL: amqpURL,
            output: "\(folder)/announced",
            hearing: load.rate == nil ? .chatTickets : .allTickets
        )
        let groups =
            groups + [
                ProcessGroup(name: "generator", pids: [Int(ProcessInfo.processInfo.processIdentifier), tap.pid])
            ]
        let before = try await Measurement.now(of: servers)
        let (sent, ledger) = try await send(load, as: name)
        let drain = Drain(servers: servers, run: name)
        try await drain.untilQuiet()
        let after = try await Measurement.now(of: servers)
        let audit = try await drain.wait(for: ledger)
        return try Report(
            sent: sent,
            ledger: ledger,
            audit: audit,
            announced: try tap.end(),
            groups: groups,
            from: before,
            to: after
        )
    }

    private func send(_ load: Load, as run: String) async throws -> (Sent, [LedgerEntry]) {
        let path = "\(folder)/\(run == name ? "ledger" : "ledger-of-warm-up")"
        let generator = Generator(
            publisher: publisher,
            corpus: Corpus(run: run, start: .now, chatShare: chatShare),
            ledger: try Ledger(path: path),
            backlog: { [servers] in try await servers.backlog() }
        )
        let sent = try await generator.send(load)
        return (sent, try LedgerEntry.read(path: path))
    }
}
