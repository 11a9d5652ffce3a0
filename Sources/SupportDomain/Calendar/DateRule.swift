/// Which dates a holiday, or a day with hours of its own, falls on.
package enum DateRule: Hashable, Sendable {
    /// One date.
    case on(CivilDate)
    /// The same month and day every year; 29 February only in leap years.
    case yearly(month: Int, day: Int)
    /// The nth such weekday of a month, every year; -1 is the last one.
    case nth(Int, Weekday, month: Int)
    /// The first such weekday on or after a day of the year, every year.
    case from(Weekday, month: Int, day: Int)
    /// Easter Sunday of the western churches, every year.
    case easter
    /// The day so many days after another rule's, or before it, such as the Friday after Thanksgiving.
    indirect case days(Int, after: DateRule)
    /// The working day on which a holiday is kept: the Friday before a Saturday, the Monday after a Sunday.
    indirect case observed(DateRule)
    /// Every day from one rule's date to the next date of the other, both included.
    indirect case span(from: DateRule, to: DateRule)

    /// The dates it falls on, within the years given, ascending.
    package func days(in years: ClosedRange<Int>) -> [CivilDate] {
        dayNumbers(in: years).sorted().map(CivilDate.init(dayNumber:))
    }

    /// The day numbers it falls on, within the years given.
    func dayNumbers(in years: ClosedRange<Int>) -> [Int] {
        switch self {
        case .on(let date): return [date.dayNumber]
        case .yearly(let month, let day):
            return years.compactMap { CivilDate(year: $0, month: month, day: day)?.dayNumber }
        case .nth(let count, let weekday, let month):
            return years.compactMap { Self.nth(count, weekday, month: month, year: $0) }
        case .from(let weekday, let month, let day):
            return years.compactMap { year in
                CivilDate(year: year, month: month, day: day).map { date in
                    date.dayNumber + (weekday.rawValue - date.weekday.rawValue + 7) % 7
                }
            }
        case .easter: return years.map { Self.easter($0) }
        case .days(let count, let rule): return rule.dayNumbers(in: years).map { $0 + count }
        case .observed(let rule):
            return rule.dayNumbers(in: years).map { day in
                switch Weekday(dayNumber: day) {
                case .saturday: day - 1
                case .sunday: day + 1
                default: day
                }
            }
        case .span(let first, let last):
            let ends = last.dayNumbers(in: years).sorted()
            return first.dayNumbers(in: years).flatMap { start -> [Int] in
                guard let end = ends.first(where: { $0 >= start }), end - start < 366 else { return [] }
                return Array(start...end)
            }
        }
    }

    private static func nth(_ count: Int, _ weekday: Weekday, month: Int, year: Int) -> Int? {
        let length = CivilDate.daysInMonth(month, of: year)
        guard let first = CivilDate(year: year, month: month, day: 1)?.dayNumber else { return nil }
        let matching = (first..<(first + length)).filter { Weekday(dayNumber: $0) == weekday }
        let index = count > 0 ? count - 1 : matching.count + count
        return matching.indices.contains(index) ? matching[index] : nil
    }

    /// The anonymous Gregorian algorithm, as Meeus gives it.
    private static func easter(_ year: Int) -> Int {
        let (golden, century, ofCentury) = (year % 19, year / 100, year % 100)
        let correction = (century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 19 * golden + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (ofCentury / 4) - correction - ofCentury % 4) % 7
        let shift = (golden + 11 * correction + 22 * weekday) / 451
        let days = correction + weekday - 7 * shift + 114
        return CivilDate(year: year, month: days / 31, day: days % 31 + 1)?.dayNumber ?? 0
    }
}
