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
        let dates = clock.runs.keys.sorted()
        var openOn: [Int: [Range<Int>]] = [:]
        var known: [[OpenHours]: [(opens: Int, closes: Int)]] = [:]
        for (date, next) in zip(dates, dates.dropFirst()) {
            let hours = calendar.hours(onDay: date)
            let stretches = known[hours] ?? Self.stretches(hours)
            known[hours] = stretches
            for stretch in stretches {
                // Open at the first minute that shows the opening or later; closed after the last that shows less than
                // the closing, or, at 24:00, when the next date begins.
                let end =
                    stretch.closes == OpenHours.endOfDay
                    ? clock.runs[next]?.first?.lowerBound : clock.lastMinute(of: date, before: stretch.closes)
                guard let opens = clock.firstMinute(of: date, showing: stretch.opens), let closes = end else {
                    continue
                }
                guard opens < closes else { continue }
                openOn[date, default: []].append(clock.second(ofMinute: opens)..<clock.second(ofMinute: closes))
            }
        }
        let end = min(clock.count - 1440, dates.last.flatMap { clock.runs[$0]?.first?.lowerBound } ?? 0)
        self.clock = clock
        self.openOn = openOn
        horizon = clock.second(ofMinute: end)
        open = openOn.values.flatMap { $0 }.merged.clamped(to: clock.second(ofMinute: 0)..<horizon)
    }

    /// What a target counts but for pauses: open time, or, in real time, everything from the first to the last second.
    func time(of target: Target) -> [Range<Int>] {
        guard target.unit == .realTime else { return open }
        return [clock.second(ofMinute: 0)..<clock.second(ofMinute: clock.count)]
    }

    /// The stretches of a wall clock's day that hours cover, whether they overlap or not: what they are together
    /// decides where a day closes that a fold shows twice (R3).
    ///
    /// Random calendars open and close on quarter hours.
    private static func stretches(_ hours: [OpenHours]) -> [(opens: Int, closes: Int)] {
        let quarters = (0..<96).map { quarter in
            hours.contains { $0.opens <= quarter * 900 && quarter * 900 < $0.closes }
        }
        var stretches: [(opens: Int, closes: Int)] = []
        for quarter in quarters.indices where quarters[quarter] {
            if quarter == 0 || !quarters[quarter - 1] { stretches.append((quarter * 900, 0)) }
            stretches[stretches.count - 1].closes = quarter * 900 + 900
        }
        return stretches
    }
}

extension [Range<Int>] {
    /// The same seconds, ascending and apart: those that overlap or touch are one range.
    var merged: [Range<Int>] {
        sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { merged, next in
            if let last = merged.last, next.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<Swift.max(last.upperBound, next.upperBound)
            } else {
                merged.append(next)
            }
        }
    }

    /// What of them lies within limits.
    func clamped(to limits: Range<Int>) -> [Range<Int>] {
        map { $0.clamped(to: limits) }.filter { !$0.isEmpty }
    }
}
