import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct OpeningTests {
    @Test func `a mail opens a ticket and asks for its triage`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let batch = try desk.intake(desk.mail("a@example.com", from: "Ann <Ann@Example.com>"), in: transaction)

            let ticket = try desk.ticket(in: transaction)
            let kinds = try desk.kinds(ticket, in: transaction)
            #expect(batch.types() == ["ticket.received"])
            #expect(ticket.status == .received)
            #expect(ticket.requester == "ann@example.com")
            #expect(ticket.requesterName == "Ann")
            #expect(ticket.createdAt == .losAngeles("Fri 2026-01-09 10:00"))
            #expect(ticket.unansweredSince == ticket.createdAt)
            #expect(kinds == [.received])
        }
    }

    @Test func `whoever spoke with an agent waits for no first response, and for the next one once they write`()
        async throws
    {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            try desk.intake(desk.submitted("call", text: "Importing fails.", openedBy: "kim"), in: transaction)
            try desk.work(in: transaction)
            let opened = try desk.ticket(in: transaction)
            let told = try desk.notifications(opened, in: transaction).map(\.kind)
            let received = try desk.timeline(opened, in: transaction).first

            #expect(opened.unansweredSince == nil)
            #expect(Set(opened.clocks.map(\.metric)) == [.acknowledgement, .resolution, .timeAtTier])
            #expect(told == [.acknowledgement], "the customer learns the ticket's number")
            let words = try transaction.query("SELECT body FROM notification WHERE ticket_id = \(opened.id.uuid)")
            let text: String = try words[0].get(0)
            #expect(text.contains(opened.name))
            #expect(!text.contains("An answer by"), "\(text)")
            #expect(received?.actor == "ann@example.com")
            #expect(received?.data["opened_by"] == "kim")

            desk.now += 3600
            try desk.intake(desk.replied("more", ticket: opened.name), in: transaction)
            let waiting = try desk.ticket(in: transaction)
            #expect(waiting.clock(.nextResponse)?.startedAt == desk.now)
            #expect(waiting.clock(.firstResponse) == nil)
        }
    }

    @Test func `what is written before a call's ticket is triaged is waiting for the next response`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            try desk.intake(desk.submitted("call", conversation: "c", openedBy: "kim"), in: transaction)
            desk.now += 60
            try desk.intake(desk.replied("more", conversation: "c"), in: transaction)
            let wroteAt = desk.now
            desk.now += 60
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            #expect(ticket.clock(.nextResponse)?.startedAt == wroteAt)
            #expect(ticket.clock(.firstResponse) == nil)
        }
    }

    @Test(arguments: [true, false])
    func `no change makes whoever spoke with an agent wait for a first response`(isMerge: Bool) async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            if isMerge {
                // The call's ticket takes over one of which the customer waits for longer.
                let older = try desk.open(id: "older@example.com", in: transaction)
                desk.now += 3600
                try desk.intake(desk.submitted("call", conversation: "c", openedBy: "kim"), in: transaction)
                try desk.work(in: transaction)
                let call = try #require(try desk.tickets(in: transaction).last)
                try desk.intake(desk.merged("m", older.name, into: call.name), in: transaction)
            } else {
                try desk.intake(
                    [desk.submitted("call", conversation: "c", openedBy: "kim"), desk.replied("r", conversation: "c")],
                    in: transaction
                )
                try desk.work(in: transaction)
            }
            let before = try #require(try desk.tickets(in: transaction).last)
            desk.now += 60
            try desk.intake(desk.prioritised("p", before.name, "P2"), in: transaction)

            let after = try #require(try desk.tickets(in: transaction).last)
            #expect(before.clock(.nextResponse)?.isOpen == true)
            #expect(after.clock(.nextResponse)?.isOpen == true)
            #expect(after.clock(.firstResponse) == nil)
        }
    }

    @Test func `another policy owes no first response either to whoever spoke with an agent`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            try desk.intake(desk.submitted("call", openedBy: "kim"), in: transaction)
            try desk.work(in: transaction)
            desk.now += 60
            try desk.apply(in: transaction) { text in
                text.replacing("first_response: 1 business day", with: "first_response: 2 business hours")
            }
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            #expect(ticket.policyVersion == (try desk.policy(in: transaction)).version)
            #expect(Set(ticket.clocks.map(\.metric)) == [.acknowledgement, .resolution, .timeAtTier])
        }
    }

    @Test func `a mail that comes twice in one batch opens one ticket`() async throws {
        try await withDesk { desk, transaction in
            let mail = desk.mail("a@example.com")
            let batch = try desk.intake([mail, mail], in: transaction)

            let ticket = try desk.ticket(in: transaction)
            let conversation = try desk.conversation(ticket, in: transaction)
            #expect(batch.types() == ["ticket.received"])
            #expect(conversation == ["a@example.com"])
        }
    }

    @Test func `a mail that comes again later changes nothing`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.mail("a@example.com"), in: transaction)
            try desk.work(in: transaction)
            let before = try desk.ticket(in: transaction)
            desk.now += 3600
            let batch = try desk.intake(desk.mail("a@example.com"), in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(batch.published.isEmpty && batch.rejected.isEmpty)
            #expect(after == before)
        }
    }

    @Test func `another mail under the same id is kept beside the first, once`() async throws {
        try await withDesk { desk, transaction in
            let other = desk.mail("a@example.com", text: "And exporting fails too.")
            try desk.intake(desk.mail("a@example.com"), in: transaction)
            try desk.intake([other, other], in: transaction)
            let again = try desk.intake(other, in: transaction)

            let ticket = try desk.ticket(in: transaction)
            let texts = try transaction.conversation(of: ticket.id).map(\.body)
            #expect(texts.count == 2)
            #expect(texts.contains { $0.contains("exporting fails too") })
            #expect(again.published.isEmpty && again.rejected.isEmpty)
        }
    }

    @Test func `another customer's mail under the same id opens a ticket of their own`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.mail("a@example.com", from: "ann@example.com"), in: transaction)
            try desk.intake(desk.mail("a@example.com", from: "bob@example.com"), in: transaction)
            try desk.intake(
                desk.mail("b@example.com", from: "ann@example.com", inReplyTo: "a@example.com"),
                in: transaction
            )

            let tickets = try desk.tickets(in: transaction)
            try #require(tickets.map(\.requester) == ["ann@example.com", "bob@example.com"])
            let conversation = try desk.conversation(tickets[0], in: transaction)
            #expect(conversation == ["a@example.com", "b@example.com"])
        }
    }

    @Test func `a mail is kept as it came, byte for byte`() async throws {
        let bytes = Array("From: ann@example.com\r\nSubject: Hi\r\n\r\n".utf8) + [0x00, 0xff, 0x41]
        let kept: [UInt8] = try await withDesk { desk, transaction in
            try desk.intake(desk.raw(bytes, key: "raw"), in: transaction)
            return try transaction.query("SELECT raw FROM message_source WHERE programme = \(desk.programme)")[0].get(0)
        }

        #expect(kept == bytes)
    }

    @Test func `a NUL in a mail or in a form does not keep it out`() async throws {
        try await withDesk { desk, transaction in
            let mail = Array("From: ann@example.com\r\nSubject: a=?utf-8?q?=00?=b\r\n\r\none\u{0}two\r\n".utf8)
            let form = #"{"from": {"address": "bob@example.com"}, "subject": "c\u0000d", "text": "e\u0000f"}"#
            let batch = try desk.intake(
                [
                    desk.raw(mail, key: "nul"),
                    .inbound(form, under: "\(desk.programme).portal"),
                ],
                in: transaction
            )

            let subjects = try desk.tickets(in: transaction).map(\.subject)
            #expect(batch.rejected.isEmpty)
            #expect(subjects.count == 2)
            #expect(!subjects.joined().contains("\u{0}"))
        }
    }

    @Test func `a message for a programme without a policy is refused, and says what to do`() async throws {
        try await withDesk { desk, transaction in
            let stray = Desk.stray(desk.mail("a@example.com"), to: "nobody")
            let batch = try desk.intake([stray, desk.mail("b@example.com")], in: transaction)

            let tickets = try desk.tickets(in: transaction)
            #expect(batch.rejected.map(\.reason) == [.refused])
            #expect(batch.rejected[0].error.contains("tierline policy apply"))
            #expect(tickets.count == 1)
        }
    }

    @Test(arguments: [
        ("enterprise", "professional", "standard", "enterprise"),
        (nil, "professional", "standard", "professional"),
        (nil, nil, "enterprise", "enterprise"),
        (nil, nil, nil, "standard"),
        ("gold", nil, "enterprise", "enterprise"),
    ])
    func `the gateway's plan wins over the address, that over the domain, and that over the default`(
        gateway: String?,
        address: String?,
        domain: String?,
        expected: String
    ) async throws {
        try await withDesk { desk, transaction in
            for (key, plan) in [("ann@example.com", address), ("@example.com", domain)] {
                guard let plan else { continue }
                try desk.enter(key, plan: plan, in: transaction)
            }
            try desk.intake(desk.submitted("a", plan: gateway), in: transaction)

            let ticket = try desk.ticket(in: transaction)
            #expect(ticket.plan == expected)
        }
    }

    @Test func `an automatic mail opens a ticket that says so and gets no acknowledgement`() async throws {
        try await withDesk { desk, transaction in
            try desk.intake(
                desk.mail("a@example.com", headers: ["Auto-Submitted: auto-replied"]),
                in: transaction
            )
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            let notifications = try desk.notifications(ticket, in: transaction)
            #expect(ticket.status == .open)
            #expect(notifications.isEmpty)
            #expect(ticket.clock(.acknowledgement)?.state == .cancelled)
        }
    }
}
