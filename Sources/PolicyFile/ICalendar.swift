import SupportDomain

/// The holidays of an iCalendar file, as governments and calendars publish them (RFC 5545).
///
/// Every event that lasts whole days is a holiday; yearly rules are followed for as long as zones are known.
struct ICalendar {
    /// Something that is wrong with a file, in words.
    struct Problem: Hashable {
        /// From 1; nil for what is wrong with the file as a whole.
        let line: Int?
        let message: String
    }

    /// All that is wrong with a file, at least one.
    struct Problems: Error {
        let all: [Problem]
    }

    let holidays: [BusinessCalendar.Holiday]

    init(_ text: String) throws(Problems) {
        let lines = Self.unfolded(text)
        guard lines.contains(where: { $0.text == "BEGIN:VCALENDAR" }) else {
            let message = "this is no iCalendar file: there is no BEGIN:VCALENDAR"
            throw Problems(all: [Problem(line: nil, message: message)])
        }
        var holidays: [BusinessCalendar.Holiday] = []
        var problems: [Problem] = []
        var event: Event?
        // How deep in what an event contains, such as an alarm: the properties there are not the event's.
        var depth = 0
        for line in lines {
            switch line.text {
            case "BEGIN:VEVENT": (event, depth) = (Event(), 0)
            case "END:VEVENT":
                if let event { holidays += event.holidays(noting: &problems) }
                event = nil
            case _ where line.text.hasPrefix("BEGIN:"): depth += 1
            case _ where line.text.hasPrefix("END:"): depth = max(0, depth - 1)
            default: if depth == 0 { event?.take(line) }
            }
        }
        if problems.isEmpty, holidays.isEmpty {
            problems.append(Problem(line: nil, message: "the iCalendar file has no event that lasts a whole day"))
        }
        guard problems.isEmpty else { throw Problems(all: problems) }
        self.holidays = holidays
    }

    /// A line, with its number in the file, or the value of a property in one.
    fileprivate struct Line {
        var text: String
        let number: Int

        func problem(_ message: String) -> Problem { Problem(line: number, message: message) }

        /// A part of it.
        func part(_ text: some StringProtocol) -> Line { Line(text: String(text), number: number) }
    }

    /// A line that begins with a space continues the one before.
    private static func unfolded(_ text: String) -> [Line] {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        return lines.reduce(into: []) { unfolded, next in
            let (index, line) = next
            if let first = line.first, first == " " || first == "\t", !unfolded.isEmpty {
                unfolded[unfolded.count - 1].text += line.dropFirst()
            } else if !line.isEmpty {
                unfolded.append(Line(text: String(line), number: index + 1))
            }
        }
    }
}

/// The properties of one event.
private struct Event {
    private var summary = "Holiday"
    private var start: ICalendar.Line?
    private var end: ICalendar.Line?
    private var duration: ICalendar.Line?
    private var rule: ICalendar.Line?
    private var added: [ICalendar.Line] = []
    private var excluded: [ICalendar.Line] = []
    private var isCancelled = false

    mutating func take(_ line: ICalendar.Line) {
        guard let colon = line.text.firstIndex(of: ":") else { return }
        let value = line.part(line.text[line.text.index(after: colon)...])
        switch line.text[..<colon].prefix(while: { $0 != ";" }).uppercased() {
        case "SUMMARY": summary = Self.unescaped(value.text)
        case "DTSTART": start = value
        case "DTEND": end = value
        case "DURATION": duration = value
        case "RRULE": rule = value
        case "RDATE": added += value.text.split(separator: ",").map { value.part($0) }
        case "EXDATE": excluded += value.text.split(separator: ",").map { value.part($0) }
        case "STATUS": isCancelled = value.text.uppercased() == "CANCELLED"
        default: break
        }
    }

    /// The days on which it is closed, as far as what the event says can be understood.
    func holidays(noting problems: inout [ICalendar.Problem]) -> [BusinessCalendar.Holiday] {
        guard !isCancelled, let start, start.text.count == 8 else { return [] }  // with a time of day it is no holiday
        guard let first = Self.day(start, noting: &problems) else { return [] }
        var days = [first]
        if let rule { days = dates(by: rule, from: first, noting: &problems) }
        for line in added {
            if let day = Self.day(line, noting: &problems) { days.append(day) }
        }
        var excluded: Set<CivilDate> = []
        for line in self.excluded {
            if let day = Self.day(line, noting: &problems) { excluded.insert(day) }
        }
        let length = length(from: first, noting: &problems)
        return days.filter { !excluded.contains($0) }.map { day in
            let last = CivilDate(dayNumber: day.dayNumber + length - 1)
            return BusinessCalendar.Holiday(
                date: length == 1 ? .on(day) : .span(from: .on(day), to: .on(last)),
                name: summary
            )
        }
    }

    /// The date of `20261225` or `20261225T000000`.
    private static func day(_ line: ICalendar.Line, noting problems: inout [ICalendar.Problem]) -> CivilDate? {
        let day = date(String(line.text.prefix { $0 != "T" }))
        if day == nil { problems.append(line.problem("'\(line.text)' is not a date")) }
        return day
    }

    /// How many days it lasts; its end is the day after its last one.
    private func length(from first: CivilDate, noting problems: inout [ICalendar.Problem]) -> Int {
        var days = 1
        var line = end
        if let last = end.flatMap({ Self.date($0.text) }) {
            days = last.dayNumber - first.dayNumber
        } else if let duration {
            days = Self.days(duration, noting: &problems) ?? 1
            line = duration
        }
        if days > 366, let line { problems.append(line.problem("'\(summary)' lasts longer than a year")) }
        return min(max(1, days), 366)
    }

    /// Reads `P1D` and `P2W`.
    private static func days(_ duration: ICalendar.Line, noting problems: inout [ICalendar.Problem]) -> Int? {
        guard duration.text.hasPrefix("P"), let unit = duration.text.last, unit == "D" || unit == "W",
            let count = Int(duration.text.dropFirst().dropLast()), (0...1000).contains(count)
        else {
            let message = "the duration '\(duration.text)' is not understood; write days, such as P1D"
            problems.append(duration.problem(message))
            return nil
        }
        return unit == "W" ? 7 * count : count
    }

    private func dates(
        by rule: ICalendar.Line,
        from first: CivilDate,
        noting problems: inout [ICalendar.Problem]
    ) -> [CivilDate] {
        var parts: [String: String] = [:]
        for part in rule.text.uppercased().split(separator: ";") {
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            if sides.count == 2 { parts[sides[0]] = sides[1] }
        }
        let known: Set<String> = [
            "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST",
        ]
        let interval = parts["INTERVAL"].map { Int($0) ?? 0 } ?? 1
        let count = parts["COUNT"].map { Int($0) ?? 0 }
        guard parts["FREQ"] == "YEARLY", Set(parts.keys).isSubset(of: known),
            let yearly = Self.yearly(parts, from: first), interval > 0, count ?? 1 > 0
        else {
            let what = "the rule '\(rule.text)' of '\(summary)' is not understood"
            problems.append(rule.problem("\(what); write the holiday as a date of its own"))
            return []
        }
        var last = Self.end
        if let until = parts["UNTIL"] {
            guard let day = Self.day(rule.part(until), noting: &problems) else { return [] }
            last = day
        }
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
