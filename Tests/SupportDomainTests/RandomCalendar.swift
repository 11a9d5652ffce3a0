import Foundation
@testable import SupportDomain

/// A random calendar, as plain data for the stepper and ready for use.
struct RandomCalendar: CustomStringConvertible {
    let calendar: BusinessCalendar
    private let weekly: [[OpenHours]]
    private let special: [CivilDate: [OpenHours]]

    var description: String { "\(weekly) \(special)" }

    /// Hours of a week, with night shifts in every other; some holidays and dates with hours of their own, from `origin`
    /// on.
    init(_ scale: Scale, zone: Zone, from origin: Int, using random: inout SeededGenerator) throws {
        var weekly = (0..<7).map { _ in Self.hours(using: &random) }
        if weekly.allSatisfy(\.isEmpty) { weekly[0] = [.wholeDay] }
        if Bool.random(using: &random) { Self.addNights(to: &weekly, using: &random) }

        let today = BusinessCalendar.day(of: zone.local(origin))
        var special: [CivilDate: [OpenHours]] = [:]
        var holidays: [BusinessCalendar.Holiday] = []
        for _ in 0..<Int.random(in: 0...scale.holidays, using: &random) {
            let date = CivilDate(dayNumber: today + Int.random(in: 0..<scale.calendarDays, using: &random))
            holidays.append(.init(date: .on(date), name: "holiday"))
            special[date] = []
        }
        var specialHours: [BusinessCalendar.SpecialHours] = []
        for _ in 0..<Int.random(in: 0...scale.specialDates, using: &random) {
            let date = CivilDate(dayNumber: today + Int.random(in: 0..<scale.calendarDays, using: &random))
            let hours = Self.hours(using: &random)
            special[date] = hours
            specialHours.append(.init(date: .on(date), name: "special", hours: hours))
        }
        self.weekly = weekly
        self.special = special
        calendar = try BusinessCalendar(
            name: "random",
            zone: zone,
            weekly: Dictionary(uniqueKeysWithValues: zip(Weekday.allCases, weekly)),
            holidays: holidays,
            specialHours: specialHours
        )
    }

    func hours(onDay day: Int) -> [OpenHours] {
        special[CivilDate(dayNumber: day)] ?? weekly[Weekday(dayNumber: day).rawValue]
    }

    /// The same night shift on some days, each of which is two pieces.
    private static func addNights(to weekly: inout [[OpenHours]], using random: inout SeededGenerator) {
        let opens = Int.random(in: 64..<96, using: &random)
        let closes = Int.random(in: 1...40, using: &random)
        for evening in 0..<7 where Bool.random(using: &random) {
            weekly[evening].append(must(OpenHours(opens: opens * 900, closes: OpenHours.endOfDay)))
            weekly[(evening + 1) % 7].append(must(OpenHours(opens: 0, closes: closes * 900)))
        }
    }

    /// On quarter hours, so that the stepper can walk by minutes; overlapping now and then.
    private static func hours(using random: inout SeededGenerator) -> [OpenHours] {
        (0..<must([0, 1, 1, 1, 2, 3].randomElement(using: &random))).compactMap { _ in
            if Int.random(in: 0..<5, using: &random) == 0 { return .wholeDay }
            let opens = Int.random(in: 0..<96, using: &random)
            let closes = Int.random(in: (opens + 1)...96, using: &random)
            return OpenHours(opens: opens * 900, closes: closes * 900)
        }
    }
}
