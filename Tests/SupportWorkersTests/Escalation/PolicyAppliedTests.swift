import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// A new version of the policy is put in force while tickets are open.
struct PolicyAppliedTests {
    private static func withStrike(_ text: String) -> String {
        text.replacing("      - {date: 01-01, name: New Year's Day}\n", with: "      - {date: 01-12, name: Strike}\n")
    }

    @Test func `R14: a holiday that is declared moves the clocks of open tickets, and says so`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p3] ?? "", in: transaction)
            let settled = try desk.open(TriageTests.texts[.p3] ?? "", id: "2", in: transaction)
            try desk.intake(desk.resolved("r", settled.name), in: transaction)
            desk.now += 60
            try desk.apply(in: transaction, editing: Self.withStrike)
            try desk.work(in: transaction)

            let after = try #require(try transaction.tickets([ticket.id])[ticket.id])
            #expect(ticket.due(.firstResponse) == .losAngeles("Mon 2026-01-12 10:00"))
            #expect(after.due(.firstResponse) == .losAngeles("Tue 2026-01-13 10:00"))
            #expect(after.policyVersion == 2)
            #expect(after.clock(.firstResponse)?.policyVersion == 2)
            let event = try #require(try desk.timeline(ticket, in: transaction).last)
            #expect(event.kind == .policyChanged)
            #expect(event.data["clocks"]?.contains("first response: due 2026-01-13T18:00:00Z") == true)
            #expect(try transaction.tickets([settled.id])[settled.id]?.policyVersion == 1)
            #expect(try transaction.nextTimer().map { $0 <= .losAngeles("Tue 2026-01-13 10:00") } == true)
        }
    }

    @Test func `the message that comes twice, or late, takes no ticket back`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p3] ?? "", in: transaction)
            let second = try desk.apply(in: transaction, editing: Self.withStrike)
            let third = try desk.apply(in: transaction) { $0 }
            try desk.escalate([third, third], in: transaction)
            let after = try desk.ticket(in: transaction)
            try desk.escalate([second, third, second], in: transaction)

            #expect(after.policyVersion == 3)
            #expect(after.due(.firstResponse) == .losAngeles("Mon 2026-01-12 10:00"))
            #expect(try desk.ticket(in: transaction) == after)
            #expect(try !desk.kinds(ticket, in: transaction).contains(.policyChanged))
        }
    }

    @Test func `whoever comes to a ticket first brings it under the policy in force, and the walk finds it done`()
        async throws
    {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p3] ?? "", in: transaction)
            let applied = try desk.apply(in: transaction, editing: Self.withStrike)
            try desk.intake(desk.paused("p", ticket.name, on: "customer"), in: transaction)
            let before = try desk.kinds(ticket, in: transaction)
            try desk.escalate([applied], in: transaction)

            #expect(before.suffix(2) == [.policyChanged, .paused])
            #expect(try desk.kinds(ticket, in: transaction) == before)
        }
    }

    @Test func `merging brings both tickets under the policy in force`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let target = try desk.open(TriageTests.texts[.p3] ?? "", in: transaction)
            let source = try desk.open(TriageTests.texts[.p3] ?? "", id: "2", in: transaction)
            try desk.apply(in: transaction, editing: Self.withStrike)
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)

            let tickets = try desk.tickets(in: transaction)
            #expect(tickets.map(\.policyVersion) == [2, 2])
            #expect(tickets[0].due(.resolution) == .losAngeles("Thu 2026-01-15 10:00"))
            let kinds = try tickets.map { try desk.kinds($0, in: transaction).suffix(2) }
            #expect(kinds == [[.policyChanged, .mergedFrom], [.policyChanged, .mergedInto]])
        }
    }

    @Test func `what the new version makes too late is missed at once, and what was missed stays`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p2] ?? "", in: transaction)
            desk.now = .losAngeles("Fri 2026-01-09 12:30")
            try desk.apply(in: transaction) {
                $0.replacing("    first_response: 4 business hours\n", with: "    first_response: 2 business hours\n")
            }
            try desk.work(in: transaction)
            let breach = try desk.timeline(ticket, in: transaction).first { $0.cause == "first_response/1/breach" }
            try desk.apply(in: transaction) { $0 }
            try desk.pass(to: "Fri 2026-01-09 16:00", in: transaction)

            #expect(breach?.kind == .clockBreached)
            #expect(breach?.at == .losAngeles("Fri 2026-01-09 12:30"))
            let after = try desk.ticket(in: transaction)
            #expect(after.clock(.firstResponse)?.breachedAt == .losAngeles("Fri 2026-01-09 12:30"))
            #expect(after.due(.firstResponse) == .losAngeles("Fri 2026-01-09 14:00"))
            let missed = try desk.timeline(ticket, in: transaction).filter { $0.cause == "first_response/1/breach" }
            #expect(missed.count { $0.kind == .clockBreached } == 1)
        }
    }

    @Test func `many tickets are gone through a chunk at a time`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            try desk.intake((1...260).map { desk.submitted("\($0)") }, in: transaction)
            try desk.work(in: transaction)
            let applied = try desk.apply(in: transaction, editing: Self.withStrike)
            let first = try desk.escalate([applied], in: transaction)
            let next = first.published.filter { $0.routingKey == PolicyApplied.type }
            let second = try desk.escalate(next, in: transaction)

            #expect(next.count == 1)
            #expect(next.first?.message.messageID != applied.message.messageID)
            #expect(second.types().filter { $0 == PolicyApplied.type } == [])
            let tickets = try desk.tickets(in: transaction)
            #expect(tickets.count == 260)
            #expect(tickets.allSatisfy { $0.policyVersion == 2 })
        }
    }
}
