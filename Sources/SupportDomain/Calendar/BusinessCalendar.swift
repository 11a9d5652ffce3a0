/// When a team works: a time zone, open hours by weekday, and dates that differ.
///
/// The rules:
/// - An opening in a gap of the clocks is the first instant that exists; in a fold it is the first of the two, and a
///   closing the last. `24:00` is the first instant of the next date.
/// - Overlapping hours count once.
/// - A holiday closes its local date. A date with hours of its own has those, holiday or not.
/// - It is open some day of every week but for what differs, and never closed for a year, so every amount of open time is
///   used up some day.
package final class BusinessCalendar: Sendable {
    package let name: String
    package let zone: Zone
    /// Monday first.
    package let weekly: [[OpenHours]]
    package let holidays: [Holiday]
    package let specialHours: [SpecialHours]

    /// Open every second of the year: no date differs, so no walking is needed.
    let isAlwaysOpen: Bool
    /// Open seconds of a week without holidays and clock changes.
    let weekSeconds: Int
    /// Open seconds of each weekday, likewise.
    let daySeconds: [Int]
    /// Days that need more than the weekly pattern, ascending: dates that differ, and those near a clock change.
    let irregularDays: [Int]
    /// The hours of dates that differ, by day number.
    let exceptions: [Int: [OpenHours]]
    private let holidayNames: [Int: String]

    /// Prepares a calendar for arithmetic.
    ///
    /// - Throws: ``NeverOpen`` if no weekday has hours, or if dates that differ keep it closed for a year.
    package init(
        name: String,
        zone: Zone,
        weekly: [Weekday: [OpenHours]],
        holidays: [Holiday] = [],
        specialHours: [SpecialHours] = []
    ) throws(NeverOpen) {
        let week = Weekday.allCases.map { Self.merged(weekly[$0] ?? []) }
        guard week.contains(where: { !$0.isEmpty }) else { throw NeverOpen(calendar: name) }
        self.name = name
        self.zone = zone
        self.weekly = week
        self.holidays = holidays
        self.specialHours = specialHours

        daySeconds = week.map { $0.reduce(0) { $0 + $1.closes - $1.opens } }
        weekSeconds = daySeconds.reduce(0, +)

        var exceptions: [Int: [OpenHours]] = [:]
        var names: [Int: String] = [:]
        for holiday in holidays {
            for day in holiday.date.dayNumbers(in: Zone.years) {
                exceptions[day] = []
                names[day] = holiday.name
            }
        }
        for special in specialHours {  // after the holidays, because they win over them
            for day in special.date.dayNumbers(in: Zone.years) {
                exceptions[day] = Self.merged(special.hours)
                names[day] = special.name
            }
        }
        self.exceptions = exceptions
        holidayNames = names
        isAlwaysOpen = week.allSatisfy { $0 == [.wholeDay] } && exceptions.values.allSatisfy { $0 == [.wholeDay] }

        var irregular = Set(exceptions.keys)
        for (index, transition) in zone.transitions.enumerated() {
            let wall = [transition + zone.offsets[index], transition + zone.offsets[index + 1]]
            let days = wall.map { Self.day(of: $0) }
            irregular.formUnion(((days.min() ?? 0) - 1)...((days.max() ?? 0) + 1))
        }
        irregularDays = irregular.sorted()

        if let dates = closure(ofDays: 365) { throw NeverOpen(calendar: name, dates: dates) }
    }

    /// The first stretch of that many days or more, by number, on none of which it is open; nil if there is none.
    func closure(ofDays count: Int) -> ClosedRange<Int>? {
        var stretch: ClosedRange<Int>?
        for day in irregularDays where exceptions[day]?.isEmpty == true {
            if let known = stretch, isClosed(from: known.upperBound + 1, until: day) {
                stretch = known.lowerBound...day
            } else {
                if let known = stretch.map(upToOpening), known.count >= count { return known }
                stretch = day...day
            }
        }
        return stretch.map(upToOpening).flatMap { $0.count >= count ? $0 : nil }
    }

    /// The stretch with the days after it on which it is closed as it is in any week.
    private func upToOpening(_ stretch: ClosedRange<Int>) -> ClosedRange<Int> {
        let opening = (1...7).first { !hours(onDay: stretch.upperBound + $0).isEmpty } ?? 1
        return stretch.lowerBound...(stretch.upperBound + opening - 1)
    }

    /// Whether it is closed on each day between; its week has hours, so no walk is long.
    private func isClosed(from first: Int, until end: Int) -> Bool {
        end - first < 7 && (first..<end).allSatisfy { hours(onDay: $0).isEmpty }
    }

    /// A calendar that is open all the time.
    package static let always = BusinessCalendar(alwaysOpen: "24x7")

    private init(alwaysOpen name: String) {
        self.name = name
        zone = .utc
        weekly = Array(repeating: [.wholeDay], count: 7)
        holidays = []
        specialHours = []
        isAlwaysOpen = true
        daySeconds = Array(repeating: OpenHours.endOfDay, count: 7)
        weekSeconds = 7 * OpenHours.endOfDay
        irregularDays = []
        exceptions = [:]
        holidayNames = [:]
    }

    /// The hours in force on a local date.
    func hours(onDay day: Int) -> [OpenHours] {
        exceptions[day] ?? weekly[Weekday(dayNumber: day).rawValue]
    }

    /// What makes a local date differ, if it does: a holiday's name, or why its hours are others.
    package func occasion(onDay day: Int) -> String? { holidayNames[day] }

    static func day(of local: Int) -> Int {
        local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    }

    private static func merged(_ hours: [OpenHours]) -> [OpenHours] {
        var result: [OpenHours] = []
        for next in hours.sorted(by: { ($0.opens, $0.closes) < ($1.opens, $1.closes) }) {
            guard let last = result.last, next.opens <= last.closes else {
                result.append(next)
                continue
            }
            result[result.count - 1] = OpenHours(opens: last.opens, closes: max(last.closes, next.closes)) ?? last
        }
        return result
    }

    /// A date on which nobody works.
    package struct Holiday: Hashable, Sendable {
        package let date: DateRule
        package let name: String

        package init(date: DateRule, name: String) {
            self.date = date
            self.name = name
        }
    }

    /// A date with hours of its own; they replace those of its weekday and win over a holiday.
    package struct SpecialHours: Hashable, Sendable {
        package let date: DateRule
        package let name: String
        package let hours: [OpenHours]

        package init(date: DateRule, name: String, hours: [OpenHours]) {
            self.date = date
            self.name = name
            self.hours = hours
        }
    }

    /// A calendar that no week opens, or that is closed for a year: no clock on it would ever run out.
    package struct NeverOpen: Error, Hashable {
        package let calendar: String
        /// The days, by number, on which it is closed though its week has hours; nil if its week has none.
        package let dates: ClosedRange<Int>?

        package init(calendar: String, dates: ClosedRange<Int>? = nil) {
            self.calendar = calendar
            self.dates = dates
        }
    }
}
