/// Hours of one day as people write them, and what of them reaches into the next: a night shift is two pieces.
package struct Shift: Hashable, Sendable {
    package let today: [OpenHours]
    package let tomorrow: [OpenHours]

    /// Reads `09:00-18:00` and `22:00-06:00`.
    package init?(_ text: String) {
        if let hours = OpenHours(text) {
            (today, tomorrow) = ([hours], [])
            return
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { OpenHours.seconds($0) }
        guard ends.count == 2, let opens = ends[0], let closes = ends[1], opens > closes else { return nil }
        guard let evening = OpenHours(opens: opens, closes: OpenHours.endOfDay) else { return nil }
        today = [evening]
        tomorrow = OpenHours(opens: 0, closes: closes).map { [$0] } ?? []
    }

    /// Reads `09:00-12:00, 13:00-18:00`; nil if one of them cannot be read.
    package static func all(in text: String) -> [Shift]? {
        let shifts = text.split(separator: ",").map { Shift(String($0)) }
        return shifts.isEmpty || shifts.contains(nil) ? nil : shifts.compactMap(\.self)
    }
}

extension [Weekday: [OpenHours]] {
    /// Opens a weekday for a shift, and the next one for what of it lies behind midnight.
    package mutating func add(_ shift: Shift, on day: Weekday) {
        self[day, default: []] += shift.today
        self[Weekday.allCases[(day.rawValue + 1) % 7], default: []] += shift.tomorrow
    }
}
