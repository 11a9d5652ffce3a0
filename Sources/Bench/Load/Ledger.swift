import Foundation
import Threading

/// The file of what the broker has confirmed: a line `ID SCHEDULED CONFIRMED` (microseconds) for each ticket.
///
/// What stands in it was accepted, so it must come out as exactly one ticket. It is written on a thread of its own and
/// brought to the disk at most ``syncInterval`` after it was written.
actor Ledger {
    static let syncInterval = Duration.milliseconds(200)

    private nonisolated let executor = ThreadExecutor(name: "ledger")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let file: FileHandle
    private var lastSync = ContinuousClock.now

    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { throw BenchFailure("the ledger \(path) cannot be written") }
        self.file = file
    }

    deinit {
        executor.stop()
    }

    /// Adds tickets the broker has confirmed.
    func append(_ entries: [LedgerEntry]) throws {
        let lines = entries.map { "\($0.id) \($0.scheduled.microseconds) \($0.confirmed.microseconds)\n" }.joined()
        try file.write(contentsOf: Data(lines.utf8))
        if lastSync.duration(to: .now) > Self.syncInterval { try sync() }
    }

    /// Brings everything to the disk.
    func sync() throws {
        try file.synchronize()
        lastSync = .now
    }
}

/// One ticket that the broker has taken responsibility for.
struct LedgerEntry: Sendable {
    let id: String
    /// When the schedule wanted it sent; latency counts from here, however late the generator was.
    let scheduled: Date
    let confirmed: Date

    /// Reads a ledger from disk, so that what is audited is what was written.
    static func read(path: String) throws -> [LedgerEntry] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            let fields = line.split(separator: " ")
            guard fields.count == 3, let scheduled = Int(fields[1]), let confirmed = Int(fields[2]) else {
                throw BenchFailure("a line of the ledger is damaged: \(line)")
            }
            return LedgerEntry(
                id: String(fields[0]),
                scheduled: Date(microseconds: scheduled),
                confirmed: Date(microseconds: confirmed)
            )
        }
    }
}
