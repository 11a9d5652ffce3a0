import Synchronization

/// Somebody who waits for deliveries and may give up at any time, from any thread.
final class DeliveryWaiter: Sendable {
    private enum State {
        case fresh
        case waiting(CheckedContinuation<[Delivery], any Error>)
        case finished
    }

    let limit: Int
    let gathering: Duration
    private let state = Mutex(State.fresh)

    init(limit: Int, gathering: Duration) {
        self.limit = limit
        self.gathering = gathering
    }

    /// Begins the wait; one that was given up before ends at once.
    func begin(_ continuation: CheckedContinuation<[Delivery], any Error>) {
        let isCancelled = state.withLock { state in
            if case .finished = state { return true }
            state = .waiting(continuation)
            return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
    }

    var hasEnded: Bool {
        state.withLock { state in
            if case .finished = state { true } else { false }
        }
    }

    func cancel() { finish()?.resume(throwing: CancellationError()) }

    /// Ends the wait for whoever comes first; nil when it has ended already.
    func finish() -> CheckedContinuation<[Delivery], any Error>? {
        state.withLock { state in
            defer { state = .finished }
            guard case .waiting(let continuation) = state else { return nil }
            return continuation
        }
    }
}
