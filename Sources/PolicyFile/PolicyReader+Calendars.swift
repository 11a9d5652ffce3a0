import Foundation
import SupportDomain
import Yams

extension PolicyReader {
    func calendars(_ field: Field) -> [String: BusinessCalendar] {
        var calendars: [String: BusinessCalendar] = [:]
        for (key, value) in field.entries() {
            let name = key.text()
            let calendar = calendar(value, name: name ?? "")
            if let name { calendars[name] = calendar }
        }
        return calendars
    }

    private func calendar(_ field: Field, name: String) -> BusinessCalendar? {
        guard let section = field.section("zone", "hours", "holidays", "special_hours") else { return nil }
        let zone = section.required("zone", example: "Europe/Berlin").flatMap(zone)
        let weekly = section.required("hours", example: "24/7").flatMap(week)
        let holidays = (section["holidays"]?.items() ?? []).flatMap(holidays)
        let special = (section["special_hours"]?.items() ?? []).compactMap { item -> BusinessCalendar.SpecialHours? in
            let day = item.section("date", "name", "hours")
            let date = day?.required("date", example: "12-24").flatMap(dateRule)
            let name = day?.required("name")?.text()
            let hours = day?.required("hours", example: "09:00-13:00").map(openHours) ?? []
            if hours.contains(where: { !$0.tomorrow.isEmpty }) {
                day?["hours"]?.wrong("hours of one date end by 24:00; give the rest to the date after, as 00:00-06:00")
            }
            guard let date, let name else { return nil }
            return BusinessCalendar.SpecialHours(date: date, name: name, hours: hours.flatMap(\.today))
        }
        guard let zone, let weekly else { return nil }
        do {
            return try BusinessCalendar(
                name: name,
                zone: zone,
                weekly: weekly,
                holidays: holidays,
                specialHours: special
            )
        } catch {
            guard let closed = error.dates else {
                section["hours"]?.wrong("no weekday is ever open, so no clock would ever run out")
                return nil
            }
            let (first, last) = (CivilDate(dayNumber: closed.lowerBound), CivilDate(dayNumber: closed.upperBound))
            let closesByHours = special.contains { $0.hours.isEmpty }
            let dates = (closesByHours ? section["special_hours"] : nil) ?? section["holidays"] ?? field
            dates.wrong("with these it is never open from \(first) to \(last): clocks would stand still")
            return nil
        }
    }

    /// One holiday, or those of an iCalendar file.
    private func holidays(_ item: Field) -> [BusinessCalendar.Holiday] {
        guard let section = item.section("date", "name", "import", "icalendar") else { return [] }
        if let file = section["import"] {
            guard let name = file.text("the name of an iCalendar file") else { return [] }
            guard let importing else {
                file.wrong("write '- import: \(name)' on a line of its own, so that the file can be taken in")
                return []
            }
            guard let text = importing(name) else {
                file.wrong("there is no file '\(name)' beside the policy")
                return []
            }
            return holidays(ofICalendar: text, called: "'\(name)'", file)
        }
        if let text = section["icalendar"] {
            let contents = text.text("the contents of an iCalendar file")
            return contents.map { holidays(ofICalendar: $0, called: "the iCalendar file", text) } ?? []
        }
        let date = section.required("date", example: "12-25").flatMap(dateRule)
        let name = section.required("name")?.text()
        guard let date, let name else { return [] }
        return [BusinessCalendar.Holiday(date: date, name: name)]
    }

    private func holidays(ofICalendar text: String, called file: String, _ field: Field) -> [BusinessCalendar.Holiday] {
        do {
            return try ICalendar(text).holidays
        } catch {
            for problem in error.all {
                field.wrong((problem.line.map { "line \($0) of \(file): " } ?? "") + problem.message)
            }
            return []
        }
    }

    func zone(_ field: Field) -> Zone? {
        guard let text = field.text("an IANA time zone, such as America/Los_Angeles or UTC") else { return nil }
        guard let zone = Zone(text) else {
            let meant =
                TimeZone.abbreviationDictionary[text.uppercased()]
                ?? NearestName.of(text, among: TimeZone.knownTimeZoneIdentifiers)
            let hint = meant.map { "did you mean '\($0)'?" } ?? "write one such as America/Los_Angeles or UTC"
            field.wrong("'\(text)' is no IANA time zone; \(hint)")
            return nil
        }
        return zone
    }

    /// `24/7`, or entries such as `mon-fri: 09:00-18:00`; nil for anything else.
    private func week(_ field: Field) -> [Weekday: [OpenHours]]? {
        if let text = field.plainText {
            guard text == "24/7" else {
                field.wrong("write 24/7, or weekdays with their hours, such as 'mon-fri: 09:00-18:00'")
                return nil
            }
            return Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [.wholeDay]) })
        }
        var week: [Weekday: [OpenHours]] = [:]
        var isOpen: [Weekday: Bool] = [:]
        var isReadable = field.node.mapping != nil
        for (key, value) in field.entries() {
            let days =
                key.parsed("weekdays, such as mon, mon-fri or sat, sun") { Weekday.days(in: $0.withHyphens) } ?? []
            let shifts = openHours(value)
            let opens = !(value.plainText == "closed" || value.isEmptyList)
            if days.isEmpty || opens && shifts.isEmpty { isReadable = false }
            if let day = days.first(where: { isOpen[$0].map { $0 != opens } ?? false }) {
                value.wrong("\(day.name) is said to be \(opens ? "closed" : "open") already; say one of the two")
            }
            for day in days { isOpen[day] = opens }
            for shift in shifts {
                if let (day, hours, others) = week.overlap(of: shift, on: days) {
                    value.wrong("\(hours) and \(others) overlap on \(day.name)")
                }
                for day in days { week.add(shift, on: day) }
            }
        }
        // Hours that could not be read have been noted, and it may be open by them.
        return isReadable || week.values.contains { !$0.isEmpty } ? week : nil
    }

    private func openHours(_ field: Field) -> [Shift] {
        if field.plainText == "closed" { return [] }
        return field.items().compactMap { item in
            item.parsed("hours such as 09:00-18:00, 22:00-06:00 or 00:00-24:00; or 'closed'") {
                Shift.all(in: $0.withHyphens)
            }
        }
        .flatMap(\.self)
    }

    private func dateRule(_ field: Field) -> DateRule? {
        let rule = field.parsed(
            "a date: 2026-12-24, every year 12-24, 4th thu november, last mon may, sat on or after 06-20, easter, "
                + "good friday, easter monday, 39 days after easter, day before 12-25, 07-04 observed, 12-24 to 12-31"
        ) { DateRule($0.withHyphens) }
        if let rule, rule.days(in: Zone.years).isEmpty {
            field.wrong("'\(field.plainText ?? "")' is no date of any year, or lasts longer than one")
        }
        return rule
    }
}

extension [Weekday: [OpenHours]] {
    /// The first of some days on which a shift would open what is open already, those hours and its own.
    fileprivate func overlap(
        of shift: Shift,
        on days: [Weekday]
    ) -> (day: Weekday, hours: OpenHours, others: OpenHours)? {
        var added: [Weekday: [OpenHours]] = [:]
        for day in days { added.add(shift, on: day) }
        for day in Weekday.allCases {
            for hours in self[day] ?? [] {
                if let others = added[day]?.first(where: hours.overlaps) { return (day, hours, others) }
            }
        }
        return nil
    }
}

extension OpenHours {
    fileprivate func overlaps(_ other: OpenHours) -> Bool { opens < other.closes && other.opens < closes }
}
