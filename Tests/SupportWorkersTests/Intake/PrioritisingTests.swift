import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// An agent says that a ticket is more urgent, or less, than triage found; the desk is ArchBuilder's.
struct PrioritisingTests {
    @Test func `R10: a ticket raised by hand counts from its start, moves up, and somebody is called`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p3] ?? "", in: transaction)
            desk.now += 1800
            try desk.intake(desk.prioritised("x", ticket.name, "critical", reason: "All are affected"), in: transaction)
            try desk.work(in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(after.priority == .p1)
            #expect(after.due(.firstResponse) == .losAngeles("Fri 2026-01-09 11:00"))
            #expect(after.due(.resolution) == .losAngeles("Fri 2026-01-09 14:00"))
            #expect(after.tier == 3)
            let timeline = try desk.timeline(ticket, in: transaction)
            let said = try #require(timeline.first { $0.kind == .prioritised })
            #expect(said.data["from_priority"] == "P3" && said.data["to_priority"] == "P1")
            #expect(said.data["reason"] == "All are affected")
            #expect(timeline.map(\.kind).suffix(3) == [.escalationRequested, .escalated, .paged])
            #expect(try transaction.pages(in: [.open], limit: 10).count == 1)
        }
    }

    @Test func `what is too late by the new priority is missed at that moment, once`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p3] ?? "", in: transaction)
            desk.now = .losAngeles("Fri 2026-01-09 12:00")
            let raised = try desk.intake(desk.prioritised("x", ticket.name, "P1"), in: transaction)
            desk.now += 60
            let again = try desk.intake(
                [
                    desk.prioritised("x", ticket.name, "P1"), desk.prioritised("y", ticket.name, "P3"),
                    desk.prioritised("z", ticket.name, "P1"),
                ],
                in: transaction
            )
            try desk.pass(to: "Fri 2026-01-09 13:00", in: transaction)

            #expect(Set(raised.types()) == ["clock.breached", "escalation.requested"])
            #expect(!again.types().contains("clock.breached"))
            let breaches = try desk.timeline(ticket, in: transaction).filter {
                $0.kind == .clockBreached && $0.cause.hasPrefix("first_response")
            }
            #expect(breaches.map(\.cause) == ["first_response/1/breach"])
            #expect(breaches[0].at == .losAngeles("Fri 2026-01-09 12:00"))
        }
    }

    @Test func `another category brings its own issue type, and an unknown word is refused with those that are known`()
        async throws
    {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.prioritised("x", ticket.name, "P4", category: "billing"), in: transaction)
            let after = try desk.ticket(in: transaction)
            let wrong = try desk.intake(
                [
                    desk.prioritised("1", ticket.name, "P0"),
                    desk.prioritised("2", ticket.name, "P1", category: "bills"),
                ],
                in: transaction
            )

            #expect(after.category == "billing" && after.subcategory == nil && after.issueType == "billing")
            #expect(
                wrong.rejected.map(\.error) == [
                    "'priority' is 'P0'; the programme knows P1 (Critical), P2 (High), P3 (Medium), P4 (Low)",
                    "'category' is 'bills'; the programme knows technical, billing, feature_request, training",
                ]
            )
        }
    }

    @Test func `what an agent says in the batch that opens a ticket is kept for triage`() async throws {
        try await withDesk { desk, transaction in
            let id = TicketID.opened(by: "1", of: desk.programme, at: desk.now)
            try desk.intake([desk.submitted("1"), desk.prioritised("2", id.description, "P1")], in: transaction)
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            #expect(ticket.priority == .p1)
            #expect(ticket.tier == 3)
        }
    }
}
