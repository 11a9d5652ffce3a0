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

    @Test func `a page goes on up the ladder on which it began, though the policy calls nobody any more`() async throws
    {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            try desk.intake(desk.answered("x", ticket.name, delivered: true), in: transaction)
            try desk.apply(in: transaction, editing: Self.withoutLadders)
            try desk.pass(to: "Sat 2026-01-10 22:31", in: transaction)

            #expect(try desk.policy(in: transaction).ladder(forTier: 3) == nil)
            let names = try called(ticket, by: desk, in: transaction)
            let mails = try desk.notifications(ticket, in: transaction).filter { $0.kind == .page }.map(\.recipient)
            #expect(names == ["Tier 3 on call", "Tier 3 second", "Head of support"])
            #expect(mails.count == 3)
        }
    }

    @Test
    func `a page whose ladder no worker can read any more is a dead letter with its reason, and holds up no other`()
        async throws
    {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            let other = try desk.open(id: "other@example.com", in: transaction)
            let page = try #require(try transaction.pages(of: ticket.id).first)
            try desk.apply(in: transaction, editing: Self.withoutLadders)
            // As a release would find it that has given up an old form of the policy language.
            try transaction.run(
                script: """
                    SET LOCAL session_replication_role = replica;
                    UPDATE policy_version SET source = 'written for another release'
                    WHERE programme = '\(desk.programme)' AND version = 1;
                    SET LOCAL session_replication_role = origin;
                    """
            )
            let upgraded = Desk(desk.programme, at: "Sat 2026-01-10 22:16")
            let batch = try upgraded.escalate(
                [
                    PageUnanswered(ticket: ticket.id, page: page.id, rung: 1).outgoing,
                    EscalationRequested(ticket: other.id, trigger: "manual", cause: "x", by: "kim").outgoing,
                ],
                in: transaction
            )

            let kinds = try desk.kinds(other, in: transaction)
            let names = try called(ticket, by: desk, in: transaction)
            #expect(
                batch.rejected.map(\.error) == [
                    "nobody can be called for page \(page.id.uuidString.lowercased()): the policy in force calls nobody, "
                        + "and version 1, under which it began, cannot be read"
                ]
            )
            #expect(kinds.contains(.escalated))
            #expect(names == ["Tier 3 on call"])
        }
    }

    /// The policy that calls nobody.
    private static func withoutLadders(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let begin = lines.firstIndex(of: "paging:") else {
            preconditionFailure("the policy calls nobody already")
        }
        let rest = lines[(begin + 1)...].drop { $0.isEmpty || $0.hasPrefix(" ") }
        return (lines[..<begin] + rest).joined(separator: "\n")
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

    @Test
    func `a further cause joins the page that is open: nobody is called anew, and the ladder is climbed as before`()
        async throws
    {
        try await withDesk { desk, transaction in
            let ticket = try desk.open("Security incident: logins that are not ours.", in: transaction)
            let page = try #require(try transaction.pages(of: ticket.id).first)
            desk.now += 60
            try desk.intake(desk.escalated("1", ticket.name), in: transaction)
            try desk.work(in: transaction)
            let joined = try #require(try desk.timeline(ticket, in: transaction).first { $0.kind == .pageJoined })
            let before = try called(ticket, by: desk, in: transaction)
            try desk.pass(to: desk.now + 850, in: transaction)

            let pages = try transaction.pages(of: ticket.id)
            let after = try called(ticket, by: desk, in: transaction)
            #expect(joined.cause == "1")
            #expect(joined.data["page"] == page.id.uuidString.lowercased())
            #expect(joined.data["reason"] == "a member of the support team decided it")
            #expect(before == ["Engineering on call"])
            #expect(after == ["Engineering on call", "Engineering second"])
            #expect(pages.map(\.id) == [page.id])
        }
    }

    @Test func `moving on to another ladder supersedes the open page by one there, and silences it`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            desk.now += 60
            try desk.intake(desk.escalated("1", ticket.name), in: transaction)
            try desk.work(in: transaction)
            let names = try called(ticket, by: desk, in: transaction)
            let superseded = try #require(
                try desk.timeline(ticket, in: transaction).first { $0.kind == .pageSuperseded }
            )
            try desk.pass(to: "Sat 2026-01-10 22:20", in: transaction)

            let pages = try transaction.pages(of: ticket.id).sorted { $0.tier < $1.tier }
            let mails = try desk.notifications(ticket, in: transaction).filter { $0.kind == .page }
            let later = try called(ticket, by: desk, in: transaction)
            #expect(names == ["Tier 3 on call", "Engineering on call"])
            #expect(pages.map(\.tier) == [3, 4])
            #expect(pages.map(\.state) == [.cancelled, .open])
            #expect(pages[0].settledBy == "escalation to tier 4")
            #expect(superseded.data["page"] == pages[0].id.uuidString.lowercased())
            #expect(mails.filter { $0.recipient.hasPrefix("tier3") }.map(\.state) == [.cancelled])
            #expect(later == ["Tier 3 on call", "Engineering on call", "Engineering second"])
        }
    }

    @Test func `causes that come in one batch leave one page open, that of the last ladder`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p2]!, in: transaction)
            try desk.escalate(
                ["x", "y", "z", "again"].map {
                    EscalationRequested(ticket: ticket.id, trigger: "manual", cause: $0, by: "kim").outgoing
                },
                in: transaction
            )

            let pages = try transaction.pages(of: ticket.id).sorted { $0.tier < $1.tier }
            let kinds = try desk.kinds(ticket, in: transaction)
            #expect(pages.map(\.tier) == [2, 3, 4])
            #expect(pages.map(\.state) == [.cancelled, .cancelled, .open])
            #expect(kinds.count { $0 == .pageSuperseded } == 2)
            #expect(kinds.count { $0 == .pageJoined } == 1)
        }
    }

    @Test func `tiers that share a ladder share a page`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00", editing: Self.withoutLadder(ofTier: 3)) { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            desk.now += 60
            try desk.intake(desk.escalated("1", ticket.name), in: transaction)
            try desk.work(in: transaction)

            let after = try desk.ticket(in: transaction)
            let pages = try transaction.pages(of: ticket.id)
            let names = try called(ticket, by: desk, in: transaction)
            #expect(after.tier == 4)
            #expect(pages.map(\.state) == [.open])
            #expect(names == ["Engineering on call"])
        }
    }

    /// The policy that ships, without the ladder of a tier: the next one's is used.
    private static func withoutLadder(ofTier tier: Int) -> @Sendable (String) -> String {
        { text in
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let paging = lines.firstIndex { $0.hasPrefix("paging:") } ?? lines.endIndex
            let start = lines[paging...].firstIndex { $0.hasPrefix("  \(tier):") } ?? lines.endIndex
            let end = lines[start...].firstIndex { $0.hasPrefix("  \(tier + 1):") } ?? lines.endIndex
            lines.removeSubrange(start..<end)
            return lines.joined(separator: "\n")
        }
    }

    @Test func `what happens after a page was acknowledged calls somebody again`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let ticket = try desk.open("Security incident: logins that are not ours.", in: transaction)
            let page = try #require(try transaction.pages(of: ticket.id).first)
            try desk.intake(
                desk.message("ack", .pageAcknowledged, PageAcknowledged(page: page.id.uuidString, by: "kim")),
                in: transaction
            )
            desk.now += 60
            try desk.intake(desk.escalated("1", ticket.name), in: transaction)
            try desk.work(in: transaction)

            let states = try transaction.pages(of: ticket.id).sorted { $0.createdAt < $1.createdAt }.map(\.state)
            #expect(states == [.acknowledged, .open])
        }
    }

    @Test func `a critical ticket that nobody ever answers comes to rest at the highest tier, with one page open`()
        async throws
    {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            try desk.pass(to: "Sun 2026-01-11 04:00", in: transaction)
            let early = try desk.ticket(in: transaction)
            let causes = try desk.timeline(ticket, in: transaction).filter { $0.kind == .escalated }.map(\.cause)
            try desk.pass(to: "Sun 2026-01-11 16:00", in: transaction)

            let late = try desk.ticket(in: transaction)
            let pages = try transaction.pages(of: ticket.id).filter { $0.state == .open }
            let later = try desk.timeline(ticket, in: transaction).filter { $0.kind == .escalated }.map(\.cause)
            #expect(late.tier == 4)
            #expect(late.clocks == early.clocks)
            #expect(late.clocks.contains { $0.metric == .periodicUpdate && $0.isOpen })
            #expect(!late.clocks.contains { $0.metric == .timeAtTier && $0.isOpen })
            #expect(later == causes)
            #expect(pages.map(\.tier) == [4])
        }
    }
}
