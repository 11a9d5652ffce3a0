import Foundation

/// What `/proc` says about every process at one moment.
struct ProcessTable: Sendable {
    struct Entry: Sendable {
        let pid: Int
        let parent: Int
        /// User and system time in microseconds.
        let cpu: Double
        let cpuOfEndedChildren: Double
    }

    let entries: [Entry]
    /// CPU time all processes and the kernel have used since boot, in microseconds.
    let cpuOfMachine: Double

    static func now() -> ProcessTable {
        let pids = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int($0) }
        return ProcessTable(entries: pids.compactMap(entry), cpuOfMachine: machine())
    }

    /// A line such as `VmHWM:  1234 kB`; 0 where the file or the line is missing.
    static func kilobytes(_ field: String, in path: String) -> Double {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(field):") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) } ?? 0
    }

    /// Linux counts in hundredths of a second.
    private static let tick = 10_000.0

    private static func entry(_ pid: Int) -> Entry? {
        // The command stands in parentheses and may contain anything; fields are counted from behind it.
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[end...].split(separator: " ").dropFirst().map { Int($0) ?? 0 }
        guard fields.count > 14 else { return nil }
        return Entry(
            pid: pid,
            parent: fields[1],
            cpu: Double(fields[11] + fields[12]) * tick,
            cpuOfEndedChildren: Double(fields[13] + fields[14]) * tick
        )
    }

    private static func machine() -> Double {
        let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
        let fields = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().compactMap { Double($0) }
        // user, nice, system, irq and softirq; neither idle nor waiting for the disk
        guard fields.count > 6 else { return 0 }
        return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) * tick
    }
}
