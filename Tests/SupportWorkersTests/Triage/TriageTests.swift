import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct TriageTests {
    @Test func `a ticket gets category, priority and tier, and the timeline says by which rules`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(
                "We were charged twice for June.",
                subject: "Refund",
                plan: "enterprise",
                in: transaction
            )

            let triaged = try #require(try desk.timeline(ticket, in: transaction).first { $0.kind == .triaged })
            #expect(ticket.status == .open)
            #expect(ticket.category == "billing")
            #expect(ticket.subcategory == "refund")
            #expect(ticket.priority == .p3)
            #expect(ticket.tier == 1)
            #expect(
                triaged.data["rules"] == "category:billing-refund, priority:default, tier:category-billing, team:tier-1"
            )
            #expect(triaged.data["priority"] == "Medium")
        }
    }

    /// Texts that the policy places, by priority.
    static let texts: [Priority: String] = [
        .p1: "Complete system outage.",
        .p2: "Core features are not working since this morning.",
        .p3: "A non-critical feature is not working; there is a workaround.",
        .p4: "General question: how do I export to PDF?",
    ]

    struct Due: Sendable, CustomTestStringConvertible {
        var priority: Priority
        var plan: String
        var received: String
        var firstResponse: String
        var resolution: String

        init(_ priority: Priority, _ plan: String, _ received: String, _ firstResponse: String, _ resolution: String) {
            (self.priority, self.plan, self.received) = (priority, plan, received)
            (self.firstResponse, self.resolution) = (firstResponse, resolution)
        }

        var testDescription: String { "\(priority.name), \(plan), \(received)" }
    }

    // Document 003, Priority Levels and Support Hours: office hours are Monday to Friday, 9 to 18 in Los Angeles.
    @Test(arguments: [
        Due(.p1, "standard", "Fri 2026-01-09 16:00", "Fri 2026-01-09 17:00", "Fri 2026-01-09 20:00"),
        Due(.p1, "professional", "Sat 2026-01-10 22:00", "Sat 2026-01-10 23:00", "Sun 2026-01-11 02:00"),
        Due(.p1, "enterprise", "Sun 2026-01-11 03:00", "Sun 2026-01-11 04:00", "Sun 2026-01-11 07:00"),
        Due(.p2, "standard", "Fri 2026-01-09 16:00", "Mon 2026-01-12 11:00", "Mon 2026-01-12 16:00"),
        Due(.p2, "professional", "Wed 2026-01-07 09:00", "Wed 2026-01-07 13:00", "Thu 2026-01-08 09:00"),
        Due(.p2, "enterprise", "Fri 2026-01-09 16:00", "Fri 2026-01-09 20:00", "Sat 2026-01-10 16:00"),
        Due(.p3, "standard", "Fri 2026-01-09 16:00", "Mon 2026-01-12 16:00", "Wed 2026-01-14 16:00"),
        Due(.p3, "enterprise", "Fri 2026-01-09 16:00", "Sat 2026-01-10 16:00", "Mon 2026-01-12 16:00"),
        Due(.p4, "professional", "Fri 2026-01-09 16:00", "Wed 2026-01-14 16:00", "Fri 2026-01-16 16:00"),
        Due(.p4, "enterprise", "Fri 2026-01-09 16:00", "Mon 2026-01-12 16:00", "Fri 2026-01-16 16:00"),
        // Over Martin Luther King Day, which is worked from 10 to 14.
        Due(.p2, "standard", "Fri 2026-01-16 17:00", "Mon 2026-01-19 13:00", "Mon 2026-01-19 14:00"),
    ])
    func `the clocks run as the document demands for the plan and the priority`(due: Due) async throws {
        try await withDesk(at: due.received) { desk, transaction in
            let ticket = try desk.open(Self.texts[due.priority]!, subject: "Hello", plan: due.plan, in: transaction)

            let first = ticket.clocks.first { $0.metric == .firstResponse }
            let resolution = ticket.clocks.first { $0.metric == .resolution }
            #expect(ticket.priority == due.priority)
            #expect(first?.dueAt == .losAngeles(due.firstResponse))
            #expect(resolution?.dueAt == .losAngeles(due.resolution))
            #expect(ticket.clock(.acknowledgement)?.dueAt == ticket.createdAt + 3600)
        }
    }

    @Test func `clocks count from receipt, however late triage comes`() async throws {
        try await withDesk(at: "Fri 2026-01-09 16:00") { desk, transaction in
            try desk.intake(desk.submitted("a", text: Self.texts[.p1]!), in: transaction)
            desk.now = .losAngeles("Fri 2026-01-09 16:30")
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            #expect(ticket.triagedAt == .losAngeles("Fri 2026-01-09 16:30"))
            #expect(ticket.clocks.first { $0.metric == .firstResponse }?.dueAt == .losAngeles("Fri 2026-01-09 17:00"))
        }
    }

    @Test func `the acknowledgement is asked for once`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            let received = TicketReceived(ticket: ticket.id).outgoing
            let before = try desk.ticket(in: transaction)
            let again = try desk.triage([received, received], in: transaction)

            let after = try desk.ticket(in: transaction)
            let notifications = try desk.notifications(ticket, in: transaction)
            #expect(again.published.isEmpty)
            #expect(after == before)
            #expect(notifications.map(\.kind) == [.acknowledgement])
            #expect(notifications[0].recipient == "ann@example.com")
            #expect(notifications[0].subject == "[\(ticket.name)] Export")
        }
    }

    @Test func `an event for a ticket that is not there is refused, and its neighbour goes through`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.submitted("a"), in: transaction)
            let id = try desk.ticket(in: transaction).id
            let batch = try desk.triage(
                [
                    TicketReceived(ticket: TicketID(UUID())).outgoing,
                    TicketReplied(ticket: id, message: "never seen").outgoing,
                    TicketReceived(ticket: id).outgoing,
                ],
                in: transaction
            )

            let ticket = try desk.ticket(in: transaction)
            #expect(batch.rejected.map(\.reason) == [.refused, .refused])
            #expect(ticket.status == .open)
        }
    }

    @Test func `a ticket that was answered before triage has its response on time and no acknowledgement`() async throws
    {
        try await withDesk { desk, transaction in
            try desk.intake(desk.submitted("a"), in: transaction)
            let number = try desk.ticket(in: transaction).name
            desk.now += 60
            try desk.intake(desk.answered("x", number), in: transaction)
            desk.now += 60
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            let notifications = try desk.notifications(ticket, in: transaction)
            #expect(ticket.status == .open)
            #expect(ticket.clock(.firstResponse)?.state == .fulfilled)
            #expect(ticket.clock(.firstResponse)?.endedAt == ticket.createdAt + 60)
            #expect(ticket.clock(.resolution)?.state == .running)
            #expect(notifications.map(\.kind) == [.agentReply])
        }
    }

    @Test func `a reply that came after an answer and before triage starts the wait for the next`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.submitted("a", conversation: "s"), in: transaction)
            let number = try desk.ticket(in: transaction).name
            desk.now += 60
            try desk.intake(desk.answered("x", number), in: transaction)
            desk.now += 60
            try desk.intake(desk.replied("b", conversation: "s"), in: transaction)
            desk.now += 60
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            #expect(ticket.clock(.nextResponse)?.startedAt == ticket.createdAt + 120)
        }
    }

    @Test func `a ticket that was resolved before triage stays resolved, with its clocks ended`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.submitted("a", text: Self.texts[.p1]!), in: transaction)
            let number = try desk.ticket(in: transaction).name
            desk.now += 60
            try desk.intake(desk.resolved("x", number, text: nil), in: transaction)
            desk.now += 60
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            #expect(ticket.status == .resolved)
            #expect(ticket.priority == .p1)
            #expect(ticket.clocks.allSatisfy { !$0.isOpen })
            #expect(ticket.nextWakeUp == nil)
            #expect(ticket.escalationCount == 0)
        }
    }

    @Test(arguments: [("Complete system outage.", 3), ("Security incident: logins that are not ours.", 4)])
    func `a critical ticket asks for escalation at once`(text: String, tier: Int) async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.submitted("a", text: text), in: transaction)
            let batch = try desk.triage(desk.published, in: transaction)
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            #expect(batch.types().sorted() == ["escalation.requested", "notification.email"])
            #expect(ticket.tier == tier)
            #expect(ticket.escalationCount == 1)
        }
    }

    @Test func `a reply that asks for escalation is read, and one that does not is left alone`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.mail("b@x.y", text: "Thanks!", inReplyTo: "first@example.com"), in: transaction)
            try desk.work(in: transaction)
            let calm = try desk.ticket(in: transaction)
            try desk.intake(
                desk.mail("c@x.y", text: "I want to speak to a manager.", inReplyTo: "first@example.com"),
                in: transaction
            )
            try desk.work(in: transaction)

            let after = try desk.ticket(in: transaction)
            let escalated = try #require(try desk.timeline(ticket, in: transaction).first { $0.kind == .escalated })
            #expect(calm.tier == 1)
            #expect(after.tier == 2)
            #expect(escalated.cause == "c@x.y")
            #expect(escalated.data["trigger"] == "customer_request")
        }
    }

    @Test func `chat on a plan without chat is told so there, and answered by mail`() async throws {
        try await withDesk(editing: {
            $0.replacing("channels: [email, chat, portal, emergency]  ", with: "channels: [email, portal, emergency]  ")
        }) { desk, transaction in
            try desk.intake(desk.submitted("a", channel: "chat"), in: transaction)
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            let told = try desk.notifications(ticket, in: transaction)
            let channels = Dictionary(uniqueKeysWithValues: told.map { ($0.kind, $0.channel) })
            #expect(channels == [.rerouted: .chat, .acknowledgement: .email])
            #expect(ticket.status == .open)
        }
    }

    @Test func `chat on a plan with chat is acknowledged in the chat, within a minute`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.submitted("a", channel: "chat"), in: transaction)
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            let told = try desk.notifications(ticket, in: transaction)
            #expect(told.map(\.kind) == [.acknowledgement])
            #expect(told[0].recipient == "\(desk.programme).chat")
            #expect(ticket.due(.acknowledgement) == ticket.createdAt + 60)
        }
    }

    @Test func `a ticket is decided under the policy in force and remembers its version`() async throws {
        try await withDesk { desk, transaction in
            let first = try desk.open(id: "1", in: transaction)
            let changed = try Desk.policyText(of: desk.programme)
                .replacing("first_response: 1 business day", with: "first_response: 2 business hours")
            _ = try transaction.applyPolicy(changed, of: desk.programme, by: "tests")
            let second = try desk.open(id: "2", in: transaction)

            #expect(first.policyVersion == 1)
            #expect(second.policyVersion == 2)
            #expect(second.due(.firstResponse) == .losAngeles("Fri 2026-01-09 12:00"))
        }
    }
}
