import Foundation
import SupportDomain
import Testing

/// A worked case of a due time: `sla-cases.json`.
struct DueCase: Decodable, CustomTestStringConvertible {
    let name: String
    let timezone: String
    let hours: [String: [[String]]]
    let holidays: [String]
    let dateHours: [String: [[String]]]?
    let start: String
    let targetMinutes: Int
    let pauses: [[String?]]
    let expectedDue: String?

    enum CodingKeys: String, CodingKey {
        case name, timezone, hours, holidays, start, pauses
        case dateHours = "date_hours"
        case targetMinutes = "target_minutes"
        case expectedDue = "expected_due"
    }

    var testDescription: String { name }

    static let all: [DueCase] = load("sla-cases")

    func countdown() throws -> Countdown {
        let calendar = try BusinessCalendar(
            name: name,
            zone: #require(Zone(timezone)),
            weekly: weeklyHours(hours),
            holidays: try holidays.map { .init(date: .on(try #require(CivilDate($0))), name: "holiday") },
            specialHours: try (dateHours ?? [:]).map { date, hours in
                .init(date: .on(try #require(CivilDate(date))), name: "special", hours: try openHours(hours))
            }
        )
        return Countdown(
            from: try instant(start),
            target: Target(targetMinutes * 60, .businessTime),
            calendar: calendar,
            pauses: try pauses.map { pause in
                Pause(
                    since: try instant(#require(pause[0])),
                    until: try pause[1].map { try instant($0) },
                    reason: .customer
                )
            }
        )
    }
}

/// A case from another system's tests: `other-systems-cases.json`.
struct WorkingTimeCase: Decodable, CustomTestStringConvertible {
    struct Calendar: Decodable {
        let zone: String
        let hours: [String: [[String]]]
        let holidays: [String]
        let yearlyHolidays: [String]?

        enum CodingKeys: String, CodingKey {
            case hours, holidays
            case zone = "time_zone"
            case yearlyHolidays = "holidays_md"
        }
    }

    struct File: Decodable { let cases: [WorkingTimeCase] }

    let id: String
    let kind: String
    let calendar: Calendar
    let start: String
    let end: String?
    let expectedSeconds: Int?
    let addSeconds: Int?
    let expected: String?
    let pauses: [[String]]?

    enum CodingKeys: String, CodingKey {
        case id, kind, calendar, pauses
        case start = "start_utc"
        case end = "end_utc"
        case expectedSeconds = "expected_seconds"
        case addSeconds = "add_seconds"
        case expected = "expected_utc"
    }

    var testDescription: String { id }

    /// Without those of targets of no length, which other systems move to the next opening and ours refuse.
    static let all: [WorkingTimeCase] = {
        let file: File = load("other-systems-cases")
        return file.cases.filter { $0.addSeconds != 0 }
    }()

    func businessCalendar() throws -> BusinessCalendar {
        let yearly = (calendar.yearlyHolidays ?? []).map { day in
            let parts = day.split(separator: "-").compactMap { Int($0) }
            return BusinessCalendar.Holiday(date: .yearly(month: parts[0], day: parts[1]), name: "yearly")
        }
        let once = try calendar.holidays.map { date in
            BusinessCalendar.Holiday(date: .on(try #require(CivilDate(date))), name: "once")
        }
        return try BusinessCalendar(
            name: id,
            zone: #require(Zone(calendar.zone)),
            weekly: weeklyHours(calendar.hours),
            holidays: yearly + once
        )
    }
}

func weeklyHours(_ hours: [String: [[String]]]) throws -> [Weekday: [OpenHours]] {
    var weekly: [Weekday: [OpenHours]] = [:]
    for (day, hours) in hours {
        weekly[try #require(Weekday(name: day))] = try openHours(hours)
    }
    return weekly
}

func openHours(_ hours: [[String]]) throws -> [OpenHours] {
    try hours.map { try #require(OpenHours($0.joined(separator: "-"))) }
}

func instant(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

/// An instant that the file writes in UTC: `2024-01-01 13:30:00`.
func utcInstant(_ text: String) throws -> Date { try instant(text.replacing(" ", with: "T") + "Z") }

private func load<Value: Decodable>(_ name: String) -> Value {
    let file = must(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
    do {
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
    } catch {
        preconditionFailure("\(file.path()): \(error)")
    }
}
