import Foundation
import SupportDomain
import Testing

struct ClockTests {
    private let policy = Policy.sample
    private let goal = Goal(
        metric: .resolution,
        target: .hours(4),
        calendar: "always",
        warnings: [.percent(50), .percent(75)],
        rule: "test"
    )

    private func clock(pauses: [Pause] = []) -> Clock {
        .start(goal, cycle: 1, at: .berlin("Mon 2026-01-05 10:00"), pauses: pauses, in: policy)
    }

    @Test func `a clock warns and breaches once each, however often it is looked at`() {
        var clock = clock()

        #expect(clock.dueAt == .berlin("Mon 2026-01-05 14:00"))
        #expect(clock.nextWakeUp == .berlin("Mon 2026-01-05 12:00"))
        #expect(clock.fireThresholds(at: .berlin("Mon 2026-01-05 11:59:59")) == [])
        #expect(
            clock.fireThresholds(at: .berlin("Mon 2026-01-05 12:00"))
                == [.warned(.percent(50), at: .berlin("Mon 2026-01-05 12:00"))]
        )
        #expect(clock.fireThresholds(at: .berlin("Mon 2026-01-05 12:30")) == [])
        #expect(
            clock.fireThresholds(at: .berlin("Mon 2026-01-05 15:00")) == [
                .warned(.percent(75), at: .berlin("Mon 2026-01-05 13:00")),
                .breached(due: .berlin("Mon 2026-01-05 14:00"), at: .berlin("Mon 2026-01-05 14:00:01")),
            ]
        )
        #expect(clock.breachedAt == .berlin("Mon 2026-01-05 14:00:01"))
        #expect(clock.nextWakeUp == nil)
        #expect(clock.fireThresholds(at: .berlin("Mon 2026-01-05 16:00")) == [])
    }

    @Test func `what happens in the due second is in time, and a second later it is not`() {
        var inTime = clock()
        var late = clock()

        #expect(inTime.fulfil(at: .berlin("Mon 2026-01-05 14:00").addingTimeInterval(0.9)) == [])
        #expect(inTime.breachedAt == nil)
        #expect(
            late.fulfil(at: .berlin("Mon 2026-01-05 14:00:01"))
                == [.breached(due: .berlin("Mon 2026-01-05 14:00"), at: .berlin("Mon 2026-01-05 14:00:01"))]
        )
        #expect(late.state == .fulfilled)
    }

    @Test func `a paused clock is not due, and resumes with what was left`() {
        var clock = clock()
        var pause = Pause(since: .berlin("Mon 2026-01-05 11:00"), reason: .customer)

        clock.recount(pauses: [pause], in: policy)
        #expect(clock.state == .paused)
        #expect(clock.dueAt == nil)
        #expect(clock.nextWakeUp == nil)

        pause.until = .berlin("Mon 2026-01-05 13:00")
        clock.recount(pauses: [pause], in: policy)
        #expect(clock.state == .running)
        #expect(clock.dueAt == .berlin("Mon 2026-01-05 16:00"))
        #expect(clock.nextWakeUp == .berlin("Mon 2026-01-05 14:00"))
    }

    @Test func `a pause that the policy does not list stops nothing`() {
        let pause = Pause(since: .berlin("Mon 2026-01-05 11:00"), reason: .vendor)

        #expect(clock(pauses: [pause]).state == .running)
    }

    @Test func `a warning that was given is not given again when the clock is counted anew`() {
        var clock = clock()
        _ = clock.fireThresholds(at: .berlin("Mon 2026-01-05 12:00"))
        let pause = Pause(
            since: .berlin("Mon 2026-01-05 12:00"),
            until: .berlin("Mon 2026-01-05 13:00"),
            reason: .customer
        )
        clock.recount(pauses: [pause], in: policy)

        #expect(clock.fireThresholds(at: .berlin("Mon 2026-01-05 13:30")) == [])
        #expect(clock.nextWakeUp == .berlin("Mon 2026-01-05 14:00"))
    }

    @Test func `a stricter target counts from the original start, and breaches once when it has passed`() {
        var clock = clock()
        let stricter = Goal(metric: .resolution, target: .hours(1), calendar: "always", rule: "stricter")
        let now = Date.berlin("Mon 2026-01-05 11:30")

        #expect(
            clock.retarget(stricter, pauses: [], in: policy, at: now)
                == [.breached(due: .berlin("Mon 2026-01-05 11:00"), at: now)]
        )
        #expect(clock.breachedAt == now)
        #expect(clock.retarget(goal, pauses: [], in: policy, at: now) == [])
        #expect(clock.breachedAt == now)
        #expect(
            clock.fireThresholds(at: .berlin("Tue 2026-01-06 00:00")).allSatisfy { action in
                if case .warned = action { true } else { false }
            }
        )
    }

    @Test func `a stricter target gives the last of its warnings that lie behind, as of the change, and no other`() {
        var clock = clock()
        let stricter = Goal(
            metric: .resolution,
            target: .hours(2),
            calendar: "always",
            warnings: [.percent(50), .percent(75)],
            rule: "stricter"
        )
        let change = Date.berlin("Mon 2026-01-05 11:45")
        let told = clock.retarget(stricter, pauses: [], in: policy, at: change)
        let fired = clock.schedule.thresholds.filter(\.hasFired).map(\.kind)

        #expect(told == [.warned(.percent(75), at: change)])
        #expect(fired == [.warning(.percent(75))])
        #expect(clock.fireThresholds(at: change + 60) == [])
        #expect(
            clock.fireThresholds(at: .berlin("Mon 2026-01-05 13:00"))
                == [.breached(due: .berlin("Mon 2026-01-05 12:00"), at: .berlin("Mon 2026-01-05 12:00:01"))]
        )
    }

    @Test func `of the warnings of a target that has been missed at its change none goes on record`() {
        var clock = clock()
        let missed = Goal(
            metric: .resolution,
            target: .hours(1),
            calendar: "always",
            warnings: [.percent(50), .percent(75)],
            rule: "missed"
        )
        let change = Date.berlin("Mon 2026-01-05 11:45")

        #expect(
            clock.retarget(missed, pauses: [], in: policy, at: change)
                == [.breached(due: .berlin("Mon 2026-01-05 11:00"), at: change)]
        )
        #expect(clock.schedule.thresholds.filter(\.hasFired).map(\.kind) == [.breach])
        #expect(clock.fireThresholds(at: change + 86_400) == [])
    }

    @Test func `a looser target moves the due time from the original start`() {
        var clock = clock()
        let looser = Goal(metric: .resolution, target: .hours(8), calendar: "always", rule: "looser")

        #expect(clock.retarget(looser, pauses: [], in: policy, at: .berlin("Mon 2026-01-05 11:30")) == [])
        #expect(clock.dueAt == .berlin("Mon 2026-01-05 18:00"))
        #expect(clock.rule == "looser")
    }

    @Test func `a closed clock does nothing more`() {
        var clock = clock()
        _ = clock.cancel(at: .berlin("Mon 2026-01-05 11:00"))

        #expect(clock.state == .cancelled)
        #expect(clock.fulfil(at: .berlin("Tue 2026-01-06 11:00")) == [])
        #expect(clock.fireThresholds(at: .berlin("Tue 2026-01-06 11:00")) == [])
        #expect(clock.state == .cancelled)
        #expect(clock.endedAt == .berlin("Mon 2026-01-05 11:00"))
    }

    @Test func `the schedule reads back what it writes`() {
        var schedule = clock().schedule
        schedule.thresholds[0].hasFired = true
        schedule.thresholds[1].at = nil
        schedule.thresholds.append(
            ClockThreshold(.warning(.secondsBefore(93_600)), at: .berlin("Mon 2026-01-05 12:00"))
        )

        #expect(ThresholdSchedule(schedule.description) == schedule)
        #expect(ThresholdSchedule("") == ThresholdSchedule())
        #expect(ThresholdSchedule("75%@soon") == nil)
    }

    @Test(arguments: [
        ("4h", Target.hours(4)), ("24h", .hours(24)), ("1 week", .hours(168)), ("90m", .minutes(90)),
        ("1h 30m", .minutes(90)), ("8 business hours", .businessHours(8)),
        ("30 business minutes", Target(1800, .businessTime)),
        ("1 business day", .businessDays(1)), ("2 business days, end of day", .businessDays(2, .endOfDay)),
        ("0 business days, end of day", .businessDays(0, .endOfDay)),
    ])
    func `a target reads what people write, and reads back what it writes`(text: String, expected: Target) {
        #expect(Target(text) == expected)
        #expect(Target(expected.description) == expected)
    }

    @Test(arguments: [
        "", "4", "h", "4 hour hours", "0h", "-1h", "1 business week", "4h, end of day", "business", "1.5h",
    ])
    func `a target refuses what could be misread`(text: String) {
        #expect(Target(text) == nil)
    }

    @Test func `once it has been missed there is nothing left to warn of`() {
        let goal = Goal(
            metric: .resolution,
            target: .hours(4),
            calendar: "always",
            warnings: [.percent(75), .after(.hours(6))],
            rule: "test"
        )
        var clock = Clock.start(goal, cycle: 1, at: .berlin("Mon 2026-01-05 10:00"), in: policy)
        let missed = clock.fireThresholds(at: .berlin("Mon 2026-01-05 14:00:01"))

        #expect(missed.count == 2)
        #expect(clock.nextWakeUp == nil)
        #expect(clock.fireThresholds(at: .berlin("Mon 2026-01-05 16:00")) == [])
    }

    @Test func `a clock ends when it began at the earliest, whoever writes down first`() {
        var fulfilled = clock()
        var cancelled = clock()
        let before = Date.berlin("Mon 2026-01-05 09:59:59")

        #expect(fulfilled.fulfil(at: before) == [] && cancelled.cancel(at: before) == [])
        #expect(fulfilled.endedAt == fulfilled.startedAt)
        #expect(cancelled.endedAt == cancelled.startedAt)
    }
}
