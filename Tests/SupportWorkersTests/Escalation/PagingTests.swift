import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct PagingTests {
    /// Who has been called about a ticket, in order.
    private func called(_ ticket: Ticket, by desk: Desk, in transaction: borrowing Transaction) throws -> [String?] {
        try desk.timeline(ticket, in: transaction).filter { $0.kind == .paged }.map { $0.data["contact"] }
    }

    @Test func `a page that nobody answers goes up the ladder, and then to the last resort again and again`()
        async throws
    {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            // Answered, so that no response clock calls for another page meanwhile.
            try desk.intake(desk.answered("x", ticket.name, delivered: true), in: transaction)
            try desk.pass(to: "Sat 2026-01-10 23:01", in: transaction)

            let names = try called(ticket, by: desk, in: transaction)
            let mails = try desk.notifications(ticket, in: transaction).filter { $0.kind == .page }.map(\.recipient)
            let page = try #require(try transaction.pages(of: ticket.id).first)
            #expect(
                names == ["Tier 3 on call", "Tier 3 second", "Head of support", "Head of support", "Head of support"]
            )
            #expect(mails.count == 5)
            #expect(mails.last == "head-of-support@archbuilder.app")
            #expect(page.rung == 5)
            #expect(page.state == .open)
        }
    }

    @Test func `an acknowledged page calls nobody any more`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            let page = try #require(try transaction.pages(of: ticket.id).first)
            let acknowledgement = desk.message(
                "ack",
                .pageAcknowledged,
                PageAcknowledged(page: page.id.uuidString, by: "kim")
            )
            desk.now += 60
            let batch = try desk.intake([acknowledgement, acknowledgement], in: transaction)
            try desk.pass(to: "Sat 2026-01-10 22:50", in: transaction)

            let names = try called(ticket, by: desk, in: transaction)
            let settled = try #require(try transaction.page(page.id))
            let kinds = try desk.kinds(ticket, in: transaction)
            let mail = try desk.notifications(ticket, in: transaction).first { $0.kind == .page }
            #expect(batch.rejected.isEmpty)
            #expect(names.count == 1)
            #expect(settled.state == .acknowledged)
            #expect(settled.settledBy == "kim")
            #expect(kinds.count { $0 == .pageAcknowledged } == 1)
            #expect(mail?.state == .cancelled)
        }
    }

    @Test func `a timer of a page that was answered in the same moment calls nobody`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            let page = try #require(try transaction.pages(of: ticket.id).first)
            desk.now += 900
            let unanswered = try desk.watch(in: transaction)
            try desk.intake(
                desk.message("ack", .pageAcknowledged, PageAcknowledged(page: page.id.uuidString, by: "kim")),
                in: transaction
            )
            try desk.work(in: transaction)

            let names = try called(ticket, by: desk, in: transaction)
            #expect(unanswered.map(\.routingKey) == ["page.unanswered"])
            #expect(names.count == 1)
        }
    }

    @Test func `a rung that was unanswered twice is left once`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            let page = try #require(try transaction.pages(of: ticket.id).first)
            desk.now += 900
            let event = PageUnanswered(ticket: ticket.id, page: page.id, rung: 1).outgoing
            try desk.escalate([event, event], in: transaction)
            try desk.escalate([event], in: transaction)

            let names = try called(ticket, by: desk, in: transaction)
            #expect(names == ["Tier 3 on call", "Tier 3 second"])
        }
    }

    @Test func `resolving a ticket cancels its pages and what is still on its way to somebody`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            desk.now += 60
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)
            try desk.pass(to: "Sat 2026-01-10 22:50", in: transaction)

            let page = try #require(try transaction.pages(of: ticket.id).first)
            let mail = try desk.notifications(ticket, in: transaction).first { $0.kind == .page }
            let names = try called(ticket, by: desk, in: transaction)
            #expect(page.state == .cancelled)
            #expect(mail?.state == .cancelled)
            #expect(names.count == 1)
        }
    }

    @Test func `a page is acknowledged in its own programme alone`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            let page = try #require(try transaction.pages(of: ticket.id).first)
            let other = try Desk(at: "Fri 2026-01-09 09:00", in: transaction)
            let batch = try other.intake(
                other.message("ack", .pageAcknowledged, PageAcknowledged(page: page.id.uuidString, by: "kim")),
                in: transaction
            )

            let after = try #require(try transaction.page(page.id))
            #expect(batch.rejected.map(\.reason) == [.refused])
            #expect(after.state == .open)
        }
    }
}
