import Synchronization

/// What the connections of a pool count together.
final class PoolCounters: Sendable {
    let connected = Atomic(0)
    let reconnects = Atomic(0)
    let roundTrips = Atomic(0)
}
