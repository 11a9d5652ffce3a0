import Foundation

/// From which moment on a watcher looks for due timers, so that it need not pass again and again what has fired.
///
/// A timer that fired leaves a dead entry behind, at the left end of the index, where every look begins. As a rule they
/// are soon skipped and vacuumed; as long as anybody keeps a transaction open they are not, and each look would read all
/// of them. The mark follows at a distance that is longer than a transaction may take, so that a timer committed
/// late lies ahead of it. What does come to lie behind it, such as what a watcher had taken that hung for longer, a sweep
/// from the very beginning finds. Sweeps come as often as they are cheap.
struct LowWaterMark: Sendable {
    /// How a look went.
    struct Look: Sendable {
        /// Where it began; nil is at the very beginning.
        var start: Date?
        /// The fleet's time.
        var now: Date
        /// How long finding the timers took.
        var duration: Duration
        /// Up to where nothing is left that was due and could be taken.
        var reached: Date
    }

    /// A sweep may cost this share of the time between sweeps.
    static let costOfSweeping = 1.0 / 200
    /// Yet none is put off for longer than this.
    static let longestInterval = Duration.seconds(600)

    /// How far behind the fleet's time the mark stays.
    let distance: TimeInterval
    private var mark: Date?
    private var nextSweep: ContinuousClock.Instant?

    init(distance: TimeInterval) {
        self.distance = distance
    }

    /// Where the next look is to begin; nil is at the very beginning.
    func start(at instant: ContinuousClock.Instant) -> Date? {
        guard let nextSweep, instant < nextSweep else { return nil }
        return mark
    }

    /// Learns from a look that ended at `instant`.
    mutating func learn(from look: Look, at instant: ContinuousClock.Instant) {
        let reached = min(look.reached, look.now - distance)
        if look.start == nil {
            mark = reached
            nextSweep = instant + min(look.duration / Self.costOfSweeping, Self.longestInterval)
        } else if let mark {
            self.mark = min(max(mark, reached), look.now - distance)  // a test's clock may have been moved back
        }
    }
}

extension LowWaterMark.Look {
    /// How looking for a batch went.
    init(of fired: DueTimers.Fired, from start: Date?, at now: Date) {
        self.init(start: start, now: now, duration: fired.lookingTime, reached: fired.reached)
    }
}
