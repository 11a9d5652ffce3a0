package import Foundation

/// When people sleep, by the wall clock of one place.
package struct Night: Hashable, Sendable {
    package let shift: Shift
    package let zone: Zone

    package init(_ shift: Shift, in zone: Zone) {
        self.shift = shift
        self.zone = zone
    }

    package func contains(_ instant: Date) -> Bool {
        let local = zone.local(instant.wholeSeconds)
        let second = local - BusinessCalendar.day(of: local) * OpenHours.endOfDay
        return (shift.today + shift.tomorrow).contains { $0.opens <= second && second < $0.closes }
    }
}
