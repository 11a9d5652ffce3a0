import Synchronization

/// A wish to stop that a blocking transfer looks at from time to time.
final class Cancellation: Sendable {
    private let flag = Atomic(false)

    var isWished: Bool { flag.load(ordering: .relaxed) }

    func wish() {
        flag.store(true, ordering: .relaxed)
    }
}
