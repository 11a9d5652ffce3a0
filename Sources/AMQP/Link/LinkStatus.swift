import Synchronization

/// What others may ask about a link at any time, from any thread.
final class LinkStatus: Sendable {
    private let connected = Atomic(false)
    private let blocked = Atomic(false)
    private let connections = Atomic(0)

    var isConnected: Bool { connected.load(ordering: .relaxed) }
    var isBlocked: Bool { blocked.load(ordering: .relaxed) }

    /// How often the connection was made anew; the first one does not count.
    var reconnects: Int { max(0, connections.load(ordering: .relaxed) - 1) }

    func didConnect() {
        connections.add(1, ordering: .relaxed)
        connected.store(true, ordering: .relaxed)
    }

    func didDisconnect() {
        connected.store(false, ordering: .relaxed)
        blocked.store(false, ordering: .relaxed)
    }

    func setBlocked(_ isBlocked: Bool) { blocked.store(isBlocked, ordering: .relaxed) }
}
