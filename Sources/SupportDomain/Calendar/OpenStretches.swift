/// Walks a calendar's open time, day by local day, from an instant on.
///
/// Stretches ascend and never overlap, but may touch: a day that closes at 24:00 touches one that opens at 00:00.
struct OpenStretches {
    private let calendar: BusinessCalendar
    private var day: Int
    /// Which of the day's open hours comes next.
    private var piece = 0
    /// What lies before has been handed out, or was before the start.
    private var floor: Int
    /// The first irregular day that is not before `day`, as an index.
    private var irregular: Int
    /// The zone's offset throughout `day`, if that is a regular day.
    private var offset: Int

    init(of calendar: BusinessCalendar, from start: Int) {
        self.calendar = calendar
        floor = start
        offset = calendar.zone.offset(at: start)
        day = BusinessCalendar.day(of: start + offset)
        irregular = 0
        irregular = firstIrregular(from: day)
        if isIrregular {  // after a fold that crosses midnight, the date before may still be open
            day -= 1
            irregular = firstIrregular(from: day)
            resumeRegularity()
        }
    }

    /// The next stretch; there always is one.
    mutating func next() -> Range<Int> {
        while true {
            let irregular = isIrregular
            let hours = hoursOfDay
            while piece < hours.count {
                let open = hours[piece]
                piece += 1
                let midnight = day * 86_400
                let zone = calendar.zone
                let starts =
                    irregular ? zone.firstInstant(showing: midnight + open.opens) : midnight + open.opens - offset
                let ends = irregular ? calendar.closing(open, onDay: day) : midnight + open.closes - offset
                let from = max(starts, floor)
                guard from < ends else { continue }
                floor = ends
                return from..<ends
            }
            stepDay(by: 1)
        }
    }

    /// Passes over as many whole weeks as hold, together, less than so many open seconds, and says how much they held.
    mutating func skipWholeWeeks(holdingLessThan seconds: Int) -> Int {
        skipWeeks(atMost: (seconds - 1) / calendar.weekSeconds)
    }

    /// Passes over whole weeks that end before an instant, and says how much open time they held.
    mutating func skipWholeWeeks(before instant: Int) -> Int {
        skipWeeks(atMost: (instant - floor) / (7 * 86_400) - 1)
    }

    private mutating func skipWeeks(atMost limit: Int) -> Int {
        guard limit > 0 else { return 0 }
        if piece > 0, piece == hoursOfDay.count { stepDay(by: 1) }  // only whole days are passed over
        guard piece == 0, !isIrregular, floor <= day * 86_400 - offset else { return 0 }
        let days = calendar.irregularDays
        let regular = irregular < days.count ? (days[irregular] - day) / 7 : limit
        let weeks = min(limit, regular)
        guard weeks > 0 else { return 0 }
        stepDay(by: 7 * weeks)
        return weeks * calendar.weekSeconds
    }

    private var hoursOfDay: [OpenHours] {
        isIrregular ? calendar.hours(onDay: day) : calendar.weekly[weekdayIndex]
    }

    private var isIrregular: Bool {
        irregular < calendar.irregularDays.count && calendar.irregularDays[irregular] == day
    }

    private var weekdayIndex: Int {
        let index = (day + 3) % 7
        return index < 0 ? index + 7 : index
    }

    private mutating func stepDay(by count: Int) {
        let wasIrregular = isIrregular
        day += count
        piece = 0
        let days = calendar.irregularDays
        while irregular < days.count, days[irregular] < day { irregular += 1 }
        if wasIrregular { resumeRegularity() }
    }

    /// A regular day is further than a day from any clock change, so any instant of it tells its offset.
    private mutating func resumeRegularity() {
        guard !isIrregular else { return }
        offset = calendar.zone.offset(at: day * 86_400 + 43_200 - offset)
    }

    private func firstIrregular(from day: Int) -> Int {
        let days = calendar.irregularDays
        var low = 0
        var high = days.count
        while low < high {
            let middle = (low + high) / 2
            if days[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
