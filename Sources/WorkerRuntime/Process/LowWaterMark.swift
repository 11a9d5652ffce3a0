package import Foundation

/// From which moment on something that polls a table by time looks, so that it need not pass again and again what is done.
///
/// A row that was dealt with leaves a dead entry behind, at the left end of the index, where every look begins. As a rule
/// dead entries are soon skipped and vacuumed; as long as anybody keeps a transaction open they are not, and each look
/// would read all of them. So most looks begin near now. Others begin farther back, at a distance longer than a
/// transaction may take, for what was committed late; and a few at the very beginning, for whatever else comes to
/// lie behind. Those come as often as they are cheap, which without such a transaction is many times a minute.
///
/// Several looks may be under way at a time. What one of them leaves undone, does not come to, or has in hand when it
/// fails is looked at until a look that began later has been there, whatever the others reach meanwhile.
package struct LowWaterMark: Sendable {
    fileprivate enum Depth { case near, far, beginning }

    /// Where a look begins.
    package struct Start: Sendable {
        fileprivate let depth: Depth
        /// Nil is the very beginning.
        package let date: Date?
        /// Whether it leaves out some of what lies where it begins.
        fileprivate var passesSome = false
        /// How much had been left when it began.
        fileprivate let leavings: Int
    }

    /// From when on something is undone: the `number`th time that anything was left.
    private struct Left {
        var from: Date
        var number: Int
    }

    /// How often it looks from farther back.
    ///
    /// A fleet has many that look, and all of them together are to cost next to nothing when nothing happens. On a busy
    /// machine any look is slow, so one that is put off must not be put off for long.
    private struct Pace {
        /// The share of the time until the next look that one may cost.
        let cost: Double
        /// However cheap they are: what they are for is rare.
        let shortestInterval: Duration
        let longestInterval: Duration

        func interval(after duration: Duration) -> Duration {
            max(shortestInterval, min(duration / cost, longestInterval))
        }
    }

    private static let far = Pace(cost: 1.0 / 1000, shortestInterval: .seconds(3), longestInterval: .seconds(30))
    private static let fromTheBeginning = Pace(
        cost: 1.0 / 5000,
        shortestInterval: .seconds(15),
        longestInterval: .seconds(600)
    )

    private let distance: TimeInterval
    private let nearness: TimeInterval
    /// The time by which the last look looked.
    private var lastNow: Date?
    private var left: [Left] = []
    private var leavings = 0
    private var nextFar: ContinuousClock.Instant?
    private var nextSweep: ContinuousClock.Instant?

    /// - Parameters:
    ///   - distance: how far back what is committed late may lie: the longest that a transaction may take.
    ///   - nearness: how far back most looks begin: longer than most transactions take.
    package init(distance: TimeInterval, nearness: TimeInterval = 2) {
        self.distance = distance
        self.nearness = nearness
    }

    /// Whether a look has come to an end.
    package var hasLooked: Bool { lastNow != nil }

    /// Where the next look is to begin, from near now or from farther back if that is due.
    package func start(at instant: ContinuousClock.Instant) -> Start {
        farStart(at: instant) ?? nearStart()
    }

    /// Where a look from near now is to begin, for whom others look farther back.
    ///
    /// That is at `beyond`, to pass what cannot be done now, else where it leaves nothing out. The very first begins at the
    /// very beginning.
    ///
    /// A look that passes some of what lies at `beyond` itself has to say so.
    package func nearStart(beyond: Date? = nil, passingSome: Bool = false) -> Start {
        if let beyond {
            return Start(depth: .near, date: beyond, passesSome: passingSome, leavings: leavings)
        }
        guard let lastNow else { return Start(depth: .beginning, date: nil, leavings: leavings) }
        return Start(depth: .near, date: beginning(lastNow - nearness), leavings: leavings)
    }

    /// Where a look from farther back is to begin; nil where none is due.
    package func farStart(at instant: ContinuousClock.Instant) -> Start? {
        guard let lastNow, let nextSweep, instant < nextSweep else {
            return Start(depth: .beginning, date: nil, leavings: leavings)
        }
        guard nextFar.map({ instant >= $0 }) ?? true else { return nil }
        return Start(depth: .far, date: beginning(lastNow - distance), leavings: leavings)
    }

    private func beginning(_ date: Date) -> Date { left.lazy.map(\.from).reduce(date, min) }

    /// Learns from a look that took `duration` and ended at `instant`.
    ///
    /// `now` is the time by which it looked, and `reached` up to where it came: earlier if there was more than it could
    /// take. From `left` on it left something undone.
    package mutating func learn(
        from start: Start,
        now: Date,
        reached: Date,
        leavingFrom left: Date? = nil,
        taking duration: Duration,
        at instant: ContinuousClock.Instant
    ) {
        lastNow = now
        pass(from: start, to: reached < now ? reached : .distantFuture)
        if let left { leave(from: left) }
        if reached < now { leave(from: reached) }
        switch start.depth {
        case .near: break
        case .far: nextFar = instant + Self.far.interval(after: duration)
        case .beginning: nextSweep = instant + Self.fromTheBeginning.interval(after: duration)
        }
    }

    /// Learns that a look failed, so that everything there is still to be done.
    package mutating func learnOfFailure(from start: Start) {
        leave(from: start.date ?? .distantPast)
    }

    /// Nothing is undone any more of what had been left when a look began, up to where it came.
    private mutating func pass(from start: Start, to end: Date) {
        let begin = start.date ?? .distantPast
        left.removeAll { left in
            let isFound = start.passesSome ? left.from > begin : left.from >= begin
            return isFound && left.from <= end && left.number <= start.leavings
        }
    }

    private mutating func leave(from date: Date) {
        leavings += 1
        // There are seldom so many: one that begins the earliest and counts as the latest stands for them all.
        if left.count == 8, let earliest = left.map(\.from).min() { left = [Left(from: earliest, number: leavings)] }
        left.append(Left(from: date, number: leavings))
    }
}
