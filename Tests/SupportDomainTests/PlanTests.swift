import Foundation
import SupportDomain
import Testing

struct PlanTests {
    private let changes = PlanChanges(
        order: ["community", "standard", "priority"],
        upgrade: .atOnce,
        downgrade: .nextCycle
    )

    @Test(arguments: [
        ("standard", "priority", "Mon 2026-01-05 10:00"),
        ("priority", "standard", "Sun 2026-02-01 00:00"),
        ("priority", "community", "Sun 2026-02-01 00:00"),
        ("standard", "academic", "Mon 2026-01-05 10:00"),
    ])
    func `features item 4: an upgrade holds at once, a downgrade from the next cycle`(
        old: String,
        new: String,
        from: String
    ) {
        let validity = changes.validity(
            from: old,
            to: new,
            askedAt: .berlin("Mon 2026-01-05 10:00"),
            cycleEnd: .berlin("Sun 2026-02-01 00:00")
        )

        #expect(validity == .berlin(from))
    }

    @Test(arguments: [
        (PlanChanges.Reach.none, false, false), (.upgrades, true, false), (.all, true, true),
    ])
    func `features item 4: the policy says which changes reach open tickets`(
        reach: PlanChanges.Reach,
        up: Bool,
        down: Bool
    ) {
        let changes = PlanChanges(
            order: ["community", "standard"],
            upgrade: .atOnce,
            downgrade: .nextCycle,
            openTickets: reach
        )

        #expect(changes.reachesOpenTickets(from: "community", to: "standard") == up)
        #expect(changes.reachesOpenTickets(from: "standard", to: "community") == down)
        #expect(changes.reachesOpenTickets(from: "standard", to: "academic") == up)
    }

    @Test(arguments: [
        ("Fri 2026-01-09 10:00", Arrival.inHours), ("Fri 2026-01-09 17:00", .afterHours),
        ("Fri 2026-01-09 23:59:59", .afterHours), ("Sat 2026-01-10 00:00", .weekend),
        ("Mon 2026-01-12 08:59", .afterHours),
        ("Mon 2026-01-12 09:00", .inHours),
    ])
    func `what comes in is in hours, after them or at the weekend`(moment: String, expected: Arrival) throws {
        #expect(try BusinessCalendar.berlin(from: "09:00", to: "17:00").arrival(at: .berlin(moment)) == expected)
    }

    @Test func `a holiday is a weekend to whoever writes on it`() throws {
        let calendar = try BusinessCalendar(
            name: "office",
            zone: must(Zone("Europe/Berlin")),
            weekly: .everyWorkday("09:00", "17:00"),
            holidays: [
                .init(date: .easter, name: "Easter"), .init(date: must(DateRule("easter monday")), name: "Monday"),
            ]
        )

        #expect(calendar.arrival(at: .berlin("Mon 2026-04-06 10:00")) == .weekend)
        #expect(calendar.arrival(at: .berlin("Tue 2026-04-07 10:00")) == .inHours)
    }

    @Test(arguments: [
        "above 60%", "at least 99.95%", "below 4h", "above 4.5 of 5", "at most 20%",
    ])
    func `an indicator's target reads back`(text: String) throws {
        #expect(try #require(IndicatorTarget(text)).description == text)
    }

    @Test(arguments: ["60%", "above 101%", "above 6 of 5", "around 4h", "above 4.555 of 5", "above"])
    func `an indicator's target that says nothing is refused`(text: String) {
        #expect(IndicatorTarget(text) == nil)
    }
}
