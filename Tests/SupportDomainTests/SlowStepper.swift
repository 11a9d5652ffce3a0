import Foundation
@testable import SupportDomain

/// What the wall clock of a zone shows at each minute of sixteen days.
///
/// It knows nothing of transitions: it asks Foundation, minute by minute.
struct WallClock {
    static let days = 16

    /// The first minute, counted from 1970 in UTC.
    let first: Int
    /// The second of its date that each minute shows, and the date, by day number.
    let ofDay: [Int]
    let dates: [Int]

    init(of zone: TimeZone, from second: Int) {
        first = second / 60
        var ofDay: [Int] = []
        var dates: [Int] = []
        for minute in first..<(first + Self.days * 1440) {
            let shown = minute * 60 + zone.secondsFromGMT(for: Date(wholeSeconds: minute * 60))
            dates.append(shown / 86_400)
            ofDay.append(shown % 86_400)
        }
        self.ofDay = ofDay
        self.dates = dates
    }
}

/// An independent solver: it walks a calendar's open time minute by minute.
struct SlowStepper {
    private let first: Int
    /// For each minute from `first` on, whether it is open.
    private let open: [Bool]

    init(_ calendar: RandomCalendar, on clock: WallClock) {
        first = clock.first
        var open = Array(repeating: false, count: clock.dates.count)
        // A date that a fold shows twice has minutes of the next date between its own.
        var minutes: [Int: [Int]] = [:]
        for index in clock.dates.indices { minutes[clock.dates[index], default: []].append(index) }
        for (date, mine) in minutes {
            let next = minutes.keys.filter { $0 > date }.min().flatMap { minutes[$0]?.first }
            for piece in Self.stretches(calendar.hours(onDay: date)) {
                // Open at the first minute that shows the opening or later; closed after the last that shows less than
                // the closing, or, at 24:00, when the next date begins.
                var opens: Int?
                var closes: Int?
                for index in mine {
                    let shown = clock.ofDay[index]
                    if opens == nil, shown >= piece.opens { opens = index }
                    if shown < piece.closes { closes = index + 1 }
                }
                if piece.closes == OpenHours.endOfDay { closes = next }
                guard let opens, let closes, opens < closes else { continue }
                for index in opens..<closes { open[index] = true }
            }
        }
        self.open = open
    }

    /// The stretches of a wall clock's day that hours cover, whether they overlap or not: what they are together decides
    /// where a day closes that a fold shows twice (R3).
    private static func stretches(_ hours: [OpenHours]) -> [(opens: Int, closes: Int)] {
        let minutes = (0...1440).map { minute in hours.contains { $0.opens <= minute * 60 && minute * 60 < $0.closes } }
        var stretches: [(opens: Int, closes: Int)] = []
        for minute in minutes.indices where minutes[minute] {
            if minute == 0 || !minutes[minute - 1] { stretches.append((minute * 60, 0)) }
            stretches[stretches.count - 1].closes = minute * 60 + 60
        }
        return stretches
    }

    /// When so many open seconds without a pause have passed since the start, and how many have by `probe`; nil when
    /// that lies beyond the sixteen days.
    func solve(start: Int, budget: Int, pauses: [Pause], probe: Int) -> (due: Int?, elapsed: Int)? {
        let paused = pauses.map { $0.since.wholeSeconds..<($0.until?.wholeSeconds ?? .max) }
        let horizon = (first + open.count - 1440) * 60
        let ends = Set(paused.flatMap { [$0.lowerBound, $0.upperBound] } + [probe, horizon]).sorted()
        var cursor = start
        var counted = 0
        var due: Int?
        var elapsed = 0
        // Between two of these, either all is paused or nothing is.
        for end in ends where end > start && end <= horizon {
            if due != nil, cursor >= probe { break }
            if !paused.contains(where: { $0.contains(cursor) }) {
                while cursor < end {
                    let minute = cursor / 60
                    let step = min(minute * 60 + 60, end) - cursor
                    if open[minute - first] {
                        if due == nil, counted + step >= budget { due = cursor + budget - counted }
                        counted += step
                    }
                    cursor += step
                }
            }
            cursor = end
            if cursor == probe { elapsed = counted }
        }
        return due != nil || pauses.contains { $0.until == nil } ? (due, elapsed) : nil
    }
}
