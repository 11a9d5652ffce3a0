import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing

struct MessageStoreTests {
    let database = TestDatabase()
    let programme = Sample.programme()

    private func message(
        _ id: String,
        on ticket: Ticket,
        references: [String] = [],
        hints: [String: String] = [:],
        raw: [UInt8]? = nil
    ) -> StoredMessage {
        StoredMessage(
            programme: programme,
            sourceID: id,
            ticketID: ticket.id,
            direction: .fromCustomer,
            author: "ann@example.com",
            authorName: "Ann",
            subject: "Export",
            body: "It fails. \u{1F600}",
            hints: hints,
            fingerprint: .min,
            saidAt: Sample.noon,
            raw: raw,
            references: references
        )
    }

    @Test func `a message comes back as it was kept`() async throws {
        let hints = ["to": "a@b.c,d@e.f", "odd \"key\"": "tab\t, back\\slash, \u{1}, ü"]
        let (kept, found) = try await database.rollingBack { transaction in
            let ticket = Sample.ticket(programme)
            let kept = message("a", on: ticket, hints: hints)
            try transaction.enqueueSave([TicketChange(before: nil, after: ticket)], at: Sample.noon)
            try transaction.enqueueInsert([kept])
            return (kept, try transaction.conversation(of: ticket.id))
        }

        #expect(found == [kept])
    }

    @Test func `an id leads to its message's ticket until it is given to a newer one`() async throws {
        let key = MessageKey(programme: programme, id: "a")
        let (old, new, first, second) = try await database.rollingBack { transaction in
            let (old, new) = (Sample.ticket(programme), Sample.ticket(programme))
            try transaction.enqueueSave([old, new].map { TicketChange(before: nil, after: $0) }, at: Sample.noon)
            try transaction.enqueueInsert([message("a", on: old)])
            let first = try transaction.knownMessages([key])
            try transaction.enqueueInsert([message("b", on: new, references: ["a", "c"])])
            let second = try transaction.knownMessages([key, MessageKey(programme: programme, id: "c")])
            return (old.id, new.id, first, second)
        }

        #expect(first[key]?.ticketID == old)
        #expect(second[key]?.ticketID == new)
        #expect(second[key]?.fingerprint == .min, "it is still known as a message")
        #expect(second[MessageKey(programme: programme, id: "c")]?.ticketID == new)
        #expect(second[MessageKey(programme: programme, id: "c")]?.fingerprint == nil)
    }

    @Test func `an id of another programme is another id`() async throws {
        let known = try await database.rollingBack { transaction in
            let ticket = Sample.ticket(programme)
            try transaction.enqueueSave([TicketChange(before: nil, after: ticket)], at: Sample.noon)
            try transaction.enqueueInsert([message("a", on: ticket)])
            return try transaction.knownMessages([MessageKey(programme: "another", id: "a")])
        }

        #expect(known.isEmpty)
    }

    @Test func `the opening message is the first thing the customer said`() async throws {
        let opening = try await database.rollingBack { transaction in
            let ticket = Sample.ticket(programme)
            var later = message("a", on: ticket)
            later.saidAt += 60
            var note = message("b", on: ticket)
            note.direction = .internal
            note.saidAt -= 60
            try transaction.enqueueSave([TicketChange(before: nil, after: ticket)], at: Sample.noon)
            try transaction.enqueueInsert([later, note, message("c", on: ticket)])
            return try transaction.openingMessages(of: [ticket.id])[ticket.id]
        }

        #expect(opening?.sourceID == "c")
    }

    @Test(arguments: [("ann@example.com", "enterprise"), ("bob@example.com", "professional"), ("eve@else.where", nil)])
    func `an entry for an address wins over one for its domain`(address: String, plan: String?) async throws {
        let entries = try await database.rollingBack { transaction in
            for (key, plan) in [("ann@example.com", "enterprise"), ("@example.com", "professional")] {
                let customer = MessageKey(programme: programme, id: key)
                try transaction.setCustomer(customer, name: nil, isVIP: false)
                try transaction.assignPlan(plan, to: customer, from: Sample.noon, at: Sample.noon, by: "kim")
            }
            return try transaction.customers([MessageKey(programme: programme, id: address)], at: Sample.noon)
        }

        #expect(entries.values.first?.plan == plan)
    }
}
