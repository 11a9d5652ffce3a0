import Foundation

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
