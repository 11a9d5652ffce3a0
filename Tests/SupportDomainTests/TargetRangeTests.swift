import Foundation
import SupportDomain
import Testing

struct TargetRangeTests {
    @Test(arguments: [
        ("24-48 hours", Target?.some(.hours(24)), Target.hours(48)),
        ("4-8 business hours", .businessHours(4), .businessHours(8)),
        ("2-3 business days", .businessDays(2), .businessDays(3)),
        ("1-2 business days, end of day", .businessDays(1, .endOfDay), .businessDays(2, .endOfDay)),
        ("24h to 1 week", .hours(24), .hours(168)),
        ("same or next business day", .businessDays(0, .endOfDay), .businessDays(1, .endOfDay)),
        ("4h", nil, .hours(4)),
        ("next business day", nil, .businessDays(1, .endOfDay)),
        ("same business day", nil, .businessDays(0, .endOfDay)),
    ])
    func `a range is a goal and a limit`(text: String, goal: Target?, limit: Target) {
        #expect(TargetRange(text) == TargetRange(goal: goal, limit: limit))
        #expect(TargetRange(TargetRange(goal: goal, limit: limit).description) == TargetRange(text))
    }

    @Test(arguments: ["48-24 hours", "4 hours to 8 business hours", "4-", "-8h", "to 8h", "soon", "next day"])
    func `a range that could be misread is refused`(text: String) {
        #expect(TargetRange(text) == nil)
    }

    @Test(arguments: [
        // within office hours the goal is today's close, the limit tomorrow's
        ("Thu 2026-01-08 10:00", "Thu 2026-01-08 17:00", "Fri 2026-01-09 17:00"),
        // what comes after the close belongs to the next business day
        ("Fri 2026-01-09 18:00", "Mon 2026-01-12 17:00", "Tue 2026-01-13 17:00"),
    ])
    func `the same or next business day ends with the day`(start: String, goal: String, limit: String) throws {
        let range = try #require(TargetRange("same or next business day"))
        let office = try BusinessCalendar.berlin(from: "09:00", to: "17:00")
        let countdown = Countdown(from: .berlin(start), target: range.limit, calendar: office)

        #expect(try countdown.instant(of: .after(#require(range.goal))) == .berlin(goal))
        #expect(countdown.due == .berlin(limit))
    }

    @Test func `that the goal has passed is a warning, moved by pauses like the rest`() throws {
        let office = try BusinessCalendar.berlin(from: "09:00", to: "17:00")
        let pause = Pause(
            since: .berlin("Mon 2026-01-05 11:00"),
            until: .berlin("Mon 2026-01-05 13:00"),
            reason: .customer
        )
        let countdown = Countdown(
            from: .berlin("Mon 2026-01-05 10:00"),
            target: .businessHours(8),
            calendar: office,
            pauses: [pause]
        )

        #expect(countdown.instant(of: .after(.businessHours(4))) == .berlin("Mon 2026-01-05 16:00"))
        #expect(countdown.due == .berlin("Tue 2026-01-06 12:00"))
    }

    @Test func `a warning after a goal reads back, alone and in a schedule`() {
        let warning = WarningThreshold.after(.businessDays(2, .endOfDay))
        let schedule = ThresholdSchedule([ClockThreshold(.warning(warning), at: .berlin("Mon 2026-01-05 10:00"))])

        #expect(WarningThreshold(warning.description) == warning)
        #expect(ThresholdSchedule(schedule.description) == schedule)
    }
}
