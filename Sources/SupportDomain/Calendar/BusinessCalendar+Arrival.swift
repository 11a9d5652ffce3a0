package import Foundation

/// When something came in, as the hours of a calendar divide time.
package enum Arrival: String, Hashable, Sendable, CaseIterable {
    case inHours = "in_hours"
    /// Outside the hours of a date that has some.
    case afterHours = "after_hours"
    /// On a date without any hours, be it a weekend or a holiday.
    case weekend
}

extension BusinessCalendar {
    package func arrival(at instant: Date) -> Arrival {
        let second = instant.wholeSeconds
        if firstOpenSecond(from: second) == second { return .inHours }
        return stretches(ofDay: Self.day(of: zone.local(second))).isEmpty ? .weekend : .afterHours
    }
}
