import Foundation
import SupportDomain

extension Date {
    /// What the clocks in Berlin show, the earlier of two: `Fri 2026-01-09 18:00`.
    static func berlin(_ text: String) -> Date { wall(text, "Europe/Berlin") }

    /// What the clocks in Los Angeles show, the earlier of two: `Fri 2026-01-09 18:00`.
    static func losAngeles(_ text: String) -> Date { wall(text, "America/Los_Angeles") }

    private static func wall(_ text: String, _ zone: String) -> Date {
        let parts = text.split(separator: " ")
        let date = must(CivilDate(String(parts[1])), text)
        precondition(date.weekday.shortName == parts[0].lowercased(), "\(text) is a \(date.weekday.name)")
        let seconds = date.dayNumber * 86_400 + must(OpenHours.seconds(parts[2]), text)
        return Date(wholeSeconds: must(Zone(zone), zone).firstInstant(showing: seconds))
    }
}

extension BusinessCalendar {
    /// Monday to Friday in Berlin.
    static func berlin(from opens: String, to closes: String) throws -> BusinessCalendar {
        try BusinessCalendar(
            name: "berlin",
            zone: must(Zone("Europe/Berlin")),
            weekly: .everyWorkday(opens, closes)
        )
    }
}

extension [Weekday: [OpenHours]] {
    static func everyWorkday(_ opens: String, _ closes: String) -> Self {
        let hours = must(OpenHours("\(opens)-\(closes)"))
        return Dictionary(uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, [hours]) })
    }
}
