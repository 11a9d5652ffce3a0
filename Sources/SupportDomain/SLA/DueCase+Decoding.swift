import Foundation

/// Cases as they are written in JSON: a list of objects with a name, a calendar, a start, a target, pauses and what is due.
extension DueCase: Decodable {
    private enum Key: String, CodingKey, CaseIterable {
        case name, timezone, hours, holidays, start, pauses, source, note
        case dateHours = "date_hours"
        case targetMinutes = "target_minutes"
        case expectedDue = "expected_due"
    }

    /// Reads one case; a key that no case has is refused, because a misspelt holiday would prove nothing.
    package init(from decoder: any Decoder) throws {
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where Key(rawValue: key.stringValue) == nil {
            let known = Key.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            throw Self.wrong("no case has it; the keys are \(known)", at: decoder.codingPath + [key])
        }
        let fields = try decoder.container(keyedBy: Key.self)
        let name = try fields.decode(String.self, forKey: .name)
        let minutes = try fields.decode(Int.self, forKey: .targetMinutes)
        guard (1...5_256_000).contains(minutes) else {
            throw Self.wrong("a target takes a minute at least and ten years at most", at: fields, .targetMinutes)
        }
        self.name = name
        countdown = Countdown(
            from: try Self.instant(fields.decode(String.self, forKey: .start), at: fields, .start),
            target: Target(minutes * 60, .businessTime),
            calendar: try Self.calendar(named: name, fields),
            pauses: try Self.pauses(fields)
        )
        guard fields.contains(.expectedDue) else {
            throw DecodingError.keyNotFound(Key.expectedDue, .init(codingPath: fields.codingPath, debugDescription: ""))
        }
        expectedDue = try fields.decode(String?.self, forKey: .expectedDue).map {
            try Self.instant($0, at: fields, .expectedDue)
        }
    }

    private static func calendar(
        named name: String,
        _ fields: KeyedDecodingContainer<Key>
    ) throws -> BusinessCalendar {
        guard let zone = Zone(try fields.decode(String.self, forKey: .timezone)) else {
            throw wrong("it is no IANA time zone, such as Europe/Berlin or UTC", at: fields, .timezone)
        }
        var weekly: [Weekday: [OpenHours]] = [:]
        for (day, hours) in try fields.decode([String: [[String]]].self, forKey: .hours) {
            guard let weekday = Weekday(name: day) else { throw wrong("'\(day)' is no weekday", at: fields, .hours) }
            weekly[weekday] = try openHours(hours, of: day, at: fields, .hours)
        }
        let closed = try (fields.decodeIfPresent([String].self, forKey: .holidays) ?? []).map { text in
            try date(text, at: fields, .holidays)
        }
        let holidays = closed.map { BusinessCalendar.Holiday(date: .on($0), name: "holiday") }
        let dateHours = try fields.decodeIfPresent([String: [[String]]].self, forKey: .dateHours) ?? [:]
        let special = try dateHours.map { text, hours in
            BusinessCalendar.SpecialHours(
                date: .on(try date(text, at: fields, .dateHours)),
                name: "special hours",
                hours: try openHours(hours, of: text, at: fields, .dateHours)
            )
        }
        do throws(BusinessCalendar.NeverOpen) {
            return try BusinessCalendar(
                name: name,
                zone: zone,
                weekly: weekly,
                holidays: holidays,
                specialHours: special
            )
        } catch {
            guard let days = error.dates else {
                throw wrong("no weekday is ever open, so nothing would ever be due", at: fields, .hours)
            }
            let (first, last) = (CivilDate(dayNumber: days.lowerBound), CivilDate(dayNumber: days.upperBound))
            throw wrong(
                "with these it is never open from \(first) to \(last): the clock would stand still",
                at: fields,
                closed.contains { days.contains($0.dayNumber) } ? .holidays : .dateHours
            )
        }
    }

    private static func pauses(_ fields: KeyedDecodingContainer<Key>) throws -> [Pause] {
        try (fields.decodeIfPresent([[String?]].self, forKey: .pauses) ?? []).map { ends in
            guard ends.count == 2, let since = ends[0] else {
                throw wrong("a pause is [from, to], or [from, null] while it is open", at: fields, .pauses)
            }
            return Pause(
                since: try instant(since, at: fields, .pauses),
                until: try ends[1].map { try instant($0, at: fields, .pauses) },
                reason: .customer
            )
        }
    }

    private static func openHours(
        _ hours: [[String]],
        of day: String,
        at fields: KeyedDecodingContainer<Key>,
        _ key: Key
    ) throws -> [OpenHours] {
        try hours.map { ends in
            let text = ends.joined(separator: "-")
            guard ends.count == 2, let hours = OpenHours(text) else {
                throw wrong("\(day) has '\(text)', which is not like [\"09:00\", \"17:00\"]", at: fields, key)
            }
            return hours
        }
    }

    private static func date(_ text: String, at fields: KeyedDecodingContainer<Key>, _ key: Key) throws -> CivilDate {
        guard let date = CivilDate(text) else {
            throw wrong("'\(text)' is no date such as 2026-12-24", at: fields, key)
        }
        return date
    }

    private static func instant(_ text: String, at fields: KeyedDecodingContainer<Key>, _ key: Key) throws -> Date {
        guard let instant = try? Date(text, strategy: .iso8601) else {
            throw wrong("'\(text)' is no moment such as 2026-01-09T16:30:00+01:00", at: fields, key)
        }
        return instant
    }

    private static func wrong(_ why: String, at fields: KeyedDecodingContainer<Key>, _ key: Key) -> DecodingError {
        wrong(why, at: fields.codingPath + [key])
    }

    private static func wrong(_ why: String, at path: [any CodingKey]) -> DecodingError {
        .dataCorrupted(.init(codingPath: path, debugDescription: why))
    }
}

/// Any key of an object, be it one that nobody knows.
private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
