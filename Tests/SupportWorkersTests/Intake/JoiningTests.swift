import AMQP
import Foundation
import Postgres
import SupportDomain
import Testing

@testable import SupportWorkers

struct JoiningTests {
    @Test func `answers go to the conversation in which the customer spoke last, on the channel of the ticket`()
        async throws
    {
        try await withDesk { desk, transaction in
            try desk.intake(
                desk.submitted("1", from: "Ann@Example.com", conversation: "S-1", channel: "chat"),
                in: transaction
            )
            let first = try desk.ticket(in: transaction)
            try desk.intake(
                desk.replied("2", ticket: first.name, conversation: "S-2", channel: "chat"),
                in: transaction
            )
            let second = try desk.ticket(in: transaction)
            try desk.intake(
                [
                    desk.replied("3", ticket: first.name, conversation: "P-3", channel: "portal"),
                    desk.replied("4", ticket: first.name, channel: "chat"),
                ],
                in: transaction
            )
            let last = try desk.ticket(in: transaction)

            #expect(first.requester == "ann@example.com")
            #expect(first.address == "Ann@Example.com")
            #expect(first.conversation == "S-1")
            #expect(second.conversation == "S-2")
            #expect(last.conversation == "S-2")
        }
    }

    @Test func `a reply joins by In-Reply-To`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.mail("a@example.com"), in: transaction)
            let batch = try desk.intake(
                desk.mail("b@example.com", from: "colleague@example.com", inReplyTo: "a@example.com"),
                in: transaction
            )

            let ticket = try desk.ticket(in: transaction)
            let kinds = try desk.kinds(ticket, in: transaction)
            #expect(kinds == [.received, .customerReplied])
            #expect(batch.published.isEmpty, "triage reads the opening message first")
        }
    }

    @Test(arguments: [true, false])
    func `what somebody else replies moves the ticket or is only kept, as the policy has it`(counts: Bool)
        async throws
    {
        let edit: @Sendable (String) -> String = { counts ? $0 : Desk.keepingOthersReplies($0) }
        try await withDesk(at: "Fri 2026-01-09 10:00", editing: edit) { desk, transaction in
            let opened = try desk.open(id: "a@example.com", in: transaction)
            try desk.intake(desk.answered("r", opened.name, waitingOn: "customer"), in: transaction)
            desk.now += 60
            let others = desk.mail(
                "b@example.com",
                from: "colleague@example.com",
                text: "I want to speak to a manager.",
                inReplyTo: "a@example.com"
            )
            let batch = try desk.intake(others, in: transaction)
            let heard = try desk.ticket(in: transaction)
            let kinds = try desk.kinds(heard, in: transaction)
            let conversation = try desk.conversation(heard, in: transaction)

            #expect(kinds.contains(.customerReplied))
            #expect(conversation.contains("b@example.com"))
            #expect(heard.status == (counts ? .open : .waitingOnCustomer))
            #expect(heard.lastCustomerMessage == (counts ? "b@example.com" : "a@example.com"))
            #expect((heard.clock(.nextResponse) != nil) == counts)
            #expect(batch.types() == (counts ? ["ticket.replied"] : []))

            try desk.intake(desk.mail("c@example.com", inReplyTo: "a@example.com"), in: transaction)
            let answered = try desk.ticket(in: transaction)
            #expect(answered.status == .open, "the requester's own words always count")

            let resolution = desk.resolved("s", opened.name)
            let more = desk.mail("d@example.com", from: "colleague@example.com", inReplyTo: "a@example.com")
            try desk.intake([resolution, more], in: transaction)
            let tickets = try desk.tickets(in: transaction)
            #expect(
                tickets.map(\.status) == (counts ? [.open] : [.resolved, .received]),
                "nobody looks at what is solved"
            )
            try desk.intake(desk.mail("e@example.com", inReplyTo: "d@example.com"), in: transaction)
            #expect(try desk.tickets(in: transaction).count == tickets.count)
        }
    }

    @Test func `a reply joins by References alone`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.mail("a@example.com"), in: transaction)
            try desk.intake(
                desk.mail("c@example.com", references: ["a@example.com", "lost@example.com"]),
                in: transaction
            )

            let tickets = try desk.tickets(in: transaction)
            #expect(tickets.count == 1)
        }
    }

    @Test func `a reply joins by the Message-ID of our own mail`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            let ours = OwnMessageID.make(UUID(), on: ticket.id, domain: "archbuilder.app")
            try desk.intake(desk.mail("b@else.where", from: "bob@else.where", inReplyTo: ours), in: transaction)

            let tickets = try desk.tickets(in: transaction)
            #expect(tickets.count == 1)
        }
    }

    @Test func `a mail joins by a mail's Message-ID where the gateway keyed it otherwise`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.mail("a@example.com", key: "gateway:17"), in: transaction)
            try desk.intake(desk.mail("b@example.com", inReplyTo: "a@example.com", key: "gateway:18"), in: transaction)

            let ticket = try desk.ticket(in: transaction)
            #expect(ticket.lastCustomerMessage == "b@example.com", "a mail program finds our answer by it")
        }
    }

    @Test(arguments: [("ann@example.com", 1), ("mallory@example.com", 2)])
    func `a number in the subject counts for the requester alone`(sender: String, tickets: Int) async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(
                desk.mail("b@example.com", from: sender, subject: "Re: [\(ticket.name)] Export"),
                in: transaction
            )

            let found = try desk.tickets(in: transaction)
            #expect(found.count == tickets)
        }
    }

    @Test(arguments: [("ann@example.com", 1), ("mallory@example.com", 2)])
    func `a reply that names a ticket counts for the requester alone`(sender: String, tickets: Int) async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.replied("b", from: sender, ticket: ticket.name), in: transaction)

            let found = try desk.tickets(in: transaction)
            #expect(found.count == tickets)
        }
    }

    @Test func `a ticket of another programme is never joined`() async throws {
        try await withDesk { desk, transaction in
            let other = try Desk(at: "Fri 2026-01-09 09:00", in: transaction)
            let theirs = try other.open(in: transaction)
            try desk.intake(desk.replied("b", ticket: theirs.name), in: transaction)
            try desk.intake(
                desk.mail("c@x.y", inReplyTo: OwnMessageID.make(UUID(), on: theirs.id, domain: "x.y")),
                in: transaction
            )

            let ours = try desk.tickets(in: transaction)
            let conversation = try other.conversation(theirs, in: transaction)
            #expect(ours.count == 2)
            #expect(conversation.count == 1)
        }
    }

    @Test func `the lines of a chat find their ticket by its conversation`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(
                [
                    desk.submitted("1", text: "Hello", conversation: "s-1", channel: "chat"),
                    desk.submitted("2", text: "Importing fails", conversation: "s-1", channel: "chat"),
                    desk.submitted("3", text: "Hello", conversation: "s-2", channel: "chat"),
                ],
                in: transaction
            )
            try desk.intake(desk.replied("4", conversation: "s-1", channel: "chat"), in: transaction)

            var conversations: [Set<String>] = []
            for ticket in try desk.tickets(in: transaction) {
                conversations.append(Set(try desk.conversation(ticket, in: transaction)))
            }
            #expect(Set(conversations) == [["1", "2", "4"], ["3"]])
        }
    }

    enum Arrival: CaseIterable {
        case oneBatch, twoBatches
    }

    @Test(arguments: Arrival.allCases, [false, true])
    func `a reply and its original make one ticket, whichever comes first`(
        arrival: Arrival,
        replyFirst: Bool
    ) async throws {
        try await withDesk { desk, transaction in
            let original = desk.mail("a@example.com")
            let reply = desk.mail("b@example.com", inReplyTo: "a@example.com")
            let order = replyFirst ? [reply, original] : [original, reply]
            switch arrival {
            case .oneBatch: try desk.intake(order, in: transaction)
            case .twoBatches: for message in order { try desk.intake(message, in: transaction) }
            }
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            let conversation = try desk.conversation(ticket, in: transaction)
            #expect(Set(conversation) == ["a@example.com", "b@example.com"])
            #expect(ticket.status == .open)
        }
    }

    @Test func `the whole of a thread that comes backwards is one ticket`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(
                desk.mail("c@x.y", inReplyTo: "b@x.y", references: ["a@x.y", "b@x.y"]),
                in: transaction
            )
            try desk.intake(desk.mail("b@x.y", inReplyTo: "a@x.y", references: ["a@x.y"]), in: transaction)
            try desk.intake(desk.mail("a@x.y"), in: transaction)

            let tickets = try desk.tickets(in: transaction)
            #expect(tickets.count == 1)
        }
    }

    @Test func `an agent's mail that a reply came before is kept all the same`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(
                desk.mail("b@x.y", subject: "[\(ticket.name)]", inReplyTo: "agents-mail@x.y"),
                in: transaction
            )
            let batch = try desk.intake(
                desk.answered("agents-mail@x.y", ticket.name, delivered: true),
                in: transaction
            )

            let kinds = try desk.kinds(ticket, in: transaction)
            #expect(batch.rejected.isEmpty)
            #expect(kinds.contains(.agentReplied))
        }
    }
}
