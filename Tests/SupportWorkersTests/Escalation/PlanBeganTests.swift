import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// A customer gets another plan while a ticket of theirs is open; item 4 of the features.
struct PlanBeganTests {
    /// The shipped policy with rules for changes, of which open tickets follow some.
    private static func policy(openTickets: String) -> @Sendable (String) -> String {
        { text in
            text + """

                plan_changes:
                  order: [standard, professional, enterprise]
                  upgrade: at once
                  downgrade: next cycle
                  open_tickets: \(openTickets)

                """
        }
    }

    private func open(at desk: Desk, plan: String? = nil, in transaction: borrowing Transaction) throws -> Ticket {
        try desk.intake(desk.submitted("a", text: TriageTests.texts[.p2] ?? "", plan: plan), in: transaction)
        try desk.work(in: transaction)
        return try desk.ticket(in: transaction)
    }

    @Test(arguments: ["ann@example.com", "@example.com"])
    func `item 4: an upgrade reaches open tickets where the policy says so, from their start`(
        customer: String
    ) async throws {
        try await withDesk(at: "Fri 2026-01-09 16:00", editing: Self.policy(openTickets: "upgrades")) {
            desk,
            transaction in
            let before = try open(at: desk, in: transaction)
            desk.now += 600
            try desk.enter(customer, plan: "enterprise", in: transaction)
            let fired = try desk.watch(in: transaction)
            try desk.work(in: transaction)
            try desk.escalate(fired, in: transaction)  // a copy

            let after = try desk.ticket(in: transaction)
            #expect(fired.map(\.routingKey) == [PlanBegan.type])
            #expect(before.due(.firstResponse) == .losAngeles("Mon 2026-01-12 11:00"))
            #expect(after.plan == "enterprise")
            #expect(after.due(.firstResponse) == .losAngeles("Fri 2026-01-09 20:00"))
            #expect(after.due(.resolution) == .losAngeles("Sat 2026-01-10 16:00"))
            let events = try desk.timeline(after, in: transaction).filter { $0.kind == .planChanged }
            #expect(events.map { $0.data["to"] } == ["enterprise"])
        }
    }

    @Test func `a ticket whose plan changed is replayed from the plan it came in under`() async throws {
        let edit = Self.policy(openTickets: "upgrades")
        try await withDesk(at: "Fri 2026-01-09 10:00", editing: edit) { desk, transaction in
            _ = try open(at: desk, in: transaction)
            try desk.pass(to: "Tue 2026-01-13 10:00", in: transaction)
            try desk.enter("ann@example.com", plan: "enterprise", in: transaction)
            try desk.watch(in: transaction)
            try desk.work(in: transaction)

            let replayed = try desk.replay(editing: edit, in: transaction)
            let one = try #require(replayed.first)
            #expect(one.record.timeline.contains { $0.kind == .planChanged })
            #expect(one.record.timeline.contains { $0.kind == .clockBreached })
            #expect(one.difference.isEmpty, "\(one.difference)")
        }
    }

    @Test(arguments: [("none", "enterprise", "standard"), ("upgrades", "enterprise", "enterprise")])
    func `a plan that begins later reaches open tickets when it does`(
        reach: String,
        plan: String,
        expected: String
    ) async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00", editing: Self.policy(openTickets: reach)) { desk, transaction in
            _ = try open(at: desk, in: transaction)
            let moment = Date.losAngeles("Fri 2026-01-09 11:00")
            try desk.enter("ann@example.com", plan: plan, from: moment, in: transaction)
            try desk.watch(in: transaction)
            try desk.work(in: transaction)
            let before = try desk.ticket(in: transaction).plan
            try desk.pass(to: moment, in: transaction)

            #expect(before == "standard")
            #expect(try desk.ticket(in: transaction).plan == expected)
        }
    }

    @Test func `plans that begin at one moment each reach the tickets of their own customer`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00", editing: Self.policy(openTickets: "all")) { desk, transaction in
            let customers = [
                "ann@example.com": "enterprise", "bob@example.com": "professional", "cid@example.com": "enterprise",
            ]
            try desk.intake(customers.keys.map { desk.submitted($0, from: $0) }, in: transaction)
            try desk.work(in: transaction)
            let moment = Date.losAngeles("Fri 2026-01-09 11:00")
            for (customer, plan) in customers { try desk.enter(customer, plan: plan, from: moment, in: transaction) }
            try desk.pass(to: moment, in: transaction)

            let plans = try desk.tickets(in: transaction).map { ($0.requester, $0.plan) }
            #expect(Dictionary(plans, uniquingKeysWith: { first, _ in first }) == customers)
        }
    }

    @Test(arguments: [("upgrades", "enterprise"), ("all", "standard")])
    func `a downgrade reaches open tickets only where all changes do`(reach: String, expected: String) async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00", editing: Self.policy(openTickets: reach)) { desk, transaction in
            try desk.enter("ann@example.com", plan: "enterprise", in: transaction)
            _ = try open(at: desk, in: transaction)
            desk.now += 60
            try desk.enter("ann@example.com", plan: "standard", in: transaction)
            try desk.watch(in: transaction)
            try desk.work(in: transaction)

            #expect(try desk.ticket(in: transaction).plan == expected)
        }
    }

    @Test func `a copy of what a plan began with changes nothing when another plan has begun since`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00", editing: Self.policy(openTickets: "all")) { desk, transaction in
            _ = try open(at: desk, in: transaction)
            desk.now += 60
            try desk.enter("ann@example.com", plan: "enterprise", in: transaction)
            let first = try desk.watch(in: transaction)
            try desk.work(in: transaction)
            desk.now += 60
            try desk.enter("ann@example.com", plan: "professional", in: transaction)
            try desk.escalate(first, in: transaction)
            let between = try desk.ticket(in: transaction).plan
            try desk.watch(in: transaction)
            try desk.work(in: transaction)

            #expect(between == "enterprise")
            let after = try desk.ticket(in: transaction)
            #expect(after.plan == "professional")
            let events = try desk.timeline(after, in: transaction).filter { $0.kind == .planChanged }
            #expect(events.map { $0.data["to"] } == ["enterprise", "professional"])
        }
    }

    @Test func `what a gateway said of the plan wins over the list, and so does an entry for the address`() async throws
    {
        try await withDesk(at: "Fri 2026-01-09 10:00", editing: Self.policy(openTickets: "all")) { desk, transaction in
            let stated = try open(at: desk, plan: "standard", in: transaction)
            try desk.intake(desk.submitted("b", from: "bob@example.com"), in: transaction)
            try desk.enter("bob@example.com", plan: "professional", in: transaction)
            try desk.enter("@example.com", plan: "enterprise", in: transaction)
            try desk.watch(in: transaction)
            try desk.work(in: transaction)

            let tickets = try desk.tickets(in: transaction)
            #expect(tickets.first { $0.id == stated.id }?.plan == "standard")
            #expect(tickets.first { $0.requester == "bob@example.com" }?.plan == "professional")
        }
    }

    @Test(arguments: [("upgrades", "enterprise"), ("none", "standard")])
    func `a ticket that was solved when the plan began has it from its reopening on`(
        reach: String,
        expected: String
    ) async throws {
        try await withDesk(at: "Fri 2026-01-09 16:00", editing: Self.policy(openTickets: reach)) { desk, transaction in
            let ticket = try open(at: desk, in: transaction)
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)
            try desk.enter("ann@example.com", plan: "enterprise", in: transaction)
            _ = try desk.watch(in: transaction)
            try desk.work(in: transaction)
            let solved = try desk.ticket(in: transaction)
            try desk.intake(desk.reopened("o", ticket.name), in: transaction)

            let reopened = try desk.ticket(in: transaction)
            #expect(solved.plan == "standard")
            #expect(reopened.status == .open)
            #expect(reopened.plan == expected)
        }
    }

    @Test(arguments: [true, false])
    func `what a gateway stated of a solved ticket's plan still wins when it is reopened`(
        inOneBatch: Bool
    ) async throws {
        try await withDesk(at: "Fri 2026-01-09 16:00", editing: Self.policy(openTickets: "all")) { desk, transaction in
            let ticket = try open(at: desk, plan: "professional", in: transaction)
            try desk.enter("ann@example.com", plan: "enterprise", in: transaction)
            let resolved = desk.resolved("r", ticket.name)
            if !inOneBatch { try desk.intake(resolved, in: transaction) }
            let reply = desk.replied("b", ticket: ticket.name)
            try desk.intake(inOneBatch ? [resolved, reply] : [reply], in: transaction)

            #expect(try desk.ticket(in: transaction).plan == "professional")
        }
    }

    /// Intake reads the list, a plan begins and reaches the open tickets there are, and then intake commits.
    @Test(arguments: [
        ("upgrades", nil, "enterprise"), ("none", nil, "standard"), ("all", "professional", "professional"),
    ])
    func `a ticket that was being opened when the plan began has it from triage on`(
        reach: String,
        stated: String?,
        expected: String
    ) async throws {
        try await withDesk(at: "Fri 2026-01-09 16:00", editing: Self.policy(openTickets: reach)) { desk, transaction in
            let text = TriageTests.texts[.p2] ?? ""
            let received = try desk.intake(desk.submitted("a", text: text, plan: stated), in: transaction)
            try desk.enter("ann@example.com", plan: "enterprise", in: transaction)
            try desk.triage(received.published, in: transaction)
            try desk.triage(received.published, in: transaction)  // a copy

            let ticket = try desk.ticket(in: transaction)
            let due: Date = expected == "enterprise" ? .losAngeles("Fri 2026-01-09 20:00") : .distantPast
            #expect(ticket.plan == expected)
            #expect(expected != "enterprise" || ticket.due(.firstResponse) == due)
            let changes = try desk.timeline(ticket, in: transaction).filter { $0.kind == .planChanged }
            #expect(changes.map { $0.data["to"] } == (expected == "enterprise" ? ["enterprise"] : []))
        }
    }
}
