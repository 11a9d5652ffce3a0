import Foundation
import Synchronization

/// What a process knows about itself: whether it is ready for work, and whether it gets on with it.
package final class Health: Sendable {
    private struct Watched {
        var lastProgress: ContinuousClock.Instant
        var isPaused = false
        var isBusy = false
        var waiting = 0
    }

    private struct State {
        var unready: [String: String] = ["start": "it is starting"]
        var watched: [String: Watched] = [:]
    }

    private let state = Mutex(State())
    private let stallTime: Duration

    package init(stallTime: Duration = .seconds(60)) {
        self.stallTime = stallTime
    }

    /// Notes why the process is not ready as far as `subject` goes; nil when nothing is wrong with it any more.
    package func report(_ subject: String, isUnreadyBecause reason: String?) {
        state.withLock { $0.unready[subject] = reason }
    }

    /// Why the process is not ready, one sentence each; empty when it is.
    package var reasonsNotReady: [String] {
        state.withLock { state in state.unready.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" } }
    }

    package var isReady: Bool { state.withLock(\.unready.isEmpty) }

    /// Notes that work named `subject` got on: a batch came, or was finished.
    package func noteProgress(_ subject: String, isBusy: Bool, at now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            var watched = state.watched[subject] ?? Watched(lastProgress: now)
            watched.lastProgress = now
            watched.isBusy = isBusy
            watched.isPaused = false
            if !isBusy { watched.waiting = 0 }
            state.watched[subject] = watched
        }
    }

    /// Notes that work waits for a server on purpose, which is no stall: readiness tells of it.
    package func notePause(_ subject: String) {
        state.withLock { $0.watched[subject]?.isPaused = true }
    }

    /// Notes how many messages wait in the broker for `subject`, as seen over another connection.
    package func noteWaiting(_ subject: String, count: Int) {
        state.withLock { $0.watched[subject]?.waiting = count }
    }

    package func forget(_ subject: String) {
        state.withLock { $0.watched[subject] = nil }
    }

    /// Why the process should be replaced, one sentence each: there is work, and no progress.
    package func stalls(at now: ContinuousClock.Instant = .now) -> [String] {
        state.withLock { state in
            state.watched.sorted { $0.key < $1.key }.compactMap { subject, watched in
                let silence = now - watched.lastProgress
                guard !watched.isPaused, silence > stallTime, watched.isBusy || watched.waiting > 0 else { return nil }
                let seconds = Int(silence / .seconds(1))
                return watched.isBusy
                    ? "\(subject): a batch was begun \(seconds) s ago and is not finished"
                    : "\(subject): \(watched.waiting) messages wait and none was delivered for \(seconds) s"
            }
        }
    }
}
