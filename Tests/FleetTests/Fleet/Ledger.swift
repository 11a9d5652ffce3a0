import Synchronization

/// What the broker has confirmed: from here on the fleet answers for it.
final class Ledger: Sendable {
    private struct State {
        var opening: Set<String> = []
        var other: Set<String> = []
    }

    private let state = Mutex(State())

    /// Ids of messages that each open a ticket of their own.
    var opening: Set<String> { state.withLock(\.opening) }
    /// Ids of messages that belong on a ticket another message opened.
    var other: Set<String> { state.withLock(\.other) }

    func note(_ ids: some Sequence<String>, areOpening: Bool) {
        state.withLock { state in
            if areOpening { state.opening.formUnion(ids) } else { state.other.formUnion(ids) }
        }
    }
}
