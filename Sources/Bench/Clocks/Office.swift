import Foundation
import SupportDomain

/// An ordinary calendar, asked for due times in two ways.
struct Office {
    private let engine: BusinessCalendar
    private let foundation: Foundation.Calendar
    /// As whole numbers like 20261225.
    private let holidays: Set<Int>

    private static let zone = "Europe/Berlin"
    private static let opens = 9
    private static let closes = 18
    private static let publicHolidays = [
        "01-01", "good friday", "easter monday", "05-01", "39 days after easter", "50 days after easter", "10-03",
        "12-25",
        "12-26",
    ]

    init() throws {
        guard let zone = Zone(Self.zone), let timeZone = TimeZone(identifier: Self.zone),
            let hours = OpenHours(opens: Self.opens * 3600, closes: Self.closes * 3600)
        else { throw BenchFailure("the zone \(Self.zone) is not known here") }
        let rules = Self.publicHolidays.compactMap { DateRule($0) }
        engine = try BusinessCalendar(
            name: "office",
            zone: zone,
            weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, [hours]) }),
            holidays: rules.map { .init(date: $0, name: "holiday") }
        )
        var foundation = Foundation.Calendar(identifier: .gregorian)
        foundation.timeZone = timeZone
        self.foundation = foundation
        holidays = Set(
            rules.flatMap { $0.days(in: 2023...2031) }
                .map { $0.year * 10_000 + $0.month * 100 + $0.day }
        )
    }

    /// The engine's answer.
    func due(_ question: DueTimeQuestion) -> Date {
        Countdown(from: question.start, target: question.target, calendar: engine, pauses: question.pauses).due
            ?? .distantFuture
    }

    /// The same, day by day with Foundation's Calendar.
    func naiveDue(_ question: DueTimeQuestion) -> Date {
        switch question.target.unit {
        case .businessDays: naiveDue(days: question.target.amount, from: question.start)
        case .businessTime, .realTime: naiveDue(seconds: question.target.amount, of: question)
        }
    }

    private func naiveDue(seconds: Int, of question: DueTimeQuestion) -> Date {
        var left = TimeInterval(seconds)
        var day = foundation.startOfDay(for: question.start)
        while true {
            if let (opens, closes) = hours(of: day) {
                var cursor = max(opens, question.start)
                for pause in question.pauses where (pause.until ?? .distantFuture) > cursor && pause.since < closes {
                    let open = max(0, pause.since.timeIntervalSince(cursor))
                    if open >= left { return cursor + left }
                    left -= open
                    cursor = pause.until ?? .distantFuture
                }
                let open = max(0, closes.timeIntervalSince(cursor))
                if open >= left { return cursor + left }
                left -= open
            }
            day = next(day)
        }
    }

    private func naiveDue(days: Int, from start: Date) -> Date {
        var day = foundation.startOfDay(for: start)
        var opening = start
        while hours(of: day).map({ $0.closes <= start }) ?? true { day = next(day) }
        if let (opens, _) = hours(of: day) { opening = max(opens, start) }
        var left = days
        while left > 0 {
            day = next(day)
            if hours(of: day) != nil { left -= 1 }
        }
        let time = foundation.dateComponents([.hour, .minute, .second], from: opening)
        return foundation.date(
            bySettingHour: time.hour ?? 0,
            minute: time.minute ?? 0,
            second: time.second ?? 0,
            of: day
        ) ?? day
    }

    private func hours(of day: Date) -> (opens: Date, closes: Date)? {
        let date = foundation.dateComponents([.year, .month, .day, .weekday], from: day)
        guard let year = date.year, let month = date.month, let number = date.day, let weekday = date.weekday,
            weekday != 1, weekday != 7, !holidays.contains(year * 10_000 + month * 100 + number),
            let opens = foundation.date(bySettingHour: Self.opens, minute: 0, second: 0, of: day),
            let closes = foundation.date(bySettingHour: Self.closes, minute: 0, second: 0, of: day)
        else { return nil }
        return (opens, closes)
    }

    private func next(_ day: Date) -> Date { foundation.date(byAdding: .day, value: 1, to: day) ?? day + 86_400 }
}
