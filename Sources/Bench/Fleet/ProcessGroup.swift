import Foundation

/// Processes whose use of the machine is reported under one name: the copies of a worker, or a server.
struct ProcessGroup: Sendable {
    let name: String
    let pids: [Int]
    /// Whether the children of these processes belong to it, as PostgreSQL's backends do.
    let includesChildren: Bool

    /// Reads `NAME=PID[,PID…]`; a `+` after the name takes the children in: `postgres+=4711`.
    init(argument: String) throws {
        let parts = argument.split(separator: "=", maxSplits: 1)
        let pids = parts.count == 2 ? parts[1].split(separator: ",").compactMap { Int($0) } : []
        guard let name = parts.first, !pids.isEmpty else {
            throw BenchFailure("'\(argument)' is not a process group; write NAME=PID[,PID…]")
        }
        let includesChildren = name.hasSuffix("+")
        self.init(
            name: String(includesChildren ? name.dropLast() : name),
            pids: pids,
            includesChildren: includesChildren
        )
    }

    init(name: String, pids: [Int], includesChildren: Bool = false) {
        self.name = name
        self.pids = pids
        self.includesChildren = includesChildren
    }

    /// CPU time used so far, in microseconds, that of children that have ended included.
    func cpu(in table: ProcessTable) -> Double {
        members(in: table).reduce(0) { sum, process in
            sum + process.cpu + (includesChildren && pids.contains(process.pid) ? process.cpuOfEndedChildren : 0)
        }
    }

    /// Memory in MB: for a worker the most its largest copy ever had resident; for a server with children the sum of
    /// proportional shares, because its children share most of theirs.
    func memory(in table: ProcessTable) throws -> Double {
        let members = members(in: table)
        guard members.count >= pids.count else {
            throw BenchFailure("a process of \(name) has ended during the run; its log says why")
        }
        if includesChildren {
            return members.map { ProcessTable.kilobytes("Pss", in: "/proc/\($0.pid)/smaps_rollup") }.reduce(0, +) / 1000
        }
        return (members.map { ProcessTable.kilobytes("VmHWM", in: "/proc/\($0.pid)/status") }.max() ?? 0) / 1000
    }

    private func members(in table: ProcessTable) -> [ProcessTable.Entry] {
        table.entries.filter { pids.contains($0.pid) || includesChildren && pids.contains($0.parent) }
    }
}
