import Dispatch
import Foundation
import Synchronization

/// The file of what the broker has confirmed: a line `ID SCHEDULED CONFIRMED` (microseconds) for each ticket.
///
/// What stands in it was accepted, so it must come out as exactly one ticket. It is written on a queue of its own and
/// brought to the disk at most ``syncInterval`` after it was written.
final class Ledger: Sendable {
    static let syncInterval = Duration.milliseconds(200)

    private let file: Mutex<FileHandle>
    private let lastSync = Mutex(ContinuousClock.now)
    private let queue = DispatchQueue(label: "ledger")

    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { throw BenchFailure("the ledger \(path) cannot be written") }
        self.file = Mutex(file)
    }

    /// Adds tickets the broker has confirmed.
    func append(_ entries: [LedgerEntry]) async throws {
        let lines = entries.map { "\($0.id) \($0.scheduled.microseconds) \($0.confirmed.microseconds)\n" }.joined()
        try await onQueue { [self] in
            try file.withLock { try $0.write(contentsOf: Data(lines.utf8)) }
            if lastSync.withLock({ $0 }).duration(to: .now) > Self.syncInterval { try syncNow() }
        }
    }

    /// Brings everything to the disk.
    func sync() async throws {
        try await onQueue { [self] in try syncNow() }
    }

    private func syncNow() throws {
        try file.withLock { try $0.synchronize() }
        lastSync.withLock { $0 = .now }
    }

    private func onQueue(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
