package import Foundation

/// The arithmetic of one target: from when, how long, in whose hours, and without which pauses.
///
/// Everything is in whole seconds: an instant counts as the second it lies in. Pauses are half-open, may overlap, and
/// count from the start on.
package struct Countdown: Sendable {
    package let start: Date
    package let target: Target
    package let calendar: BusinessCalendar
    private let from: Int
    /// Ascending, apart, none before the start; the last one may be open and then ends in `Int.max`.
    let pauses: [Range<Int>]
    private let budget: Int
    /// Set when the wall time of a business-day target is an opening: no open time lies between it and the close before.
    private let endsWithOpening: Bool
    /// What is counted: the calendar's time, or all of it.
    private let timetable: BusinessCalendar

    package init(from start: Date, target: Target, calendar: BusinessCalendar, pauses: [Pause] = []) {
        let union = pauses.isEmpty ? [] : Self.union(pauses, from: start.wholeSeconds)
        self.init(from: start, target: target, calendar: calendar, union: union)
    }

    private init(from start: Date, target: Target, calendar: BusinessCalendar, union pauses: [Range<Int>]) {
        self.start = start
        self.target = target
        self.calendar = calendar
        from = start.wholeSeconds
        self.pauses = pauses
        switch target.unit {
        case .realTime:
            timetable = .always
            budget = target.amount
            endsWithOpening = false
        case .businessTime:
            timetable = calendar
            budget = target.amount
            endsWithOpening = false
        case .businessDays(let deadline):
            timetable = calendar
            let due = calendar.instant(afterBusinessDays: target.amount, deadline, from: from)
            budget = calendar.openSeconds(from..<max(from, due))
            endsWithOpening = calendar.instant(after: budget, from: from) < due
        }
    }

    /// The earliest instant at which the target is used up; nil while a pause that began before that is open.
    package var due: Date? {
        (endsWithOpening ? opening(atEndOf: budget) : earliestInstant(using: budget)).map(Date.init(wholeSeconds:))
    }

    /// The last second in which an event still meets the target: the due time, or later if nothing counts in between.
    ///
    /// Nil while a pause is open that keeps the target from being exceeded.
    package var lastMet: Date? { latestInstant(using: budget).map(Date.init(wholeSeconds:)) }

    /// Whether something that happens at `event` is in time: it is not after the due time, or no more than the target
    /// has been counted by then.
    package func isMet(at event: Date) -> Bool { elapsed(to: event) <= budget }

    /// Counted seconds from the start to `end`, without pauses; 0 for an end before the start.
    package func elapsed(to end: Date) -> Int {
        let end = end.wholeSeconds
        var total = 0
        var cursor = from
        for pause in pauses {
            guard pause.lowerBound < end else { break }
            total += timetable.openSeconds(cursor..<pause.lowerBound)
            cursor = pause.upperBound
        }
        return cursor < end ? total + timetable.openSeconds(cursor..<end) : total
    }

    /// Counted seconds that are left at `now`; negative when the target is exceeded.
    package func remaining(at now: Date) -> Int { budget - elapsed(to: now) }

    /// The target in counted seconds: for business days, the open time from the start to where they end.
    package var targetSeconds: Int { budget }

    /// When a warning is to be given; nil while a pause keeps it away, and when it would not be after the start.
    package func instant(of warning: WarningThreshold) -> Date? {
        let used: Int
        switch warning {
        case .percent(let percent): used = (budget * percent + 99) / 100
        case .secondsBefore(let seconds): used = budget - seconds
        case .after(let goal):
            let due = Self(from: start, target: goal, calendar: calendar, union: pauses).due
            return due.flatMap { $0 > start ? $0 : nil }
        }
        guard used > 0 else { return nil }
        return earliestInstant(using: used).map(Date.init(wholeSeconds:))
    }

    private func earliestInstant(using seconds: Int) -> Int? {
        var remaining = seconds
        var cursor = from
        for pause in pauses {
            let open = timetable.openSeconds(cursor..<pause.lowerBound)
            if open >= remaining { break }
            guard pause.upperBound != .max else { return nil }
            remaining -= open
            cursor = pause.upperBound
        }
        return timetable.instant(after: remaining, from: cursor)
    }

    private func latestInstant(using seconds: Int) -> Int? {
        var remaining = seconds
        var cursor = from
        for pause in pauses {
            let open = timetable.openSeconds(cursor..<pause.lowerBound)
            if open > remaining { break }
            guard pause.upperBound != .max else { return nil }
            remaining -= open
            cursor = pause.upperBound
        }
        return timetable.firstOpenSecond(from: timetable.instant(after: remaining, from: cursor))
    }

    /// The first open second after so many have been counted; a pause that begins with it comes too late to move it.
    private func opening(atEndOf seconds: Int) -> Int? {
        var remaining = seconds
        var cursor = from
        for pause in pauses {
            let open = timetable.openSeconds(cursor..<pause.lowerBound)
            if open >= remaining {
                let opening = timetable.firstOpenSecond(from: timetable.instant(after: remaining, from: cursor))
                if opening <= pause.lowerBound { return opening }
            }
            guard pause.upperBound != .max else { return nil }
            remaining -= open
            cursor = pause.upperBound
        }
        return timetable.firstOpenSecond(from: timetable.instant(after: remaining, from: cursor))
    }

    /// The counted stretches up to `end`, ascending.
    func countedStretches(to end: Int) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var stretches = timetable.isAlwaysOpen ? nil : timetable.openStretches(from: from)
        var pending = pauses[...]
        while true {
            let stretch = stretches?.next() ?? from..<max(from, end)
            guard stretch.lowerBound < end else { break }
            var cursor = stretch.lowerBound
            let stop = min(stretch.upperBound, end)
            while let pause = pending.first, pause.lowerBound < stop {
                if cursor < pause.lowerBound { result.append(cursor..<pause.lowerBound) }
                cursor = max(cursor, pause.upperBound)
                if pause.upperBound > stop { break }
                pending = pending.dropFirst()
            }
            if cursor < stop { result.append(cursor..<stop) }
            if stretch.upperBound >= end || stretches == nil { break }
        }
        return result.reduce(into: []) { joined, next in
            if let last = joined.last, last.upperBound == next.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<next.upperBound
            } else {
                joined.append(next)
            }
        }
    }

    private static func union(_ pauses: [Pause], from start: Int) -> [Range<Int>] {
        let ranges = pauses.compactMap { pause -> Range<Int>? in
            let since = max(start, pause.since.wholeSeconds)
            let until = pause.until?.wholeSeconds ?? .max
            return since < until ? since..<until : nil
        }
        return ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { union, next in
            if let last = union.last, next.lowerBound <= last.upperBound {
                union[union.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
            } else {
                union.append(next)
            }
        }
    }
}
