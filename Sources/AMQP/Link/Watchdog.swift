import Foundation
import Synchronization

/// Shuts down sockets on which a thread has been stuck inside the C library for too long.
///
/// librabbitmq 0.11 can wait without a limit while sending. The stuck call returns an error once its socket is shut
/// down, and the connection is then made anew. One thread watches all connections of the process.
final class Watchdog: Sendable {
    static let shared = Watchdog()

    private struct Watched {
        let descriptor: CInt
        let limit: Duration
        var enteredAt: ContinuousClock.Instant?
    }

    private struct State {
        var watched: [UInt64: Watched] = [:]
        var nextID: UInt64 = 0
    }

    private let state = Mutex(State())

    private init() {
        let thread = Thread { [self] in
            while true {
                Thread.sleep(forTimeInterval: 0.5)
                shutDownTheStuck(at: .now)
            }
        }
        thread.name = "amqp-watchdog"
        thread.stackSize = 128 << 10
        thread.start()
    }

    /// Begins to watch a socket; ``Watch/end()`` must be called before the socket is closed.
    func watch(_ descriptor: CInt, limit: Duration) -> Watch {
        let id = state.withLock { state in
            state.nextID += 1
            state.watched[state.nextID] = Watched(descriptor: descriptor, limit: limit)
            return state.nextID
        }
        return Watch(id: id)
    }

    private func shutDownTheStuck(at now: ContinuousClock.Instant) {
        state.withLock { state in
            for (id, watched) in state.watched {
                guard let enteredAt = watched.enteredAt, now - enteredAt > watched.limit else { continue }
                _ = shutdown(watched.descriptor, CInt(SHUT_RDWR))
                state.watched[id]?.enteredAt = nil  // once is enough
            }
        }
    }

    /// One watched socket.
    final class Watch: Sendable {
        private let id: UInt64

        fileprivate init(id: UInt64) { self.id = id }

        /// Ends the watch, before the descriptor may be given to somebody else; a second call changes nothing.
        func end() {
            _ = Watchdog.shared.state.withLock { $0.watched.removeValue(forKey: id) }
        }

        /// Says that the thread enters the C library now.
        func enter() {
            Watchdog.shared.state.withLock { $0.watched[id]?.enteredAt = .now }
        }

        /// Says that it came back.
        func leave() {
            Watchdog.shared.state.withLock { $0.watched[id]?.enteredAt = nil }
        }
    }
}
