/// Which dates a holiday, or a day with hours of its own, falls on.
package enum DateRule: Hashable, Sendable {
    /// One date.
    case on(CivilDate)
    /// The same month and day every year; 29 February only in leap years.
    case yearly(month: Int, day: Int)
    /// The nth such weekday of a month, every year; -1 is the last one.
    case nth(Int, Weekday, month: Int)
    /// The day so many days after another rule's, such as the Friday after Thanksgiving.
    indirect case days(Int, after: DateRule)

    /// The day numbers it falls on, within the years given.
    func dayNumbers(in years: ClosedRange<Int>) -> [Int] {
        switch self {
        case .on(let date): [date.dayNumber]
        case .yearly(let month, let day):
            years.compactMap { CivilDate(year: $0, month: month, day: day)?.dayNumber }
        case .nth(let count, let weekday, let month):
            years.compactMap { Self.nth(count, weekday, month: month, year: $0) }
        case .days(let count, let rule): rule.dayNumbers(in: years).map { $0 + count }
        }
    }

    private static func nth(_ count: Int, _ weekday: Weekday, month: Int, year: Int) -> Int? {
        let length = CivilDate.daysInMonth(month, of: year)
        guard let first = CivilDate(year: year, month: month, day: 1)?.dayNumber else { return nil }
        let matching = (first..<(first + length)).filter { Weekday(dayNumber: $0) == weekday }
        let index = count > 0 ? count - 1 : matching.count + count
        return matching.indices.contains(index) ? matching[index] : nil
    }
}
