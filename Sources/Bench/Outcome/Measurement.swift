import Foundation

/// The machine and the database at one moment; two of them make a cost per ticket.
struct Measurement: Sendable {
    let time: Date
    let processes: ProcessTable
    let commits: Int
    let walBytes: Int

    static func now(of servers: Servers) async throws -> Measurement {
        let (commits, walBytes) = try await servers.written()
        return Measurement(time: .now, processes: .now(), commits: commits, walBytes: walBytes)
    }
}

extension Report {
    /// Sums a run up.
    ///
    /// - Parameters:
    ///   - sent: what the generator sent, and when.
    ///   - ledger: what the broker confirmed.
    ///   - audit: what the database has of it.
    ///   - announced: when the tap heard of each ticket.
    ///   - groups: whose use of the machine is reported.
    ///   - before: the machine before the first was sent.
    ///   - after: the machine after the last was completed.
    /// - Throws: ``BenchFailure`` when a process that is accounted for has ended.
    init(
        sent: Sent,
        ledger: [LedgerEntry],
        audit: Audit,
        announced: [UUID: Date],
        groups: [ProcessGroup],
        from before: Measurement,
        to after: Measurement
    ) throws {
        let completions = ledger.compactMap { audit.found[$0.id]?.completed }
        let end = completions.max() ?? sent.end
        let elapsed = max(end.timeIntervalSince(sent.start), 0.001)
        let tickets = Double(max(ledger.count, 1))

        acceptedPerS = (Double(ledger.count) / max(sent.end.timeIntervalSince(sent.start), 0.001)).rounded(to: 1)
        completedPerS = (Double(completions.count) / elapsed).rounded(to: 1)
        latencyMs = Latencies(
            ledger.compactMap { entry in
                audit.found[entry.id]
                    .flatMap { announced[$0.ticket] }
                    .map { $0.timeIntervalSince(entry.scheduled) * 1000 }
            }
        )
        var cpu: [String: Double] = [:]
        var memory: [String: Double] = [:]
        for group in groups {
            cpu[group.name] = group.cpu(in: after.processes) - group.cpu(in: before.processes)
            memory[group.name] = try group.memory(in: after.processes).rounded(to: 1)
        }
        cpuUsPerTicket = cpu.mapValues { ($0 / tickets).rounded(to: 1) }
        rssMb = memory
        commitsPerTicket = (Double(after.commits - before.commits) / tickets).rounded(to: 4)
        walBytesPerTicket = (Double(after.walBytes - before.walBytes) / tickets).rounded()
        lost = audit.lost(of: ledger)
        doubled = audit.doubled

        self.tickets = ledger.count
        completed = completions.count
        seconds = elapsed.rounded(to: 3)
        completedEachSecond = completions.reduce(into: [Int](repeating: 0, count: Int(elapsed))) { counts, time in
            let second = Int(time.timeIntervalSince(sent.start))
            if counts.indices.contains(second) { counts[second] += 1 }
        }
        let wall = after.time.timeIntervalSince(before.time) * 1e6
        let ours = cpu.values.reduce(0, +)
        coresUsed = (ours / wall).rounded(to: 2)
        coresUsedByOthers = ((after.processes.cpuOfMachine - before.processes.cpuOfMachine - ours) / wall).rounded(
            to: 2
        )
    }
}

extension Double {
    fileprivate func rounded(to places: Int) -> Double {
        let factor = pow(10, Double(places))
        return (self * factor).rounded() / factor
    }
}
