import Foundation
import Postgres
import SupportDomain
import Testing

@testable import SupportWorkers

struct ReopeningTests {
    @Test func `a reply within the window reopens a resolved ticket`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)
            desk.now = .losAngeles("Fri 2026-01-16 10:00")
            try desk.intake(desk.mail("b@x.y", subject: "[\(ticket.name)]"), in: transaction)

            let reopened = try desk.ticket(in: transaction)
            #expect(reopened.status == .open)
            #expect(reopened.reopenCount == 1)
            #expect(reopened.resolvedAt == nil)
            #expect(reopened.clock(.nextResponse)?.state == .running)
            #expect(reopened.clock(.resolution)?.state == .running)
            #expect(reopened.clock(.resolution)?.cycle == 1)
        }
    }

    @Test func `what became continuous work while it was solved has no resolution due any more, and says so`()
        async throws
    {
        let continuous: @Sendable (String) -> String = {
            $0.replacing("    resolution: 4h  ", with: "    resolution: continuous work  ")
        }
        try await withDesk(editing: continuous) { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)
            try desk.intake(desk.prioritised("p", ticket.name, "P1", reason: "It is down"), in: transaction)
            desk.now += 60
            try desk.intake(desk.mail("b@x.y", inReplyTo: "first@example.com"), in: transaction)

            let reopened = try desk.ticket(in: transaction)
            let told = try desk.timeline(ticket, in: transaction).first { $0.kind == .reopened }?.data["clocks"]
            #expect(reopened.clock(.resolution)?.isOpen == false)
            #expect(told?.contains("resolution: no longer owed") == true, "\(told ?? "nothing")")
        }
    }

    @Test func `a reply after the window opens a new ticket`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)
            desk.now = .losAngeles("Fri 2026-01-16 10:01")
            try desk.intake(
                desk.mail("b@x.y", subject: "[\(ticket.name)]", inReplyTo: "first@example.com"),
                in: transaction
            )

            let tickets = try desk.tickets(in: transaction)
            #expect(tickets.map(\.status) == [.resolved, .received])
        }
    }

    @Test func `a reply to a closed ticket opens one new ticket, and what follows joins that`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.closed("c", ticket.name), in: transaction)
            try desk.intake(desk.mail("b@x.y", inReplyTo: "first@example.com"), in: transaction)
            try desk.intake(desk.mail("c@x.y", inReplyTo: "first@example.com"), in: transaction)
            let ours = OwnMessageID.make(UUID(), on: ticket.id, domain: "archbuilder.app")
            try desk.intake(desk.mail("d@x.y", references: [ours, "b@x.y"]), in: transaction)

            let tickets = try desk.tickets(in: transaction)
            try #require(tickets.count == 2)
            let lines = try desk.conversation(tickets[1], in: transaction)
            #expect(Set(lines) == ["b@x.y", "c@x.y", "d@x.y"])
        }
    }

    @Test func `a chat that goes on after its ticket was closed goes on in one new ticket`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.submitted("1", conversation: "s-1", channel: "chat"), in: transaction)
            let ticket = try desk.ticket(in: transaction)
            try desk.intake(desk.closed("c", ticket.name), in: transaction)
            for line in ["2", "3"] {
                try desk.intake(desk.submitted(line, conversation: "s-1", channel: "chat"), in: transaction)
            }

            let tickets = try desk.tickets(in: transaction)
            #expect(tickets.count == 2)
        }
    }

    @Test func `an absence note neither reopens a ticket nor ends a wait`() async throws {
        try await withDesk { desk, transaction in
            let note = ["Auto-Submitted: auto-replied"]
            let waiting = try desk.open(id: "w@x.y", in: transaction)
            let solved = try desk.open(id: "s@x.y", in: transaction)
            try desk.intake(desk.answered("w", waiting.name, waitingOn: "customer"), in: transaction)
            try desk.intake(desk.resolved("s", solved.name), in: transaction)
            desk.now += 60
            try desk.intake(
                [
                    desk.mail("n1@x.y", inReplyTo: "w@x.y", headers: note),
                    desk.mail("n2@x.y", inReplyTo: "s@x.y", headers: note),
                ],
                in: transaction
            )

            let tickets = try desk.tickets(in: transaction)
            #expect(tickets.map(\.status) == [.waitingOnCustomer, .resolved])
            #expect(tickets.allSatisfy { $0.clock(.nextResponse) == nil })
        }
    }

    @Test func `an agent reopens a closed ticket too`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.closed("c", ticket.name), in: transaction)
            desk.now += 60
            try desk.intake(desk.reopened("o", ticket.name), in: transaction)

            let reopened = try desk.ticket(in: transaction)
            #expect(reopened.status == .open)
            #expect(reopened.closedAt == nil)
            #expect(reopened.clock(.resolution)?.isOpen == true)
        }
    }

    @Test(arguments: [1, 2, 3], [1, 2, 3, 4])
    func `up to which rating a customer complains is the policy's`(limit: Int, score: Int) async throws {
        try await withDesk(editing: { text in
            text.replacing("complaint_up_to: 2", with: "complaint_up_to: \(limit)", maxReplacements: 1)
        }) { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)
            try desk.intake(desk.rated("s", ticket.name, score: score), in: transaction)

            #expect(try desk.ticket(in: transaction).status == (score <= limit ? .open : .resolved))
        }
    }

    @Test(arguments: [true, false])
    func `whoever rates a solution poorly waits for one answer, whether that moves the ticket up or not`(
        movesUp: Bool
    ) async throws {
        try await withDesk(editing: {
            movesUp ? $0 : $0.replacing("failed_attempts, dissatisfaction]", with: "failed_attempts]")
        }) { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)
            desk.now += 3600
            try desk.intake(desk.rated("s", ticket.name, score: 1, comment: "still broken"), in: transaction)
            try desk.work(in: transaction)

            let reopened = try desk.ticket(in: transaction)
            #expect(reopened.status == .open)
            #expect(reopened.tier == (movesUp ? 2 : 1))
            #expect(reopened.unansweredSince == desk.now)
            let waits = reopened.clocks.filter { $0.metric == .nextResponse }
            #expect(waits.map(\.isOpen) == [true])
            #expect(waits.map(\.startedAt) == [desk.now])
        }
    }
}
