import Foundation
import SupportDomain
import Testing

struct AnnulmentTests {
    private let first = BreachName(metric: .firstResponse, cycle: 1)

    /// Answered an hour late.
    private func ticket() -> Ticket {
        let rule = TargetRule(
            id: "ordinary",
            when: Condition(),
            targets: [.firstResponse: .hours(2), .resolution: .hours(20)]
        )
        var life = Lifetime(openedAt: "09:00", under: .sample(targetRules: [rule], escalation: .none))
        life.happens(.triage, at: "09:00")
        life.happens(.answer, at: "12:00")
        return life.ticket
    }

    private func annul(
        _ breach: BreachName,
        of ticket: inout Ticket,
        given annulled: Set<BreachName> = []
    ) -> Result<[TicketEffect], NoSuchBreach> {
        ticket.annul(
            breach,
            by: "lee",
            because: "annulment",
            reason: "an outage",
            given: annulled,
            at: Lifetime.time("13:00")
        )
    }

    @Test func `a breach is annulled with a reason, and its clock keeps it`() throws {
        var ticket = ticket()
        let clocks = ticket.clocks
        let effects = try annul(first, of: &ticket).get()

        let event = try #require(ticket.newEvents.last)
        #expect(effects == [.annulBreach(first, reason: "an outage")])
        #expect(event.kind == .breachAnnulled)
        #expect(event.actor == "lee")
        #expect(event.data == ["metric": "first_response", "cycle": "1", "reason": "an outage"])
        #expect(ticket.clocks == clocks)
    }

    @Test func `one that is annulled already is left as it is`() throws {
        var ticket = ticket()
        let before = ticket

        #expect(try annul(first, of: &ticket, given: [first]).get() == [])
        #expect(ticket == before)
    }

    @Test(arguments: [
        BreachName(metric: .firstResponse, cycle: 2), BreachName(metric: .resolution, cycle: 1),
        BreachName(metric: .vendorWait, cycle: 1),
    ])
    func `one that is not there is refused with those that are`(breach: BreachName) {
        var ticket = ticket()
        let before = ticket

        #expect(annul(breach, of: &ticket) == .failure(NoSuchBreach(breaches: [first])))
        #expect(ticket == before)
    }
}
