import ArgumentParser
import Foundation
import SupportDomain

extension Zone {
    /// The moment that `2026-01-09`, its first instant, or `2026-01-09 16:00` stands for by this zone's wall clock.
    func moment(_ text: String) throws -> Date {
        if let date = CivilDate(text) { return Date(wholeSeconds: firstInstant(showing: date.dayNumber * 86_400)) }
        guard let instant = instant(text) else {
            throw ValidationError("'\(text)' is no date such as 2026-01-09 and no time such as '2026-01-09 16:00'")
        }
        return instant
    }
}
