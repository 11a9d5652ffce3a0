package import Foundation

extension Zone {
    /// An instant as people of the zone write it: `Mon 23 Nov 2026 10:00 (America/Los_Angeles)`.
    package func describe(_ instant: Date) -> String {
        let seconds = local(Int(instant.timeIntervalSince1970.rounded(.down)))
        let dayNumber = BusinessCalendar.day(of: seconds)
        let date = CivilDate(dayNumber: dayNumber)
        let ofDay = seconds - dayNumber * 86_400
        return "\(Self.weekdays[date.weekday.rawValue]) \(date.day) \(Self.months[date.month - 1]) \(date.year) "
            + "\(twoDigits(ofDay / 3600)):\(twoDigits(ofDay / 60 % 60)) (\(identifier))"
    }

    private func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
