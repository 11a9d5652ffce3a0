/// A day of the week, Monday first.
package enum Weekday: Int, Hashable, Sendable, CaseIterable, Comparable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The weekday of the date so many days after 1970-01-01, which was a Thursday.
    package init(dayNumber: Int) {
        let days = ((dayNumber + 3) % 7 + 7) % 7
        self = Weekday.allCases[days]
    }

    /// Reads `mon`, `monday` and the like, in any case.
    package init?(name: some StringProtocol) {
        let name = name.lowercased()
        guard let match = Weekday.allCases.first(where: { name == $0.name || name == $0.shortName }) else { return nil }
        self = match
    }

    package var name: String {
        switch self {
        case .monday: "monday"
        case .tuesday: "tuesday"
        case .wednesday: "wednesday"
        case .thursday: "thursday"
        case .friday: "friday"
        case .saturday: "saturday"
        case .sunday: "sunday"
        }
    }

    package var shortName: String { String(name.prefix(3)) }

    package static func < (left: Weekday, right: Weekday) -> Bool { left.rawValue < right.rawValue }
}
