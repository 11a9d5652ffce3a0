import SupportDomain

/// An independent solver: it finds a calendar's open time by walking the wall clock minute by minute.
struct SlowStepper {
    let clock: WallClock
    /// Open time up to the horizon, in seconds; ascending and apart.
    let open: [Range<Int>]
    /// What its own hours open on each date; nothing of a date that they do not open.
    let openOn: [Int: [Range<Int>]]
    /// Up to here everything is known.
    let horizon: Int

    init(_ calendar: RandomCalendar, on clock: WallClock) {
        self.clock = clock
        let dates = clock.minutes.keys.sorted()
        var isOpen = Array(repeating: false, count: clock.dates.count)
        var openOn: [Int: [Range<Int>]] = [:]
        var known: [[OpenHours]: [(opens: Int, closes: Int)]] = [:]
        for (date, next) in zip(dates, dates.dropFirst()) {
            let hours = calendar.hours(onDay: date)
            let stretches = known[hours] ?? Self.stretches(hours)
            known[hours] = stretches
            for piece in stretches {
                // Open at the first minute that shows the opening or later; closed after the last that shows less than
                // the closing, or, at 24:00, when the next date begins.
                var opens: Int?
                var closes: Int?
                for index in clock.minutes[date] ?? [] {
                    let shown = clock.ofDay[index]
                    if opens == nil, shown >= piece.opens { opens = index }
                    if shown < piece.closes { closes = index + 1 }
                }
                if piece.closes == OpenHours.endOfDay { closes = clock.minutes[next]?.first }
                guard let opens, let closes, opens < closes else { continue }
                for index in opens..<closes { isOpen[index] = true }
                openOn[date, default: []].append(clock.second(ofMinute: opens)..<clock.second(ofMinute: closes))
            }
        }
        let end = min(isOpen.count - 1440, dates.last.flatMap { clock.minutes[$0]?.first } ?? 0)
        horizon = clock.second(ofMinute: end)
        open = Self.joined(isOpen, upTo: end, on: clock)
        self.openOn = openOn
    }

    /// The stretches of a wall clock's day that hours cover, whether they overlap or not: what they are together
    /// decides where a day closes that a fold shows twice (R3).
    private static func stretches(_ hours: [OpenHours]) -> [(opens: Int, closes: Int)] {
        let minutes = (0...1440).map { minute in hours.contains { $0.opens <= minute * 60 && minute * 60 < $0.closes } }
        var stretches: [(opens: Int, closes: Int)] = []
        for minute in minutes.indices where minutes[minute] {
            if minute == 0 || !minutes[minute - 1] { stretches.append((minute * 60, 0)) }
            stretches[stretches.count - 1].closes = minute * 60 + 60
        }
        return stretches
    }

    /// The open minutes, those that follow one another as one stretch.
    private static func joined(_ isOpen: [Bool], upTo end: Int, on clock: WallClock) -> [Range<Int>] {
        var open: [Range<Int>] = []
        var since: Int?
        for minute in 0...end {
            if minute < end, isOpen[minute] {
                if since == nil { since = minute }
            } else if let first = since {
                open.append(clock.second(ofMinute: first)..<clock.second(ofMinute: minute))
                since = nil
            }
        }
        return open
    }
}
