import Foundation
import Synchronization
import TestSupport

/// One run of one of our executables; what it says is appended to a file.
final class ChildProcess: Sendable {
    /// How a process ended.
    enum End: Hashable, Sendable, CustomStringConvertible {
        case exited(Int32)
        case killed(signal: Int32)

        var description: String {
            switch self {
            case .exited(let status): "exit \(status)"
            case .killed(let signal): "signal \(signal)"
            }
        }
    }

    private struct State {
        var end: End?
        var waiting: [CheckedContinuation<End, Never>] = []
    }

    private let process = Process()
    private let state = Mutex(State())

    /// Starts an executable that was built with the tests.
    ///
    /// Beside PATH and HOME it gets only the given environment, nothing of the tests' own settings. Standard output and
    /// standard error are appended to the log.
    init(_ name: String, _ arguments: [String] = [], environment: [String: String], log: URL) throws {
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        defer { try? output.close() }
        process.executableURL = URL(filePath: "/usr/bin/env")
        // Swift's own threads block signals and a child inherits that; a worker that cannot be told to stop is no use.
        process.arguments = ["--default-signal", Self.path(of: name)] + arguments
        let inherited = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "TMPDIR"].contains($0.key) }
        process.environment = inherited.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        process.terminationHandler = { [weak self] process in
            let status = process.terminationStatus
            self?.finish(process.terminationReason == .exit ? .exited(status) : .killed(signal: status))
        }
        try process.run()
        Thread { [self] in awaitEnd() }.start()
    }

    /// Returns when the process has ended; what it ended by is left for Foundation to collect.
    ///
    /// Foundation hears of an end when a socket closes, and a process that is started at the same moment may inherit its
    /// other side: of one that is killed as it starts it then hears when the other one ends, which may be never.
    private func awaitEnd() {
        var info = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(process.processIdentifier), &info, WEXITED | WNOWAIT) != 0 {
            guard errno == EINTR else { return }  // Foundation has collected it already
        }
        let status = unsafe info._sifields._sigchld.si_status
        let hasExited = unsafe info.si_code == Int32(CLD_EXITED)
        finish(hasExited ? .exited(status) : .killed(signal: status))
    }

    /// The executables that were built together with the tests.
    static func path(of name: String) -> String {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
            .appending(path: name)
            .path
    }

    var identifier: Int32 { process.processIdentifier }

    /// Sends a signal; nothing happens to a process that has ended.
    func signal(_ signal: Int32) {
        state.withLock { state in
            guard state.end == nil else { return }
            kill(process.processIdentifier, signal)
        }
    }

    /// Returns when the process has ended.
    func end() async -> End {
        await withCheckedContinuation { continuation in
            let end = state.withLock { state -> End? in
                if state.end == nil { state.waiting.append(continuation) }
                return state.end
            }
            if let end { continuation.resume(returning: end) }
        }
    }

    private func finish(_ end: End) {
        let waiting = state.withLock { state in
            state.end = state.end ?? end
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: end) }
    }
}
