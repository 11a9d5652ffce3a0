import Foundation
import Synchronization

/// What a process knows about itself: whether it is ready for work, and whether it gets on with it.
package final class Health: Sendable {
    private struct Watched {
        var lastProgress: ContinuousClock.Instant
        var isPaused = false
        var isBusy = false
        var waiting = 0
        /// When messages were first seen to wait since the last progress.
        var waitingSince: ContinuousClock.Instant?
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
            if !isBusy { (watched.waiting, watched.waitingSince) = (0, nil) }
            state.watched[subject] = watched
        }
    }

    /// Notes that work waits for a server on purpose, which is no stall: readiness tells of it.
    package func notePause(_ subject: String) {
        state.withLock { $0.watched[subject]?.isPaused = true }
    }

    /// Notes how many messages wait in the broker for `subject`, as seen over another connection.
    package func noteWaiting(_ subject: String, count: Int, at now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            guard var watched = state.watched[subject] else { return }
            watched.waiting = count
            watched.waitingSince = count > 0 ? watched.waitingSince ?? now : nil
            state.watched[subject] = watched
        }
    }

    /// When `subject` last got on, if it has nothing to do now and waits for no server.
    package func idleSince(_ subject: String) -> ContinuousClock.Instant? {
        state.withLock { state in
            guard let watched = state.watched[subject], !watched.isBusy, !watched.isPaused else { return nil }
            return watched.lastProgress
        }
    }

    package func forget(_ subject: String) {
        state.withLock { $0.watched[subject] = nil }
    }

    /// Why the process should be replaced, one sentence each: there is work, and no progress.
    package func stalls(at now: ContinuousClock.Instant = .now) -> [String] {
        state.withLock { state in
            state.watched.sorted { $0.key < $1.key }.compactMap { subject, watched in
                // A queue that was empty for an hour has not been neglected for an hour when a message comes.
                let start = watched.isBusy ? nil : watched.waitingSince
                let silence = now - max(watched.lastProgress, start ?? watched.lastProgress)
                guard !watched.isPaused, silence > stallTime, watched.isBusy || watched.waiting > 0 else { return nil }
                let seconds = Int(silence / .seconds(1))
                return watched.isBusy
                    ? "\(subject): a batch was begun \(seconds) s ago and is not finished"
                    : "\(subject): \(watched.waiting) messages wait and none was delivered for \(seconds) s"
            }
        }
    }
}
