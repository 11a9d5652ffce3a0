import Synchronization

/// What the connections of a pool know together about a server that cannot be reached.
///
/// They try again at one pace, not each at its own, and the first that succeeds ends the waiting of all.
final class Outage: Sendable {
    private struct State {
        var backoff = Backoff()
        var lastRefusal: (error: PostgresError, retryAt: ContinuousClock.Instant)?
    }

    private let state = Mutex(State())

    /// The last failed try since a successful one, and when the next is due.
    var lastRefusal: (error: PostgresError, retryAt: ContinuousClock.Instant)? {
        state.withLock { $0.lastRefusal }
    }

    func note(_ error: PostgresError) {
        state.withLock { $0.lastRefusal = (error, .now + $0.backoff.next()) }
    }

    func end() {
        state.withLock { $0 = State() }
    }
}
