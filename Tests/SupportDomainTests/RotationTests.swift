import Foundation
import SupportDomain
import Testing

struct RotationTests {
    @Test(
        arguments: [
            ("Mon 2026-01-05 08:59", nil), ("Mon 2026-01-05 09:00", "a"), ("Mon 2026-01-12 08:59", "a"),
            ("Mon 2026-01-12 09:00", "b"), ("Mon 2026-01-19 09:00", "c"), ("Mon 2026-01-26 09:00", "a"),
            // The clocks go forward on the 29th: that turn is an hour shorter.
            ("Mon 2026-03-30 08:59", "c"), ("Mon 2026-03-30 09:00", "a"),
        ] as [(String, String?)]
    )
    func `people take turns, one after the other and again from the first`(time: String, person: String?) throws {
        let rotation = Rotation(
            id: "experts",
            name: "Experts",
            tiers: [3],
            people: ["a", "b", "c"],
            turnDays: 7,
            starts: must(CivilDate("2026-01-05")),
            handOff: 9 * 3600,
            zone: must(Zone("Europe/Berlin"))
        )
        #expect(rotation.turn(at: .berlin(time)) == person)
    }

    @Test func `where the clock shows the hour of a hand-over twice or never, there is one hand-over`() throws {
        let nightly = Rotation(
            id: "nightly",
            name: "Nightly",
            tiers: [1],
            people: ["a", "b"],
            turnDays: 1,
            starts: must(CivilDate("2026-03-28")),
            handOff: 2 * 3600 + 1800,
            zone: must(Zone("Europe/Berlin"))
        )
        // 2026-03-29: 01:59:59 is followed by 03:00. 2026-10-25: 02:30 comes at 00:30 and at 01:30 UTC.
        let gap = try Date("2026-03-29T01:00:00Z", strategy: .iso8601)
        let fold = try Date("2026-10-25T00:30:00Z", strategy: .iso8601)
        let turns = [gap - 1, gap, fold - 1, fold, fold + 1800, fold + 3599, fold + 3600].map(nightly.turn)

        #expect(turns == ["a", "b", "a", "b", "b", "b", "b"])
    }

    @Test(
        arguments: [
            ("primary", "Fri 2026-01-09 12:00", "Ann Alba"), ("primary", "Sat 2026-01-10 12:00", nil),
            (nil, "Fri 2026-01-09 12:00", nil), ("others", "Fri 2026-01-09 12:00", nil),
        ] as [(String?, String, String?)]
    )
    func `a contact is whose turn it is, at the hours at which its rotation is on call`(
        rotation: String?,
        time: String,
        person: String?
    ) throws {
        let office = try BusinessCalendar.berlin(from: "09:00", to: "17:00")
        let primary = Rotation(
            id: "primary",
            name: "Primary",
            tiers: [1],
            people: ["ann"],
            turnDays: 7,
            starts: must(CivilDate("2026-01-05")),
            zone: must(Zone("Europe/Berlin")),
            calendar: office.name
        )
        let policy = Policy.sample(
            hours: office,
            escalation: .none,
            staff: Staff(agents: [Agent(id: "ann", name: "Ann Alba")], rotations: [primary])
        )
        let contact = PagingLadder.Contact(name: "On call", email: "oncall@example.com", rotation: rotation)

        #expect(policy.personOnCall(for: contact, at: .berlin(time)) == person)
    }
}
