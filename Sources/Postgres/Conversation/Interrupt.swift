import Foundation
import Synchronization

/// What may end one use of a connection early: its deadline or the cancellation of the calling task.
final class Interrupt: Sendable {
    enum Reason {
        case deadline
        case cancellation
    }

    private struct State {
        var isCancelled = false
        var doorbell: Doorbell?
    }

    let deadline: ContinuousClock.Instant?
    private let state = Mutex(State())

    init(deadline: ContinuousClock.Instant?) {
        self.deadline = deadline
    }

    /// Ends the use; may come from any thread, before, during or after it.
    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.doorbell?.ring()
        }
    }

    /// From now on a cancellation rings; the bell is silent at first.
    func attach(_ doorbell: Doorbell) {
        state.withLock { state in
            doorbell.silence()
            state.doorbell = doorbell
            if state.isCancelled { doorbell.ring() }
        }
    }

    /// From now on a cancellation disturbs nobody.
    func detach() {
        state.withLock { $0.doorbell = nil }
    }

    /// Why the use should end now, if it should.
    var reason: Reason? {
        if state.withLock({ $0.isCancelled }) { return .cancellation }
        if let deadline, deadline <= .now { return .deadline }
        return nil
    }

    func error(_ reason: Reason, operation: String) -> PostgresError {
        switch reason {
        case .deadline:
            PostgresError(
                .deadlineExceeded,
                operation: operation,
                message: "the deadline passed",
                isTransient: true
            )
        case .cancellation:
            PostgresError(.cancelled, operation: operation, message: "the task was cancelled", isTransient: true)
        }
    }
}

/// A descriptor to poll that another thread can make readable.
final class Doorbell: Sendable {
    let descriptor: CInt
    private let button: CInt

    init() {
        var ends: [CInt] = [-1, -1]
        let status = unsafe pipe(&ends)
        precondition(status == 0, "no file descriptor is left for a database connection")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        descriptor = ends[0]
        button = ends[1]
    }

    deinit {
        close(descriptor)
        close(button)
    }

    func ring() {
        var byte: UInt8 = 1
        _ = unsafe write(button, &byte, 1)  // a full pipe is signal enough
    }

    func silence() {
        var bytes: (UInt64, UInt64) = (0, 0)
        while unsafe read(descriptor, &bytes, MemoryLayout.size(ofValue: bytes)) > 0 {}
    }
}
