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

    func expectNothing() throws {
        guard calendarZone == nil, hours.isEmpty, holiday.isEmpty else {
            throw ValidationError("a policy has calendars of its own: leave out --calendar-zone, --hours and --holiday")
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
        return try BusinessCalendar(
            name: hours.isEmpty ? "24/7" : hours.joined(separator: "; "),
            zone: calendarZone ?? zone ?? .utc,
            weekly: week,
            holidays: holiday.map { text in
                guard let date = DateRule(text) else {
                    throw ValidationError("'\(text)' is no date such as 2026-12-24, 12-24 or easter")
                }
                return .init(date: date, name: "holiday")
            }
        )
    }
}
