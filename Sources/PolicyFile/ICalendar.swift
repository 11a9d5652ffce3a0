import SupportDomain

/// The holidays of an iCalendar file, as governments and calendars publish them (RFC 5545).
///
/// Every event that lasts whole days is a holiday; yearly rules are followed for as long as zones are known.
struct ICalendar {
    /// What is wrong with a file, in words.
    struct Problem: Error {
        let message: String
    }

    let holidays: [BusinessCalendar.Holiday]

    init(_ text: String) throws(Problem) {
        let lines = Self.unfolded(text)
        guard lines.contains("BEGIN:VCALENDAR") else {
            throw Problem(message: "this is no iCalendar file: there is no BEGIN:VCALENDAR")
        }
        var holidays: [BusinessCalendar.Holiday] = []
        var event: Event?
        // How deep in what an event contains, such as an alarm: the properties there are not the event's.
        var depth = 0
        for line in lines {
            switch line {
            case "BEGIN:VEVENT": (event, depth) = (Event(), 0)
            case "END:VEVENT":
                if let event { holidays += try event.holidays() }
                event = nil
            case _ where line.hasPrefix("BEGIN:"): depth += 1
            case _ where line.hasPrefix("END:"): depth = max(0, depth - 1)
            default: if depth == 0 { event?.take(line) }
            }
        }
        guard !holidays.isEmpty else {
            throw Problem(message: "the iCalendar file has no event that lasts a whole day")
        }
        self.holidays = holidays
    }

    /// A line that begins with a space continues the one before.
    private static func unfolded(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).reduce(into: []) { lines, line in
            if let first = line.first, first == " " || first == "\t", !lines.isEmpty {
                lines[lines.count - 1] += line.dropFirst()
            } else {
                lines.append(String(line))
            }
        }
    }
}

/// The properties of one event.
private struct Event {
    private var summary = "Holiday"
    private var start: String?
    private var end: String?
    private var duration: String?
    private var rule: String?
    private var added: [String] = []
    private var excluded: Set<String> = []
    private var isCancelled = false

    mutating func take(_ line: String) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = String(line[line.index(after: colon)...])
        switch line[..<colon].prefix(while: { $0 != ";" }).uppercased() {
        case "SUMMARY": summary = Self.unescaped(value)
        case "DTSTART": start = value
        case "DTEND": end = value
        case "DURATION": duration = value
        case "RRULE": rule = value
        case "RDATE": added += value.split(separator: ",").map(String.init)
        case "EXDATE": excluded.formUnion(value.split(separator: ",").map(String.init))
        case "STATUS": isCancelled = value.uppercased() == "CANCELLED"
        default: break
        }
    }

    func holidays() throws(ICalendar.Problem) -> [BusinessCalendar.Holiday] {
        guard !isCancelled, let start, start.count == 8 else { return [] }  // with a time of day it is no holiday
        guard let first = Self.date(start) else { throw ICalendar.Problem(message: "'\(start)' is not a date") }
        var days = try rule.map { rule throws(ICalendar.Problem) in try dates(by: rule, from: first) } ?? [first]
        days += try added.map(Self.day)
        let excluded = Set(try self.excluded.map(Self.day))
        let length = try length(from: first)
        return days.filter { !excluded.contains($0) }.map { day in
            let last = CivilDate(dayNumber: day.dayNumber + length - 1)
            return BusinessCalendar.Holiday(
                date: length == 1 ? .on(day) : .span(from: .on(day), to: .on(last)),
                name: summary
            )
        }
    }

    /// The date of `20261225` or `20261225T000000`.
    private static func day(_ text: String) throws(ICalendar.Problem) -> CivilDate {
        guard let day = date(String(text.prefix { $0 != "T" })) else {
            throw ICalendar.Problem(message: "'\(text)' is not a date")
        }
        return day
    }

    /// How many days it lasts; its end is the day after its last one.
    private func length(from first: CivilDate) throws(ICalendar.Problem) -> Int {
        let days =
            if let last = end.flatMap(Self.date) {
                last.dayNumber - first.dayNumber
            } else if let duration {
                try Self.days(duration)
            } else {
                1
            }
        guard days <= 366 else { throw ICalendar.Problem(message: "'\(summary)' lasts longer than a year") }
        return max(1, days)
    }

    /// Reads `P1D` and `P2W`.
    private static func days(_ duration: String) throws(ICalendar.Problem) -> Int {
        guard duration.hasPrefix("P"), let unit = duration.last, unit == "D" || unit == "W",
            let count = Int(duration.dropFirst().dropLast()), (0...1000).contains(count)
        else {
            throw ICalendar.Problem(message: "the duration '\(duration)' is not understood; write days, such as P1D")
        }
        return unit == "W" ? 7 * count : count
    }

    private func dates(by rule: String, from first: CivilDate) throws(ICalendar.Problem) -> [CivilDate] {
        var parts: [String: String] = [:]
        for part in rule.uppercased().split(separator: ";") {
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            if sides.count == 2 { parts[sides[0]] = sides[1] }
        }
        let known: Set<String> = [
            "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST",
        ]
        let problem = ICalendar.Problem(
            message: "the rule '\(rule)' of '\(summary)' is not understood; write the holiday as a date of its own"
        )
        guard parts["FREQ"] == "YEARLY", Set(parts.keys).isSubset(of: known),
            let yearly = Self.yearly(parts, from: first)
        else { throw problem }
        let interval = parts["INTERVAL"].map { Int($0) ?? 0 } ?? 1
        let last = try parts["UNTIL"].map(Self.day) ?? Self.end
        let count = parts["COUNT"].map { Int($0) ?? 0 }
        guard interval > 0, count ?? 1 > 0 else { throw problem }
        let days = yearly.days(in: first.year...max(first.year, last.year)).filter { day in
            day >= first && day <= last && (day.year - first.year) % interval == 0
        }
        return count.map { Array(days.prefix($0)) } ?? days
    }

    /// The rule without its bounds: the day of the start, a day of a month, or the nth weekday of one.
    private static func yearly(_ parts: [String: String], from first: CivilDate) -> DateRule? {
        let month = parts["BYMONTH"].map { Int($0) } ?? first.month
        guard let month, (1...12).contains(month) else { return nil }
        if let weekday = parts["BYDAY"] {
            guard parts["BYMONTHDAY"] == nil, parts["BYMONTH"] != nil, let count = Int(weekday.dropLast(2)),
                (1...5).contains(count) || count == -1,
                let day = weekdays.firstIndex(of: String(weekday.suffix(2)))
            else { return nil }
            return .nth(count, Weekday.allCases[day], month: month)
        }
        guard let day = parts["BYMONTHDAY"].map({ Int($0) }) ?? first.day, (1...31).contains(day) else { return nil }
        return .yearly(month: month, day: day)
    }

    /// Reads `20261224`.
    private static func date(_ text: String) -> CivilDate? {
        guard text.count == 8, text.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(text) else {
            return nil
        }
        return CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    private static func unescaped(_ text: String) -> String {
        text.replacing("\\n", with: " ").replacing("\\,", with: ",").replacing("\\;", with: ";")
            .replacing("\\\\", with: "\\")
    }

    private static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    private static let end = CivilDate(dayNumber: 47_846)  // 2100-12-31, as far as zones are known
}
