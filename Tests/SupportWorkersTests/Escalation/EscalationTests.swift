import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct EscalationTests {
    @Test func `a ticket that stays too long at its tier moves to the next, with new clocks, and the customer is told`()
        async throws
    {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            // P3 technical on the standard plan: 1 business day at tier 1, then 8 business hours at tier 2.
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.answered("x", ticket.name, delivered: true), in: transaction)
            try desk.pass(to: "Tue 2026-01-06 09:01", in: transaction)

            let moved = try desk.ticket(in: transaction)
            let told = try desk.notifications(ticket, in: transaction).filter { $0.kind == .escalation }
            #expect(moved.tier == 2)
            #expect(moved.escalationCount == 1)
            #expect(moved.clocks.filter { $0.metric == .timeAtTier }.map(\.state) == [.cancelled, .running])
            #expect(moved.clock(.timeAtTier)?.tier == 2)
            #expect(moved.clock(.nextResponse)?.target == .businessHours(8))
            #expect(told.map(\.recipient) == ["ann@example.com"])
        }
    }

    @Test func `a missed first response moves the ticket up`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p2]!, in: transaction)
            try desk.pass(to: "Mon 2026-01-05 13:01", in: transaction)

            let moved = try desk.ticket(in: transaction)
            let escalated = try #require(try desk.timeline(ticket, in: transaction).first { $0.kind == .escalated })
            #expect(moved.tier == 2)
            #expect(escalated.cause == "first_response/1/breach")
            #expect(escalated.data["reason"] == "the first response is overdue")
        }
    }

    @Test func `a critical ticket goes to tier 3 at once, and tier 3 is called`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)

            let pages = try transaction.pages(of: ticket.id)
            let told = try desk.notifications(ticket, in: transaction)
            #expect(ticket.tier == 3)
            #expect(pages.map(\.tier) == [3])
            #expect(pages.map(\.acknowledgeBy) == [desk.now + 900])
            #expect(told.first { $0.kind == .page }?.recipient == "tier3-oncall@archbuilder.app")
            #expect(Set(told.map(\.kind)) == [.acknowledgement, .escalation, .page])
            #expect(desk.publishedCount("notification.page") == 1)
        }
    }

    @Test func `an agent moves a ticket to the tier they name, and nobody moves it down`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.escalated("1", ticket.name, toTier: 3), in: transaction)
            try desk.work(in: transaction)
            let up = try desk.ticket(in: transaction)
            try desk.intake(desk.escalated("2", ticket.name, toTier: 1), in: transaction)
            try desk.work(in: transaction)

            let after = try desk.ticket(in: transaction)
            let reasons = try desk.timeline(ticket, in: transaction).filter { $0.kind == .escalated }
                .map { $0.data["reason"] }
            #expect(up.tier == 3)
            #expect(after.tier == 3)
            #expect(reasons == ["VIP", "VIP"])
        }
    }

    @Test(arguments: [(1, 2), (2, 2), (3, 1)])
    func `a low rating moves the ticket up`(score: Int, tier: Int) async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)
            desk.now += 60
            try desk.intake(desk.rated("s", ticket.name, score: score), in: transaction)
            try desk.work(in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(after.tier == tier)
            #expect(after.status == (score < 3 ? .open : .resolved))
        }
    }

    @Test func `one cause escalates once, in one batch and in two`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            let request = EscalationRequested(ticket: ticket.id, trigger: "manual", cause: "x", by: "kim").outgoing
            try desk.escalate([request, request], in: transaction)
            let before = try desk.ticket(in: transaction)
            let again = try desk.escalate([request], in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(before.tier == 2)
            #expect(after == before)
            #expect(again.published.isEmpty)
        }
    }

    @Test func `two causes in one batch move a ticket twice, in their order`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.escalate(
                ["x", "y"].map {
                    EscalationRequested(ticket: ticket.id, trigger: "manual", cause: $0, by: "kim").outgoing
                },
                in: transaction
            )

            let after = try desk.ticket(in: transaction)
            let tiers = try desk.timeline(ticket, in: transaction).filter { $0.kind == .escalated }
                .map { $0.data["to_tier"] }
            #expect(after.tier == 3)
            #expect(tiers == ["2", "3"])
        }
    }

    @Test func `time run out at a tier the ticket has left already moves it no further`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            let late = ClockBreached(ticket: ticket.id, metric: "time_at_tier", cycle: 1, due: desk.now).outgoing
            try desk.intake(desk.escalated("1", ticket.name), in: transaction)
            try desk.work(in: transaction)
            try desk.escalate([late], in: transaction)

            let after = try desk.ticket(in: transaction)
            let declined = try #require(try desk.timeline(ticket, in: transaction).last)
            #expect(after.tier == 2)
            #expect(declined.kind == .escalationDeclined)
            #expect(declined.data["reason"] == "the ticket had left tier 1 already")
        }
    }

    @Test func `a breach of what has been done in the meantime is declined`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p2]!, in: transaction)
            desk.now = .losAngeles("Mon 2026-01-05 13:30")
            let breach = try desk.watch(in: transaction)
            try desk.intake(desk.answered("x", ticket.name), in: transaction)
            try desk.escalate(breach.filter { $0.routingKey == ClockBreached.type }, in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(after.tier == 1)
        }
    }

    @Test func `a resolved ticket is not moved`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake([desk.escalated("1", ticket.name), desk.resolved("2", ticket.name)], in: transaction)
            try desk.work(in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(after.tier == 1)
            #expect(after.clocks.allSatisfy { !$0.isOpen })
        }
    }

    @Test func `a ticket moved up before triage keeps its tier and gets its clocks from triage`() async throws {
        try await withDesk { desk, transaction in
            let received = try desk.intake(desk.submitted("a"), in: transaction)
            let ticket = try desk.ticket(in: transaction)
            let asked = try desk.intake(desk.escalated("1", ticket.name, toTier: 3), in: transaction)
            try desk.escalate(asked.published, in: transaction)
            try desk.triage(received.published, in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(after.tier == 3)
            #expect(after.clocks.allSatisfy { $0.cycle == 1 })
            #expect(after.clock(.timeAtTier)?.tier == 3)
            #expect(after.clock(.periodicUpdate)?.isOpen == true, "an escalated ticket owes updates")
        }
    }

    @Test func `at the highest tier a ticket stays, and whoever is being called is not called anew`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open("Security incident: logins that are not ours.", in: transaction)
            try desk.intake(desk.escalated("1", ticket.name), in: transaction)
            try desk.work(in: transaction)

            let after = try desk.ticket(in: transaction)
            let pages = try transaction.pages(of: ticket.id)
            #expect(after.tier == 4)
            #expect(after.escalationCount == 1)
            #expect(pages.map(\.tier) == [4])
            #expect(after.clocks.count { $0.metric == .nextResponse && $0.isOpen } == 1)
        }
    }

    @Test func `an unknown trigger is refused`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            let batch = try desk.escalate(
                [EscalationRequested(ticket: ticket.id, trigger: "boredom", cause: "x", by: "kim").outgoing],
                in: transaction
            )

            #expect(batch.rejected.map(\.reason) == [.refused])
        }
    }

    @Test func `a warning goes to whoever has the ticket, never to the customer`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p2]!, in: transaction)
            try desk.pass(to: "Mon 2026-01-05 12:00", in: transaction)
            try desk.intake(
                desk.message(
                    "x",
                    .ticketAssigned,
                    TicketAssigned(ticket: ticket.name, agent: "kim", assignee: "lee@desk.example")
                ),
                in: transaction
            )
            try desk.pass(to: "Mon 2026-01-05 12:59", in: transaction)

            let warnings = try desk.notifications(ticket, in: transaction).filter { $0.kind == .warning }
            #expect(warnings.map(\.recipient) == ["tier1-oncall@archbuilder.app", "lee@desk.example"])
            #expect(warnings[0].subject.contains("[\(ticket.name)] due"))
        }
    }
}
