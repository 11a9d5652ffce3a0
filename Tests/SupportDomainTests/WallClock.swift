import Foundation
import SupportDomain

/// What the wall clock of a zone shows at each minute of some days.
///
/// It knows nothing of transitions: it asks Foundation for each hour, and where it differs at the two ends of one, minute
/// by minute.
struct WallClock {
    /// The first minute, counted from 1970 in UTC; the others are counted from it.
    let first: Int
    /// The minutes that show each date, by day number, those that follow one another as one run; ascending.
    ///
    /// A date that a fold shows twice has two runs, with one of the next date between them. The first and the last date
    /// may be shown in part.
    let runs: [Int: [Range<Int>]]
    /// How many seconds each minute is ahead of UTC.
    private let offsets: [Int]

    init(of zone: TimeZone, from second: Int, days: Int) {
        let first = second / 60
        let offsets = Self.offsets(of: zone, from: first, hours: days * 24)
        var runs: [Int: [Range<Int>]] = [:]
        var since = 0
        var date = (first * 60 + offsets[0]) / 86_400
        for minute in 1..<offsets.count {
            let shown = ((first + minute) * 60 + offsets[minute]) / 86_400
            guard shown != date else { continue }
            runs[date, default: []].append(since..<minute)
            since = minute
            date = shown
        }
        runs[date, default: []].append(since..<offsets.count)
        self.first = first
        self.runs = runs
        self.offsets = offsets
    }

    /// How many minutes it knows.
    var count: Int { offsets.count }

    /// When a minute begins, in seconds from 1970 in UTC.
    func second(ofMinute minute: Int) -> Int { (first + minute) * 60 }

    /// The date that a minute shows, by day number.
    func date(ofMinute minute: Int) -> Int { (second(ofMinute: minute) + offsets[minute]) / 86_400 }

    /// The second of its date that a minute shows.
    func time(ofMinute minute: Int) -> Int { (second(ofMinute: minute) + offsets[minute]) % 86_400 }

    /// When the date began that the clock shows at a second.
    func beginning(ofDateAt second: Int) -> Int {
        self.second(ofMinute: runs[date(ofMinute: second / 60 - first)]?.first?.lowerBound ?? 0)
    }

    /// The first minute of a date that shows a time, in whole minutes, or a later one.
    func firstMinute(of date: Int, showing time: Int) -> Int? {
        if let midnight = midnight(ofPlain: date) { return midnight + time / 60 }
        for run in runs[date] ?? [] {
            for minute in run where self.time(ofMinute: minute) >= time { return minute }
        }
        return nil
    }

    /// The end of the last minute of a date that shows less than a time, in whole minutes.
    func lastMinute(of date: Int, before time: Int) -> Int? {
        if let midnight = midnight(ofPlain: date) { return midnight + time / 60 }
        var end: Int?
        for run in runs[date] ?? [] {
            for minute in run where self.time(ofMinute: minute) < time { end = minute + 1 }
        }
        return end
    }

    /// The first minute of a date that shows each from 00:00 to 23:59 once; nil for any other date.
    private func midnight(ofPlain date: Int) -> Int? {
        guard let shown = runs[date], shown.count == 1, shown[0].count == 1440 else { return nil }
        guard time(ofMinute: shown[0].lowerBound) == 0 else { return nil }
        return time(ofMinute: shown[0].upperBound - 1) == 86_340 ? shown[0].lowerBound : nil
    }

    /// No zone moves its clocks twice within an hour.
    private static func offsets(of zone: TimeZone, from first: Int, hours: Int) -> [Int] {
        func offset(_ minute: Int) -> Int { zone.secondsFromGMT(for: Date(wholeSeconds: (first + minute) * 60)) }
        var offsets: [Int] = []
        offsets.reserveCapacity(hours * 60)
        var known = offset(0)
        for hour in 0..<hours {
            let next = offset(hour * 60 + 60)
            for minute in (hour * 60)..<(hour * 60 + 60) {
                offsets.append(known == next ? known : offset(minute))
            }
            known = next
        }
        return offsets
    }
}
