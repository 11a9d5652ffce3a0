import Foundation
import Synchronization
import Threading

/// What an actor's thread does while no job waits: it waits for its socket, its deadline or the next job.
///
/// The actor says by ``expect(_:until:)`` what to wait for, and is called when that has come.
final class SocketLoop: Sendable {
    private struct State {
        var descriptor: CInt = -1
        var deadline: ContinuousClock.Instant?
        var turn: (@Sendable () -> Void)?
    }

    /// What a thread that reads frames needs.
    ///
    /// The C library decodes nested headers recursively: one frame of 128 KB holds 26,000 levels, and whoever may
    /// publish can send it.
    static let stackSize = 16 << 20

    private let state = Mutex(State())

    /// Sets what is called on the thread when the socket is readable or the deadline has come.
    func onReady(_ turn: @escaping @Sendable () -> Void) {
        state.withLock { $0.turn = turn }
    }

    /// Replaces what is waited for; a descriptor of -1 stands for none.
    func expect(_ descriptor: CInt, until deadline: ContinuousClock.Instant?) {
        state.withLock {
            $0.descriptor = descriptor
            $0.deadline = deadline
        }
    }

    /// Blocks until there is something to do; the `wait` of a `ThreadExecutor`.
    func wait(_ wakeup: CInt) {
        let (descriptor, deadline) = state.withLock { ($0.descriptor, $0.deadline) }
        var descriptors = [
            pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        _ = unsafe poll(&descriptors, 2, SocketLoop.milliseconds(until: deadline))
        let isDue = deadline.map { $0 <= .now } ?? false
        guard descriptors[1].revents != 0 || isDue else { return }
        let turn = state.withLock { $0.turn }
        turn?()
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> CInt {
        guard let deadline else { return -1 }
        let (seconds, attoseconds) = (deadline - .now).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return CInt(min(seconds, 3_600) * 1_000 + attoseconds / 1_000_000_000_000_000 + 1)
    }
}
