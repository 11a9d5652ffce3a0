import ArgumentParser
import SupportDomain

/// A target and a calendar, as flags.
struct OwnHours: ParsableArguments {
    @Option(help: ArgumentHelp("The target as policies write it: 4h, '8 business hours', '1 business day'."))
    var target: String?
    @Option(help: ArgumentHelp("The zone of the hours; by default that of --zone, or UTC.", valueName: "zone"))
    var calendarZone: Zone?
    @Option(
        help: ArgumentHelp("Open hours, such as 'mon-fri 09:00-17:00'; by default 24/7.", valueName: "days hours")
    )
    var hours: [String] = []
    @Option(help: ArgumentHelp("A date that is closed: 2026-12-24, 12-24, easter, '4th thu november'."))
    var holiday: [String] = []
    @Option(
        help: ArgumentHelp(
            "A date with hours of its own, holiday or not, such as '2026-12-24 09:00-13:00'.",
            valueName: "date hours"
        )
    )
    var dateHours: [String] = []

    func expectNothing() throws {
        guard calendarZone == nil, hours.isEmpty, holiday.isEmpty, dateHours.isEmpty else {
            throw ValidationError(
                "a policy has calendars of its own: leave out --calendar-zone, --hours, --holiday and --date-hours"
            )
        }
    }

    func range() throws -> TargetRange {
        guard let range = target.flatMap({ TargetRange($0) }) else {
            throw ValidationError("'\(target ?? "")' is no target such as 4h, '8 business hours' or '1 business day'")
        }
        return range
    }

    func calendar(inZone zone: Zone?) throws -> BusinessCalendar {
        var week: [Weekday: [OpenHours]] = [:]
        for text in hours {
            let words = text.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2, let days = Weekday.days(in: words[0].lowercased()),
                let shifts = Shift.all(in: words[1])
            else { throw ValidationError("'\(text)' are no hours such as 'mon-fri 09:00-17:00'") }
            for shift in shifts {
                for day in days { week.add(shift, on: day) }
            }
        }
        if hours.isEmpty { for day in Weekday.allCases { week[day] = [.wholeDay] } }
        let holidays = try holiday.map { BusinessCalendar.Holiday(date: try Self.date($0), name: "holiday") }
        let special = try dateHours.map(Self.specialHours)
        for (index, one) in special.enumerated() {
            let dates = Set(one.date.days(in: Zone.years))
            for other in special[..<index] where other.date != one.date {
                guard let both = other.date.days(in: Zone.years).first(where: dates.contains) else { continue }
                throw ValidationError("two --date-hours give hours to \(both): write all of them in one")
            }
        }
        // A date that is given twice has all of its hours, as a weekday has.
        let specialHours = special.map { date, _ in
            let hours = special.filter { $0.date == date }.flatMap(\.hours)
            return BusinessCalendar.SpecialHours(date: date, name: "special hours", hours: hours)
        }
        do throws(BusinessCalendar.NeverOpen) {
            return try BusinessCalendar(
                name: hours.isEmpty ? "24/7" : hours.joined(separator: "; "),
                zone: calendarZone ?? zone ?? .utc,
                weekly: week,
                holidays: holidays,
                specialHours: specialHours
            )
        } catch {
            guard let closed = error.dates else { throw ValidationError("with these --hours it is never open") }
            let (first, last) = (CivilDate(dayNumber: closed.lowerBound), CivilDate(dayNumber: closed.upperBound))
            throw ValidationError(
                "with each --holiday closed it is never open from \(first) to \(last): a clock would stand still"
            )
        }
    }

    private static func date(_ text: String) throws -> DateRule {
        guard let date = DateRule(text) else {
            throw ValidationError("'\(text)' is no date such as 2026-12-24, 12-24 or easter")
        }
        guard !date.days(in: Zone.years).isEmpty else {
            throw ValidationError("'\(text)' is no date of any year, or lasts longer than one")
        }
        return date
    }

    /// Reads `2026-12-24 09:00-13:00`: the hours begin with the first word that has a time in it.
    private static func specialHours(_ text: String) throws -> (date: DateRule, hours: [OpenHours]) {
        let words = text.split(separator: " ")
        let place = words.firstIndex { $0.contains(":") } ?? words.endIndex
        guard place > 0, let shifts = Shift.all(in: words[place...].joined(separator: " ")) else {
            throw ValidationError("'\(text)' are no hours of a date such as '2026-12-24 09:00-13:00'")
        }
        guard shifts.allSatisfy(\.tomorrow.isEmpty) else {
            throw ValidationError(
                "'\(text)': hours of one date end by 24:00; give the rest to the date after, as 00:00-06:00"
            )
        }
        return (try date(words[..<place].joined(separator: " ")), shifts.flatMap(\.today))
    }
}
