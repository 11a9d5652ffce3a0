import Foundation
import SupportDomain
import Testing

struct DueTimeTests {
    @Test(arguments: DueCase.shared)
    func `the due time is the one worked out by hand`(example: DueCase) {
        #expect(example.countdown.due == example.expectedDue)
        #expect(example.isAsExpected)
    }

    @Test(arguments: [
        ("Sun 2026-03-29 00:00", "Sun 2026-04-05 00:00", 167), ("Sun 2026-10-25 00:00", "Sun 2026-11-01 00:00", 169),
        ("Sun 2026-01-04 00:00", "Sun 2026-01-11 00:00", 168),
    ])
    func `a week has an hour less where the clocks go forward, and one more where they go back`(
        from: String,
        to: String,
        hours: Int
    ) throws {
        let calendar = try BusinessCalendar(
            name: "always",
            zone: #require(Zone("Europe/Berlin")),
            weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [.wholeDay]) })
        )
        let countdown = Countdown(from: .berlin(from), target: Target(hours * 3600, .businessTime), calendar: calendar)

        #expect(countdown.elapsed(to: .berlin(to)) == hours * 3600)
        #expect(countdown.due == .berlin(to))
    }

    @Test func `there are eighty cases`() {
        #expect(DueCase.shared.count == 80)
    }

    @Test(arguments: DueCase.shared)
    func `what happens at the due time is met, and a second of open time later it is not`(example: DueCase) {
        let countdown = example.countdown
        // While a pause is open, nothing can be late that is not late already.
        guard let due = countdown.due, let lastMet = countdown.lastMet else { return }

        #expect(countdown.isMet(at: due))
        #expect(countdown.isMet(at: lastMet))
        #expect(!countdown.isMet(at: lastMet.addingTimeInterval(1)))
        #expect(countdown.elapsed(to: lastMet) == countdown.target.amount)
    }

    @Test(arguments: DueCase.shared)
    func `the segments of an explanation add up to the target`(example: DueCase) {
        let countdown = example.countdown
        guard let due = countdown.due else { return }
        let segments = countdown.segments(to: due)

        #expect(segments.last?.countedSoFar == countdown.target.amount)
        #expect(segments.first?.from == countdown.start)
        #expect(zip(segments, segments.dropFirst()).allSatisfy { $0.to == $1.from })
    }

    @Test(arguments: WorkingTimeCase.all)
    func `working time agrees with the tests of other systems`(example: WorkingTimeCase) throws {
        let countdown = Countdown(
            from: try instant(example.start),
            target: Target(example.addSeconds ?? 1, .businessTime),
            calendar: try example.businessCalendar(),
            pauses: try (example.pauses ?? []).map {
                Pause(since: try utcInstant($0[0]), until: try utcInstant($0[1]), reason: .customer)
            }
        )
        if example.kind == "add" {
            #expect(countdown.due == (try instant(#require(example.expected))))
        } else {
            #expect(countdown.elapsed(to: try instant(#require(example.end))) == example.expectedSeconds)
        }
    }

    @Test func `a reply after an exact exhaustion at closing time is not a breach`() throws {
        let calendar = try BusinessCalendar.berlin(from: "09:00", to: "17:00")
        let countdown = Countdown(from: .berlin("Fri 2026-01-09 16:00"), target: .businessHours(1), calendar: calendar)

        #expect(countdown.due == .berlin("Fri 2026-01-09 17:00"))
        #expect(countdown.isMet(at: .berlin("Fri 2026-01-09 22:00")))
        #expect(countdown.isMet(at: .berlin("Mon 2026-01-12 09:00")))
        #expect(!countdown.isMet(at: .berlin("Mon 2026-01-12 09:00:01")))
    }

    @Test(arguments: [
        // start, days, deadline, due
        ("Mon 2026-01-05 10:30", 1, Target.Deadline.sameWallTime, "Tue 2026-01-06 10:30"),
        ("Fri 2026-01-09 10:30", 1, .sameWallTime, "Mon 2026-01-12 10:30"),
        ("Sat 2026-01-10 11:00", 1, .sameWallTime, "Tue 2026-01-13 09:00"),
        ("Fri 2026-01-09 18:00", 3, .sameWallTime, "Thu 2026-01-15 09:00"),
        ("Mon 2026-01-05 10:30", 5, .sameWallTime, "Mon 2026-01-12 10:30"),
        ("Fri 2026-03-27 10:30", 1, .sameWallTime, "Mon 2026-03-30 10:30"),
        ("Mon 2026-01-05 10:30", 0, .endOfDay, "Mon 2026-01-05 17:00"),
        ("Mon 2026-01-05 19:00", 0, .endOfDay, "Tue 2026-01-06 17:00"),
        ("Fri 2026-01-09 10:30", 1, .endOfDay, "Mon 2026-01-12 17:00"),
    ])
    func `business days end at the same wall time or with the day`(
        start: String,
        days: Int,
        deadline: Target.Deadline,
        due: String
    ) throws {
        let countdown = Countdown(
            from: .berlin(start),
            target: .businessDays(days, deadline),
            calendar: try .berlin(from: "09:00", to: "17:00")
        )

        #expect(countdown.due == .berlin(due))
        #expect(countdown.isMet(at: .berlin(due)))
    }

    @Test(arguments: [
        ("Mon 2026-01-05 16:00", "13:00-18:00", "Tue 2026-01-06 16:00"),
        ("Mon 2026-01-05 16:00", "09:00-12:00", "Tue 2026-01-06 12:00"),
        ("Mon 2026-01-05 10:00", "13:00-18:00", "Tue 2026-01-06 13:00"),
        ("Mon 2026-01-05 10:00", "closed", "Wed 2026-01-07 10:00"),
    ])
    func `a wall time that is not open on the last business day moves to its close or opening`(
        start: String,
        tuesday: String,
        due: String
    ) throws {
        let calendar = try BusinessCalendar(
            name: "test",
            zone: #require(Zone("Europe/Berlin")),
            weekly: .everyWorkday("09:00", "17:00"),
            specialHours: [
                .init(
                    date: .on(#require(CivilDate("2026-01-06"))),
                    name: "short day",
                    hours: [OpenHours(tuesday)].compactMap(\.self)
                )
            ]
        )

        #expect(Countdown(from: .berlin(start), target: .businessDays(1), calendar: calendar).due == .berlin(due))
    }

    @Test func `a pause moves a business-day target by the open time it takes away`() throws {
        let countdown = Countdown(
            from: .berlin("Mon 2026-01-05 10:30"),
            target: .businessDays(1),
            calendar: try .berlin(from: "09:00", to: "17:00"),
            pauses: [
                Pause(since: .berlin("Mon 2026-01-05 16:00"), until: .berlin("Tue 2026-01-06 10:00"), reason: .customer)
            ]
        )

        #expect(countdown.due == .berlin("Tue 2026-01-06 12:30"))
    }

    @Test(
        arguments: [
            ("Tue 2026-01-13 09:00", "Tue 2026-01-13 10:00", "Tue 2026-01-13 09:00"),
            ("Tue 2026-01-13 09:00", nil, "Tue 2026-01-13 09:00"),
            ("Tue 2026-01-13 08:59", "Tue 2026-01-13 10:00", "Tue 2026-01-13 10:00"),
            ("Tue 2026-01-13 08:59", nil, nil),
        ] as [(String, String?, String?)]
    )
    func `a pause that begins with the opening at which business days end leaves the due time`(
        since: String,
        until: String?,
        due: String?
    ) throws {
        let countdown = Countdown(
            from: .berlin("Sat 2026-01-10 11:00"),
            target: .businessDays(1),
            calendar: try .berlin(from: "09:00", to: "17:00"),
            pauses: [Pause(since: .berlin(since), until: until.map(Date.berlin), reason: .customer)]
        )

        #expect(countdown.due == due.map(Date.berlin))
    }

    @Test func `an open pause that began after the target was used up leaves the due time`() throws {
        let countdown = Countdown(
            from: .berlin("Mon 2026-01-05 10:00"),
            target: .hours(1),
            calendar: .always,
            pauses: [Pause(since: .berlin("Mon 2026-01-05 12:00"), reason: .customer)]
        )

        #expect(countdown.due == .berlin("Mon 2026-01-05 11:00"))
    }

    @Test(arguments: [
        (WarningThreshold.percent(50), "Mon 2026-01-12 09:30"),
        (.secondsBefore(3600), "Mon 2026-01-12 11:00"),
        (.secondsBefore(3 * 3600), "Fri 2026-01-09 17:00"),
    ])
    func `a warning counts in the time the target counts in`(warning: WarningThreshold, expected: String) throws {
        let countdown = Countdown(
            from: .berlin("Fri 2026-01-09 15:00"),
            target: .businessHours(5),
            calendar: try .berlin(from: "09:00", to: "17:00")
        )

        #expect(countdown.due == .berlin("Mon 2026-01-12 12:00"))
        #expect(countdown.instant(of: warning) == .berlin(expected))
    }

    @Test func `a warning earlier than the start is not given`() {
        let countdown = Countdown(from: .berlin("Mon 2026-01-05 10:00"), target: .minutes(15), calendar: .always)

        #expect(countdown.instant(of: .secondsBefore(1800)) == nil)
    }

    @Test func `a calendar that never opens is refused`() {
        #expect(throws: BusinessCalendar.NeverOpen(calendar: "never")) {
            try BusinessCalendar(name: "never", zone: .utc, weekly: [.monday: []])
        }
    }

    @Test(arguments: ["01-01 to 12-31", "01-02 to 12-30"])
    func `a calendar whose holidays leave it two days a year is one, and without them it is refused`(
        holidays: String
    ) throws {
        func calendar() throws -> BusinessCalendar {
            try BusinessCalendar(
                name: "rare",
                zone: .utc,
                weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [.wholeDay]) }),
                holidays: [.init(date: must(DateRule(holidays)), name: "closed")]
            )
        }
        guard holidays.hasSuffix("30") else {
            #expect(throws: BusinessCalendar.NeverOpen.self) { try calendar() }
            return
        }
        let countdown = Countdown(
            from: try Date("2026-03-01T00:00:00Z", strategy: .iso8601),
            target: .businessHours(30),
            calendar: try calendar()
        )
        #expect(countdown.due == (try Date("2027-01-01T06:00:00Z", strategy: .iso8601)))
    }
}
