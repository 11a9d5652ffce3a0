import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing

@testable import SupportWorkers

/// How long whoever is called may take where the target table says so: ten minutes here, and not the ladder's fifteen.
struct PageAcknowledgementTests {
    private static func withTarget(_ text: String) -> String {
        text.replacing(
            "targets:\n",
            with: "targets:\n  - id: calls\n    when: {priorities: [P1]}\n    page_acknowledgement: 10m\n",
            maxReplacements: 1
        )
    }

    private func page(of ticket: Ticket, in transaction: borrowing Transaction) throws -> PageListing {
        try #require(try transaction.pages(of: ticket.id).last)
    }

    private func acknowledge(_ page: PageListing, at desk: Desk, in transaction: borrowing Transaction) throws {
        try desk.intake(
            desk.message("ack", .pageAcknowledged, PageAcknowledged(page: page.id.uuidString, by: "kim")),
            in: transaction
        )
        try desk.work(in: transaction)
    }

    @Test func `each rung has as long as the target says`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00", editing: Self.withTarget) { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            let first = try page(of: ticket, in: transaction)
            try desk.pass(to: "Sat 2026-01-10 22:10", in: transaction)

            let second = try page(of: ticket, in: transaction)
            #expect(first.acknowledgeBy == .losAngeles("Sat 2026-01-10 22:10"))
            #expect(second.rung == 2)
            #expect(second.acknowledgeBy == .losAngeles("Sat 2026-01-10 22:20"))
        }
    }

    @Test func `a page taken in time is a clock that was met`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00", editing: Self.withTarget) { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            desk.now += 600
            try acknowledge(try page(of: ticket, in: transaction), at: desk, in: transaction)

            let clock = try #require(try desk.ticket(in: transaction).clock(.pageAcknowledgement))
            #expect(clock.state == .fulfilled)
            #expect(clock.breachedAt == nil)
        }
    }

    @Test(arguments: [true, false])
    func `a page taken late is on record once, seen by the watcher or not`(isWatched: Bool) async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00", editing: Self.withTarget) { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            if isWatched {
                try desk.pass(to: "Sat 2026-01-10 22:12", in: transaction)
            } else {
                desk.now = .losAngeles("Sat 2026-01-10 22:12")
            }
            let page = try page(of: ticket, in: transaction)
            try acknowledge(page, at: desk, in: transaction)
            try desk.pass(to: "Sat 2026-01-10 22:13", in: transaction)

            let clock = try #require(try desk.ticket(in: transaction).clock(.pageAcknowledgement))
            let facts = try transaction.firedThresholds(of: ticket.id).filter { $0.metric == .pageAcknowledgement }
            let settled = try #require(try transaction.page(page.id))
            #expect(settled.state == .acknowledged)
            #expect(clock.state == .fulfilled)
            #expect(facts.map(\.threshold) == ["breach"])
            #expect(facts.map(\.clockDueAt) == [.losAngeles("Sat 2026-01-10 22:10")])
        }
    }

    @Test func `a late page moves the ticket nowhere, unless the policy says so`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00", editing: Self.withTarget) { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            try desk.pass(to: "Sat 2026-01-10 22:11", in: transaction)

            let decision = try #require(
                try desk.timeline(ticket, in: transaction).last { $0.cause == "page_acknowledgement/1/breach" }
            )
            #expect(decision.kind == .escalationDeclined)
        }
    }

    @Test func `moving on to other people begins their own wait`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00", editing: Self.withTarget) { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            desk.now += 60
            try desk.intake(desk.escalated("1", ticket.name), in: transaction)
            try desk.work(in: transaction)

            let clocks = try desk.ticket(in: transaction).clocks.filter { $0.metric == .pageAcknowledgement }
                .sorted { $0.cycle < $1.cycle }
            #expect(clocks.map(\.state) == [.cancelled, .running])
            #expect(clocks.last?.startedAt == desk.now)
        }
    }
}
