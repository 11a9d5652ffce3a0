import Foundation
import SupportDomain
import Testing

extension DueCase: CustomTestStringConvertible {
    package var testDescription: String { name }

    /// The cases of `sla-cases.json`, each of which was derived twice.
    static let shared: [DueCase] = {
        do {
            return try DueCase.all(inJSON: fixture("sla-cases"))
        } catch {
            preconditionFailure("sla-cases.json: \(error)")
        }
    }()
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
        do {
            let file = try JSONDecoder().decode(File.self, from: fixture("other-systems-cases"))
            return file.cases.filter { $0.addSeconds != 0 }
        } catch {
            preconditionFailure("other-systems-cases.json: \(error)")
        }
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

private func fixture(_ name: String) -> Data {
    let file = must(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
    do {
        return try Data(contentsOf: file)
    } catch {
        preconditionFailure("\(file.path()): \(error)")
    }
}
