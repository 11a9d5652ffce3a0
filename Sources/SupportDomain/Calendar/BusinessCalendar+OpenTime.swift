/// Arithmetic on instants as whole seconds since 1970 in UTC.
extension BusinessCalendar {
    /// The stretches of open time from an instant on, ascending, without end; the first may begin at `start` itself.
    func openStretches(from start: Int) -> OpenStretches { OpenStretches(of: self, from: start) }

    /// The earliest instant by which so many seconds of open time have passed since `start`.
    ///
    /// When they end with a stretch of open time, that is its close, not the next opening.
    func instant(after seconds: Int, from start: Int) -> Int {
        guard seconds > 0 else { return start }
        if isAlwaysOpen { return start + seconds }

        var remaining = seconds
        var stretches = openStretches(from: start)
        while true {
            remaining -= stretches.skipWholeWeeks(holdingLessThan: remaining)
            let stretch = stretches.next()
            let length = stretch.upperBound - stretch.lowerBound
            if length >= remaining { return stretch.lowerBound + remaining }
            remaining -= length
        }
    }

    /// Seconds of open time within a range.
    func openSeconds(_ range: Range<Int>) -> Int {
        if isAlwaysOpen { return range.count }

        var total = 0
        var stretches = openStretches(from: range.lowerBound)
        while true {
            total += stretches.skipWholeWeeks(before: range.upperBound)
            let stretch = stretches.next()
            guard stretch.lowerBound < range.upperBound else { return total }
            total += min(stretch.upperBound, range.upperBound) - stretch.lowerBound
            if stretch.upperBound >= range.upperBound { return total }
        }
    }

    /// The first open second that begins at `instant` or later.
    func firstOpenSecond(from instant: Int) -> Int {
        if isAlwaysOpen { return instant }
        var stretches = openStretches(from: instant)
        return stretches.next().lowerBound
    }
}
