import Foundation
import SupportDomain
import Testing

struct PagingLadderTests {
    static let noon = Date(timeIntervalSince1970: 1_767_985_200)
    let ladder = PagingLadder(
        tier: 3,
        contacts: [.init(name: "first"), .init(name: "second")],
        acknowledgeWithin: 900,
        lastResort: .init(name: "last")
    )

    private func ticket() -> Ticket {
        Ticket(
            id: TicketID(UUID()),
            programme: "p",
            channel: "email",
            requester: "ann@example.com",
            subject: "Export",
            plan: "standard",
            policyVersion: 1,
            createdAt: Self.noon
        )
    }

    private func page(_ state: Page.State = .open, rung: Int = 1) -> Page {
        Page(
            id: UUID(),
            ticketID: TicketID(UUID()),
            tier: 3,
            reason: "it is overdue",
            rung: rung,
            state: state,
            createdAt: Self.noon,
            acknowledgeBy: Self.noon + 900,
            policyVersion: 1
        )
    }

    @Test func `nobody answering calls one after the other, then the last resort for ever`() throws {
        var ticket = ticket()
        var page = page()
        for rung in 1...4 {
            let next = ticket.callOn(page, unansweredAt: rung, up: ladder, under: .sample, at: Self.noon + 900)
            page = try #require(next)
            #expect(page.rung == rung + 1)
            #expect(page.acknowledgeBy == Self.noon + 1800)
        }

        let called = ticket.newEvents.filter { $0.kind == .paged }.compactMap { $0.data["contact"] }
        let exhausted = ticket.newEvents.filter { $0.kind == .pageExhausted }.map(\.seq)
        #expect(called == ["second", "last", "last", "last"])
        #expect(exhausted.count == 2)
    }

    @Test(arguments: [Page.State.acknowledged, .cancelled])
    func `a settled page calls nobody`(state: Page.State) {
        var ticket = ticket()
        let next = ticket.callOn(page(state), unansweredAt: 1, up: ladder, under: .sample, at: Self.noon)

        #expect(next == nil)
        #expect(ticket.newEvents.isEmpty)
    }

    @Test func `a rung that has been left already calls nobody`() {
        var ticket = ticket()
        let next = ticket.callOn(page(rung: 2), unansweredAt: 1, up: ladder, under: .sample, at: Self.noon)

        #expect(next == nil)
    }

    @Test func `a page is settled once, by whoever was first`() {
        var page = page()
        let first = page.settle(.acknowledged, by: "kim", at: Self.noon)
        let second = page.settle(.cancelled, by: "lee", at: Self.noon + 1)

        #expect(first)
        #expect(!second)
        #expect(page.settledBy == "kim")
        #expect(page.acknowledgeBy == nil)
    }
}
