import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing

struct WalkTests {
    let database = TestDatabase()
    let programme = Sample.programme()

    /// Stores tickets in the order of their ids and answers these.
    private func store(
        _ statuses: [TicketStatus],
        of requesters: [String] = [],
        in transaction: borrowing Transaction
    ) throws -> [TicketID] {
        let tickets = statuses.map { status in
            var ticket = Sample.ticket(programme)
            ticket.status = status
            ticket.triagedAt = status == .received ? nil : Sample.noon
            ticket.priority = .p3
            ticket.tier = 1
            return ticket
        }
        let ids = tickets.map(\.id).sorted()
        let inOrder = zip(ids, tickets).enumerated().map { index, pair in
            let (id, ticket) = pair
            var copy = Ticket(
                id: id,
                programme: programme,
                channel: "email",
                requester: requesters.isEmpty ? "ann@example.com" : requesters[index],
                subject: "s",
                plan: "standard",
                status: ticket.status,
                policyVersion: 3,
                createdAt: Sample.noon
            )
            (copy.triagedAt, copy.priority, copy.tier) = (ticket.triagedAt, .p3, 1)
            return copy
        }
        try transaction.enqueueSave(inOrder.map { TicketChange(before: nil, after: $0) }, at: Sample.noon)
        return ids
    }

    @Test(arguments: [(250, 20_000), (1, 20_000), (2, 3), (250, 1)])
    func `a walk comes by every open ticket under an older version, once, and ends`(
        limit: Int,
        rows: Int
    ) async throws {
        try await database.rollingBack { transaction in
            let ids = try store([.open, .closed, .received, .waitingOnVendor, .resolved, .open], in: transaction)
            var after: TicketID? = ids[0]
            var rest: [TicketID] = []
            for _ in 0..<50 {
                let chunk = try transaction.openTickets(
                    of: programme,
                    decidedBefore: 4,
                    after: after,
                    atMost: limit,
                    of: rows
                )
                #expect(chunk.tickets.count <= limit)
                rest += chunk.tickets
                after = chunk.next
                if after == nil { break }
            }
            #expect(after == nil)
            #expect(rest == [ids[3], ids[5]])
            let all = try transaction.openTickets(of: programme, decidedBefore: 4, after: nil)
            #expect(all.tickets == [ids[0], ids[3], ids[5]])
            #expect(try transaction.openTickets(of: programme, decidedBefore: 3, after: nil).tickets == [])
        }
    }

    @Test(arguments: [("ann@example.com", 3), ("@example.com", 3), ("@ample.com", 0), ("bob@example.com", 0)])
    func `a customer's open tickets are found by address and by domain`(customer: String, count: Int) async throws {
        try await database.rollingBack { transaction in
            _ = try store([.open, .closed, .received, .waitingOnCustomer], in: transaction)
            let key = MessageKey(programme: programme, id: customer)
            #expect(
                try transaction.openTickets(of: [key.id], in: key.programme, after: nil)[key.id]?.tickets.count == count
            )
        }
    }

    @Test(arguments: [(250, 20_000), (1, 20_000), (2, 3), (250, 1)])
    func `customers whose plans begin together are gone through together, and each gets their own tickets`(
        limit: Int,
        rows: Int
    ) async throws {
        try await database.rollingBack { transaction in
            let requesters = [
                "ann@example.com", "bob@example.com", "cid@example.org", "ann@example.com", "dee@example.net",
            ]
            let ids = try store(requesters.map { _ in .open }, of: requesters, in: transaction)
            let customers = ["ann@example.com", "@example.com", "cid@example.org"]
            var found: [String: [TicketID]] = [:]
            var after: TicketID?
            for _ in 0..<50 {
                let chunks = try transaction.openTickets(
                    of: customers,
                    in: programme,
                    after: after,
                    atMost: limit,
                    of: rows
                )
                for (customer, chunk) in chunks { found[customer, default: []] += chunk.tickets }
                let next = Set(chunks.values.map(\.next))
                try #require(next.count == 1, "they go on from the same place")
                after = next.first ?? nil
                if after == nil { break }
            }
            #expect(after == nil)
            #expect(
                found == [
                    customers[0]: [ids[0], ids[3]], customers[1]: [ids[0], ids[1], ids[3]], customers[2]: [ids[2]],
                ]
            )
        }
    }
}
