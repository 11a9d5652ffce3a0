import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct AgentActionTests {
    @Test func `an action on a ticket that is not there is refused`() async throws {
        try await withDesk { desk, transaction in
            let batch = try desk.intake(
                [
                    desk.answered("1", "AB-999999999"), desk.resolved("2", UUID().uuidString),
                    desk.closed("3", "no such name"), desk.rated("4", "XY-1", score: 1),
                    desk.message("5", .pageAcknowledged, PageAcknowledged(page: UUID().uuidString, by: "kim")),
                ],
                in: transaction
            )

            #expect(batch.rejected.map(\.reason) == Array(repeating: .refused, count: 5))
            #expect(batch.rejected[0].error.contains("'AB-999999999'"))
        }
    }

    /// What an agent may say of one ticket, by type.
    static let actions: [MessageType] = MessageType.allCases.filter {
        $0.isForAgents && ![.pageAcknowledged, .ticketMerged, .breachAnnulled].contains($0)
    }

    static func action(_ type: MessageType, on ticket: String, at desk: Desk) -> Delivery {
        switch type {
        case .agentReplied: desk.answered("x", ticket, waitingOn: "customer")
        case .agentNoted: desk.message("x", type, AgentNoted(ticket: ticket, agent: "kim", text: "A known bug"))
        case .ticketAssigned: desk.message("x", type, TicketAssigned(ticket: ticket, agent: "kim", assignee: "lee"))
        case .ticketPrioritised: desk.prioritised("x", ticket, "P1")
        case .ticketPaused: desk.paused("x", ticket, on: "vendor")
        case .ticketResolved: desk.resolved("x", ticket)
        case .ticketEscalated: desk.escalated("x", ticket)
        default: desk.message("x", type, TicketMoved(ticket: ticket, agent: "kim", reason: "because"))
        }
    }

    @Test(arguments: actions)
    func `an agent's action that comes twice changes nothing the second time`(type: MessageType) async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            let action = Self.action(type, on: ticket.name, at: desk)
            desk.now += 60
            let first = try desk.intake([action, action], in: transaction)
            let before = try desk.ticket(in: transaction)
            let timeline = try desk.timeline(ticket, in: transaction)
            desk.now += 60
            let second = try desk.intake(action, in: transaction)

            let after = try desk.ticket(in: transaction)
            let timelineAfter = try desk.timeline(ticket, in: transaction)
            #expect(first.rejected.isEmpty)
            #expect(second.published.isEmpty && second.rejected.isEmpty)
            #expect(after == before)
            #expect(timelineAfter == timeline)
        }
    }

    @Test func `a note moves no clock`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            desk.now += 60
            try desk.intake(Self.action(.agentNoted, on: ticket.name, at: desk), in: transaction)

            let after = try desk.ticket(in: transaction)
            let kinds = try desk.kinds(ticket, in: transaction)
            #expect(kinds.last == .noted)
            #expect(after.clocks == ticket.clocks)
            #expect(after.unansweredSince == ticket.unansweredSince)
            #expect(after.firstResponseAt == nil)
        }
    }

    @Test func `an agent's message under an id that was used for something else is refused, not lost`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            let batch = try desk.intake(
                [desk.answered("x", ticket.name, text: "One"), desk.answered("x", ticket.name, text: "Two")],
                in: transaction
            )

            #expect(batch.rejected.map(\.reason) == [.refused])
        }
    }

    @Test func `two actions on one ticket in one batch are both done, in their order`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            desk.now += 60
            try desk.intake(
                [
                    desk.message(
                        "1",
                        .ticketAssigned,
                        TicketAssigned(ticket: ticket.name, agent: "kim", assignee: "lee")
                    ),
                    desk.answered("2", ticket.name, waitingOn: "customer"),
                    desk.mail("3@x.y", inReplyTo: "first@example.com"),
                    desk.resolved("4", ticket.name),
                ],
                in: transaction
            )

            let after = try desk.ticket(in: transaction)
            let kinds = try desk.kinds(ticket, in: transaction)
            #expect(after.assignee == "lee")
            #expect(after.status == .resolved)
            #expect(
                kinds.suffix(6) == [.assigned, .agentReplied, .paused, .customerReplied, .resumed, .resolved]
            )
        }
    }

    @Test func `what is done in the batch that opens a ticket is kept with it`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(
                [desk.submitted("1", conversation: "s"), desk.submitted("2", conversation: "s")],
                in: transaction
            )
            let number = try desk.ticket(in: transaction)
            let id = TicketID.opened(by: "3", of: desk.programme, at: desk.now)
            try desk.intake(
                [
                    desk.submitted("3"), desk.answered("4", id.description, text: "Hello"),
                    desk.closed("5", id.description),
                ],
                in: transaction
            )
            let after = try #require(try transaction.tickets([id])[id])

            #expect(number.id != id)
            #expect(after.status == .closed)
            #expect(after.firstResponseAt == desk.now)
            #expect(after.closedAt == desk.now)
        }
    }

    @Test func `a public answer goes to the customer in the policy's words, as an answer to what they said last`()
        async throws
    {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.mail("b@x.y", inReplyTo: "first@example.com"), in: transaction)
            try desk.intake(desk.answered("x", ticket.name, text: "Please try 4.2."), in: transaction)

            let stored = try transaction.notifications(
                try desk.notifications(ticket, in: transaction).map(\.id)
            ).values
            let reply = try #require(stored.first { $0.notification.kind == .agentReply })
            #expect(reply.notification.subject == "[\(ticket.name)] Export")
            #expect(reply.notification.body.hasPrefix("Please try 4.2.\n\nkim\n"))
            #expect(reply.notification.recipient == "ann@example.com")
            #expect(reply.notification.inReplyTo == "b@x.y")
        }
    }

    @Test func `a resolution with words that say nothing answers nobody`() async throws {
        try await withDesk { desk, transaction in
            let opened = try desk.open(in: transaction)
            try desk.intake(desk.resolved("r", opened.name, text: " \n"), in: transaction)

            let ticket = try desk.ticket(in: transaction)
            #expect(ticket.status == .resolved)
            #expect(ticket.firstResponseAt == nil)
            #expect(ticket.clocks.first { $0.metric == .firstResponse }?.state == .cancelled)
        }
    }

    @Test func `an answer that the gateway delivered itself is not sent again`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            let batch = try desk.intake(desk.answered("x", ticket.name, delivered: true), in: transaction)

            #expect(batch.published.isEmpty)
        }
    }

    /// What the customer says comes before the answer that the agent wrote without having read it.
    @Test(arguments: [["customer", "answer"], ["customer+answer"]])
    func `an answer says what it answers, and what the customer said since is waited for`(
        batches: [String]
    ) async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(id: "w@x.y", in: transaction)
            desk.now += 60
            let deliveries = [
                "customer": desk.mail("b@x.y", inReplyTo: "w@x.y"),
                "answer": desk.answered("1", ticket.name, waitingOn: "customer", answers: "w@x.y"),
            ]
            for batch in batches {
                try desk.intake(batch.split(separator: "+").compactMap { deliveries[String($0)] }, in: transaction)
                desk.now += 60
            }
            let after = try desk.ticket(in: transaction)
            let told = try desk.timeline(ticket, in: transaction).first { $0.kind == .agentReplied }
            try desk.intake(desk.answered("2", ticket.name, waitingOn: "customer", answers: "b@x.y"), in: transaction)
            let answered = try desk.ticket(in: transaction)

            #expect(after.status == .open)
            #expect(after.clock(.firstResponse)?.state == .fulfilled)
            #expect(after.clock(.nextResponse)?.state == .running)
            #expect(told?.data["unread"] == "b@x.y")
            #expect(answered.status == .waitingOnCustomer)
            #expect(answered.unansweredSince == nil)
            #expect(answered.clock(.nextResponse)?.state == .fulfilled)
        }
    }

    @Test(arguments: [nil, "b@x.y", "nothing@x.y", "other@x.y"])
    func `an answer to the last word, or to one that nobody knows there, answers everything`(
        answers: String?
    ) async throws {
        try await withDesk { desk, transaction in
            try desk.open(id: "other@x.y", in: transaction)
            let ticket = try desk.open(id: "w@x.y", in: transaction)
            try desk.intake(desk.mail("b@x.y", inReplyTo: "w@x.y"), in: transaction)
            try desk.intake(
                desk.mail("n@x.y", inReplyTo: "w@x.y", headers: ["Auto-Submitted: auto-replied"]),
                in: transaction
            )
            try desk.intake(desk.answered("1", ticket.name, waitingOn: "customer", answers: answers), in: transaction)

            let after = try desk.tickets(in: transaction).first { $0.id == ticket.id }
            #expect(after?.status == .waitingOnCustomer)
            #expect(after?.unansweredSince == nil)
        }
    }

    @Test func `an answer to something older begins no wait that another answer has ended`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(id: "w@x.y", in: transaction)
            desk.now += 60
            try desk.intake(desk.mail("b@x.y", inReplyTo: "w@x.y"), in: transaction)
            try desk.intake(desk.answered("1", ticket.name, answers: "b@x.y"), in: transaction)
            desk.now += 60
            try desk.intake(desk.answered("2", ticket.name, waitingOn: "customer", answers: "w@x.y"), in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(after.status == .waitingOnCustomer)
            #expect(after.unansweredSince == nil)
            #expect(after.clocks.allSatisfy { $0.metric != .nextResponse || !$0.isOpen })
        }
    }

    @Test func `who waits for the customer no longer waits for a vendor, though the customer has spoken`() async throws
    {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(id: "w@x.y", in: transaction)
            try desk.intake(desk.paused("p", ticket.name, on: "vendor"), in: transaction)
            desk.now += 60
            try desk.intake(desk.mail("b@x.y", inReplyTo: "w@x.y"), in: transaction)
            try desk.intake(desk.answered("1", ticket.name, waitingOn: "customer", answers: "w@x.y"), in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(after.status == .open)
            #expect(after.pauses.allSatisfy { $0.until != nil })
            #expect(after.clock(.nextResponse)?.state == .running)
        }
    }
}
