import Foundation
import SupportDomain

/// What the rules say of a target, found by counting the stepper's open time or, in real time, all of it.
extension SlowStepper {
    /// Everything that is asked of a target; nil where it lies beyond what the stepper knows or the rules say.
    func answer(to request: RandomCase.Request, in example: RandomCase) -> Answer? {
        guard example.probe <= horizon else { return nil }
        guard let allowance = allowance(of: request.target, from: example.start) else { return nil }
        let walk = Walk(from: example.start, through: time(of: request.target), pauses: example.pauses)
        let due = due(after: allowance, on: walk)
        let breach = walk.end(ofSecond: allowance.seconds + 1)
        // Without an open pause everything falls some day.
        guard walk.isPausedForGood || (due != nil && breach != nil) else { return nil }

        var warnings: [Int?] = []
        for warning in request.warnings {
            switch warning {
            case .percent(let percent):
                let share = (Double(allowance.seconds * percent) / 100).rounded(.up)
                warnings.append(walk.end(ofSecond: Int(share)))
            case .secondsBefore(let seconds):
                warnings.append(walk.end(ofSecond: allowance.seconds - seconds))
            case .after(let goal):
                guard let earlier = self.allowance(of: goal, from: example.start) else { return nil }
                warnings.append(self.due(after: earlier, on: walk))
            }
        }
        // A warning that would not be after the start is not given.
        let given = warnings.map { $0.flatMap { $0 > example.start ? $0 : nil } }
        return Answer(
            due: due,
            targetSeconds: allowance.seconds,
            elapsed: walk.seconds(until: example.probe),
            thresholds: given + [breach],
            counted: walk.stretches(until: example.probe)
        )
    }

    /// The seconds that a target allows, whatever pauses there are.
    private struct Allowance {
        let seconds: Int
        /// It ends when somebody opens, not when somebody closes, though no open second is between the two.
        let endsWithOpening: Bool
    }

    private func allowance(of target: Target, from start: Int) -> Allowance? {
        guard case .businessDays(let deadline) = target.unit else {
            return Allowance(seconds: target.amount, endsWithOpening: false)
        }
        guard let end = end(ofBusinessDays: target.amount, deadline, from: start), end <= horizon else { return nil }
        return Allowance(
            seconds: Walk(from: start, through: open).seconds(until: end),
            endsWithOpening: open.contains { $0.lowerBound == end }
        )
    }

    /// When the last second has been counted, or, for a target that ends with an opening, the opening after that.
    private func due(after allowance: Allowance, on walk: Walk) -> Int? {
        guard let usedUp = walk.end(ofSecond: allowance.seconds) else { return nil }
        guard allowance.endsWithOpening else { return usedUp }

        // As ever, a pause keeps away what it began before, and a pause that begins with the due time does not.
        let moments = [usedUp] + open.map(\.lowerBound) + walk.pauses.map(\.upperBound)
        return moments.sorted().first { moment in
            moment >= usedUp && open.contains { $0.contains(moment) }
                && !(walk.isPaused(moment) && walk.isPaused(moment - 1))
        }
    }

    /// Where so many business days after a start end, while nothing pauses them (R9).
    ///
    /// The date that the clocks show at the first open second is day 0; the last day is the so-manyeth date after it
    /// that has open time.
    private func end(ofBusinessDays count: Int, _ deadline: Target.Deadline, from start: Int) -> Int? {
        guard let stretch = open.first(where: { $0.upperBound > start }) else { return nil }
        let second = max(start, stretch.lowerBound)
        let minute = second / 60 - clock.first
        let dayZero = clock.date(ofMinute: minute)
        // When a fold goes back over midnight, the hours of one date may be open while the clocks show once more the
        // date before, which is closed; no rule says which of the two is day 0.
        guard openOn[dayZero] != nil else { return nil }

        let later = openOn.keys.filter { $0 > dayZero }.sorted()
        guard count <= later.count else { return nil }
        let lastDay = count == 0 ? dayZero : later[count - 1]
        let hours = openOn[lastDay] ?? []
        let closes = hours.map(\.upperBound).max()
        if deadline == .endOfDay { return closes }

        // The first minute of the day that shows this wall time or, in a gap, a later one.
        let shown = clock.time(ofMinute: minute)
        guard let reached = clock.firstMinute(of: lastDay, showing: shown) else { return closes }
        let isShown = clock.time(ofMinute: reached) == shown
        let wanted = clock.second(ofMinute: reached) + (isShown ? second % 60 : 0)
        if hours.contains(where: { $0.contains(wanted) }) { return wanted }
        return hours.map(\.upperBound).filter { $0 <= wanted }.max() ?? hours.map(\.lowerBound).min()
    }
}

/// The time that counts from a start on: open or, in real time, any, and without a pause.
private struct Walk {
    let start: Int
    let pauses: [Range<Int>]
    private let counted: [Range<Int>]

    init(from start: Int, through open: [Range<Int>], pauses: [Pause] = []) {
        let paused = pauses.map { $0.since.wholeSeconds..<($0.until?.wholeSeconds ?? .max) }
        let ends = paused.flatMap { [$0.lowerBound, $0.upperBound] }.sorted()
        var counted: [Range<Int>] = []
        for stretch in open where stretch.upperBound > start {
            var cursor = max(start, stretch.lowerBound)
            // Between two of these, either all is paused or nothing is.
            for end in ends + [stretch.upperBound] where cursor < end && cursor < stretch.upperBound {
                let next = min(end, stretch.upperBound)
                if !paused.contains(where: { $0.contains(cursor) }) { counted.append(cursor..<next) }
                cursor = next
            }
        }
        self.start = start
        self.pauses = paused
        self.counted = counted
    }

    var isPausedForGood: Bool { pauses.contains { $0.upperBound == .max } }

    func isPaused(_ second: Int) -> Bool { pauses.contains { $0.contains(second) } }

    /// When so many seconds have been counted; the start for none.
    func end(ofSecond count: Int) -> Int? {
        guard count > 0 else { return start }
        var left = count
        for stretch in counted {
            if stretch.count >= left { return stretch.lowerBound + left }
            left -= stretch.count
        }
        return nil
    }

    /// How many seconds have been counted by then.
    func seconds(until end: Int) -> Int {
        counted.reduce(0) { $0 + max(0, min($1.upperBound, end) - $1.lowerBound) }
    }

    /// The stretches of what has been counted by then, ascending and apart.
    func stretches(until end: Int) -> [Range<Int>] {
        counted.clamped(to: start..<max(start, end)).merged
    }
}
