package import Foundation

/// From which moment on something that polls a table by time looks, so that it need not pass again and again what is done.
///
/// A row that was dealt with leaves a dead entry behind, at the left end of the index, where every look begins. As a rule
/// dead entries are soon skipped and vacuumed; as long as anybody keeps a transaction open they are not, and each look
/// would read all of them. So most looks begin near now. Others begin farther back, at a distance longer than a
/// transaction may take, for what was committed late; and a few at the very beginning, for whatever else comes to
/// lie behind. Those come as often as they are cheap, which without such a transaction is nearly always.
package struct LowWaterMark: Sendable {
    fileprivate enum Depth { case near, far, beginning }

    /// Where a look begins.
    package struct Start: Sendable {
        fileprivate let depth: Depth
        /// Nil is the very beginning.
        package let date: Date?
    }

    /// How often it looks from farther back.
    ///
    /// A fleet has many that look, and all of them together are to cost next to nothing when nothing happens. On a busy
    /// machine any look is slow, so one that is put off must not be put off for long.
    private struct Pace {
        /// The share of the time until the next look that one may cost.
        let cost: Double
        let longestInterval: Duration
    }

    private static let far = Pace(cost: 1.0 / 1000, longestInterval: .seconds(30))
    private static let fromTheBeginning = Pace(cost: 1.0 / 5000, longestInterval: .seconds(600))

    private let distance: TimeInterval
    private let nearness: TimeInterval
    /// What the last look saw: its time, and up to where it left nothing undone.
    private var last: (now: Date, reached: Date)?
    private var nextFar: ContinuousClock.Instant?
    private var nextSweep: ContinuousClock.Instant?

    /// - Parameters:
    ///   - distance: how far back what is committed late may lie: the longest that a transaction may take.
    ///   - nearness: how far back most looks begin: longer than most transactions take.
    package init(distance: TimeInterval, nearness: TimeInterval = 2) {
        self.distance = distance
        self.nearness = nearness
    }

    /// Where the next look is to begin.
    package func start(at instant: ContinuousClock.Instant) -> Start {
        guard let last, let nextSweep, instant < nextSweep else { return Start(depth: .beginning, date: nil) }
        let isFar = nextFar.map { instant >= $0 } ?? true
        return Start(
            depth: isFar ? .far : .near,
            date: min(last.reached, last.now - (isFar ? distance : nearness))
        )
    }

    /// Learns from a look that took `duration` and ended at `instant`.
    ///
    /// `now` is the time by which it looked; `reached` is up to where it left nothing undone that it could have done.
    package mutating func learn(
        from start: Start,
        now: Date,
        reached: Date,
        taking duration: Duration,
        at instant: ContinuousClock.Instant
    ) {
        last = (now, reached)
        func next(at pace: Pace) -> ContinuousClock.Instant {
            instant + min(duration / pace.cost, pace.longestInterval)
        }
        switch start.depth {
        case .near: break
        case .far: nextFar = next(at: Self.far)
        case .beginning: nextSweep = next(at: Self.fromTheBeginning)
        }
    }
}
