package import Foundation

/// A month of the civil calendar, without a zone, in a year for which clock changes are known.
package struct CivilMonth: Hashable, Sendable, LosslessStringConvertible {
    package let firstDay: CivilDate

    /// Reads `2026-01`, and nothing else; nil outside of ``Zone/years``.
    package init?(_ description: String) {
        guard let firstDay = CivilDate(description + "-01"), Zone.years.contains(firstDay.year) else { return nil }
        self.firstDay = firstDay
    }

    /// The month that the wall clock of a zone shows at an instant.
    package init(of instant: Date, in zone: Zone) {
        let day = BusinessCalendar.day(of: zone.local(instant.wholeSeconds))
        firstDay = CivilDate(dayNumber: day - CivilDate(dayNumber: day).day + 1)
    }

    package var description: String { String(firstDay.description.dropLast(3)) }

    /// From its first instant in a zone up to that of the next month, with as many hours as the clocks make of it.
    package func period(in zone: Zone) -> Range<Date> {
        func midnight(ofDay day: Int) -> Date { Date(wholeSeconds: zone.firstInstant(showing: day * 86_400)) }
        let first = firstDay.dayNumber
        let days = CivilDate.daysInMonth(firstDay.month, of: firstDay.year)
        return midnight(ofDay: first)..<midnight(ofDay: first + days)
    }
}
