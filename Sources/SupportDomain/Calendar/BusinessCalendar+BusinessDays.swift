/// Targets in business days.
extension BusinessCalendar {
    /// Where a target of so many business days ends, if nothing pauses it.
    ///
    /// The start is first moved to the next open second; its date is day 0, and a business day is a date with any open
    /// time. On the last day the same wall time is due; where that is not open time, the close before it on that day
    /// is, or that day's opening if there is none. With `endOfDay` that day's close is due.
    func instant(afterBusinessDays count: Int, _ deadline: Target.Deadline, from start: Int) -> Int {
        let opening = firstOpenSecond(from: start)
        let wall = zone.local(opening)
        let last = businessDay(count, after: Self.day(of: wall))
        if deadline == .endOfDay { return last.closes }

        let wanted = zone.firstInstant(showing: last.day * 86_400 + wall - Self.day(of: wall) * 86_400)
        var due = last.opens
        for stretch in stretches(ofDay: last.day) where stretch.lowerBound <= wanted {
            due = min(wanted, stretch.upperBound)
        }
        return due
    }

    /// The open time of one local date; empty when it is closed or does not exist.
    func stretches(ofDay day: Int) -> [Range<Int>] {
        hours(onDay: day).compactMap { hours in
            let opens = zone.firstInstant(showing: day * 86_400 + hours.opens)
            let closes = closing(hours, onDay: day)
            return opens < closes ? opens..<closes : nil
        }
    }

    /// When hours of a local date end.
    func closing(_ hours: OpenHours, onDay day: Int) -> Int {
        let local = day * 86_400 + hours.closes
        return hours.closes == OpenHours.endOfDay
            ? zone.firstInstant(showing: local) : zone.lastInstant(showing: local)
    }

    private func businessDay(_ count: Int, after first: Int) -> (day: Int, opens: Int, closes: Int) {
        var day = first
        var left = count
        while true {
            let stretches = stretches(ofDay: day)
            // Where the clock is put back over midnight, hours before it can end after those at the end of the date.
            if let opens = stretches.first?.lowerBound, let closes = stretches.map(\.upperBound).max() {
                if left == 0 { return (day, opens, closes) }
                left -= 1
            }
            day += 1
        }
    }
}
