import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct MergingTests {
    /// Two tickets of one customer, of which the second is merged into the first.
    private func merge(
        at desk: Desk,
        in transaction: borrowing Transaction
    ) throws -> (target: Ticket, source: Ticket, batch: Desk.Batch) {
        let target = try desk.open(id: "one@x.y", in: transaction)
        let source = try desk.open(id: "two@x.y", in: transaction)
        desk.now += 60
        let batch = try desk.intake(
            desk.merged("m", source.name, into: target.name, reason: "the same export"),
            in: transaction
        )
        let after = try desk.tickets(in: transaction)
        return (after[0], after[1], batch)
    }

    @Test func `a merged ticket is closed and says where it goes on`() async throws {
        try await withDesk { desk, transaction in
            let (target, source, batch) = try merge(at: desk, in: transaction)

            let kinds = (
                try desk.kinds(target, in: transaction).suffix(1), try desk.kinds(source, in: transaction).suffix(1)
            )
            let told = try desk.notifications(source, in: transaction).filter { $0.kind == .merged }
            #expect(batch.rejected.isEmpty)
            #expect(source.status == .closed)
            #expect(source.mergedInto == target.id)
            #expect(source.clocks.allSatisfy { !$0.isOpen })
            #expect(target.status == .open)
            #expect(kinds.0 == [.mergedFrom])
            #expect(kinds.1 == [.mergedInto])
            #expect(told.map(\.recipient) == ["ann@example.com"])
        }
    }

    @Test(arguments: [true, false])
    func `what only programs have said reopens nothing, what a person says does`(hasPersonSpoken: Bool) async throws {
        try await withDesk { desk, transaction in
            let target = try desk.open(id: "one@x.y", in: transaction)
            try desk.intake(desk.resolved("r", target.name), in: transaction)
            try desk.intake(desk.mail("two@x.y", headers: ["Auto-Submitted: auto-generated"]), in: transaction)
            try desk.work(in: transaction)
            let source = try #require(try desk.tickets(in: transaction).last)
            if hasPersonSpoken { try desk.intake(desk.mail("b@x.y", inReplyTo: "two@x.y"), in: transaction) }
            desk.now += 60
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)

            let after = try #require(try transaction.tickets([target.id])[target.id])
            #expect(source.id != target.id)
            #expect(after.status == (hasPersonSpoken ? .open : .resolved))
            #expect((after.clock(.nextResponse)?.isOpen ?? false) == hasPersonSpoken)
        }
    }

    @Test(arguments: [true, false])
    func `a person who came with a ticket that was merged waits on where that is merged, too, and a program does not`(
        isPerson: Bool
    ) async throws {
        try await withDesk { desk, transaction in
            let target = try desk.open(id: "one@x.y", in: transaction)
            try desk.intake(desk.resolved("r", target.name), in: transaction)
            try desk.intake(desk.mail("two@x.y", headers: ["Auto-Submitted: auto-generated"]), in: transaction)
            try desk.work(in: transaction)
            let middle = try #require(try desk.tickets(in: transaction).last)
            let headers = isPerson ? [] : ["Auto-Submitted: auto-generated"]
            try desk.intake(desk.mail("three@x.y", subject: "Disk", headers: headers), in: transaction)
            try desk.work(in: transaction)
            let third = try #require(try desk.tickets(in: transaction).last)
            desk.now += 60
            try desk.intake(desk.merged("m1", third.name, into: middle.name), in: transaction)
            try desk.intake(desk.merged("m2", middle.name, into: target.name), in: transaction)

            let after = try #require(try transaction.tickets([target.id])[target.id])
            #expect(Set([target.id, middle.id, third.id]).count == 3)
            #expect(after.status == (isPerson ? .open : .resolved))
            #expect((after.clock(.nextResponse)?.isOpen ?? false) == isPerson)
        }
    }

    @Test func `the requester is told in the policy's words where their request goes on`() async throws {
        try await withDesk { desk, transaction in
            let (target, source, _) = try merge(at: desk, in: transaction)
            let told = try desk.notifications(source, in: transaction).filter { $0.kind == .merged }.map(\.id)

            let stored = try #require(try transaction.notifications(told).values.first)
            #expect(stored.notification.subject == "[\(source.name)] Export")
            #expect(stored.notification.body.contains("the same thing as \(target.name),"))
        }
    }

    @Test func `a policy without words for it tells nobody`() async throws {
        try await withDesk(editing: Self.withoutWordsForMerging) { desk, transaction in
            let (_, source, _) = try merge(at: desk, in: transaction)

            let told = try desk.notifications(source, in: transaction).map(\.kind)
            #expect(source.status == .closed)
            #expect(told == [.acknowledgement])
        }
    }

    /// The policy that ships, without the template `merged`.
    private static func withoutWordsForMerging(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { $0 == "  merged:" } ?? lines.endIndex
        let end = lines[start...].firstIndex { $0 == "  page:" } ?? lines.endIndex
        lines.removeSubrange(start..<end)
        return lines.joined(separator: "\n")
    }

    enum Way: CaseIterable {
        case messageID, ownMessageID, subject, name, conversation
    }

    @Test(arguments: Way.allCases)
    func `what the customer says on a merged ticket is heard where it goes on`(way: Way) async throws {
        try await withDesk { desk, transaction in
            let target = try desk.open(id: "one@x.y", in: transaction)
            try desk.intake(
                desk.submitted("two@x.y", conversation: "s-1", channel: "chat"),
                in: transaction
            )
            try desk.work(in: transaction)
            let source = try desk.tickets(in: transaction)[1]
            try desk.intake(desk.answered("a", target.name), in: transaction)
            try desk.intake(desk.answered("b", source.name), in: transaction)
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)
            desk.now += 60
            let ours = OwnMessageID.make(UUID(), on: source.id, domain: "archbuilder.app")
            let reply =
                switch way {
                case .messageID: desk.mail("r@x.y", inReplyTo: "two@x.y")
                case .ownMessageID: desk.mail("r@x.y", inReplyTo: ours)
                case .subject: desk.mail("r@x.y", subject: "Re: [\(source.name)] Export")
                case .name: desk.replied("r@x.y", ticket: source.name)
                case .conversation: desk.submitted("r@x.y", conversation: "s-1", channel: "chat")
                }
            try desk.intake(reply, in: transaction)

            let after = try desk.tickets(in: transaction)
            let said = try desk.conversation(target, in: transaction)
            try #require(after.count == 2)
            #expect(said.contains("r@x.y"))
            #expect(after[0].clock(.nextResponse)?.startedAt == desk.now)
            #expect(after[1].status == .closed)
        }
    }

    @Test func `the merge and what follows it may come in one batch`() async throws {
        try await withDesk { desk, transaction in
            let target = try desk.open(id: "one@x.y", in: transaction)
            let source = try desk.open(id: "two@x.y", in: transaction)
            try desk.intake(
                [
                    desk.merged("m", source.name, into: target.name),
                    desk.mail("r@x.y", inReplyTo: "two@x.y"), desk.merged("again", source.name, into: target.name),
                ],
                in: transaction
            )

            let said = try desk.conversation(target, in: transaction)
            let merges = try desk.kinds(target, in: transaction).count { $0 == .mergedFrom }
            #expect(said.contains("r@x.y"))
            #expect(merges == 1)
        }
    }

    @Test func `a ticket merged into one that is merged on is heard at the last`() async throws {
        try await withDesk { desk, transaction in
            let tickets = try ["a@x.y", "b@x.y", "c@x.y"].map { try desk.open(id: $0, in: transaction) }
            try desk.intake(desk.merged("1", tickets[0].name, into: tickets[1].name), in: transaction)
            try desk.intake(desk.merged("2", tickets[1].name, into: tickets[2].name), in: transaction)
            try desk.intake(desk.mail("r@x.y", inReplyTo: "a@x.y"), in: transaction)

            let said = try desk.conversation(tickets[2], in: transaction)
            #expect(said.contains("r@x.y"))
        }
    }

    @Test func `a stranger who names a merged ticket opens one of their own`() async throws {
        try await withDesk { desk, transaction in
            let (_, source, _) = try merge(at: desk, in: transaction)
            try desk.intake(
                desk.mail("r@x.y", from: "mallory@x.y", subject: "Re: [\(source.name)] Export"),
                in: transaction
            )

            let tickets = try desk.tickets(in: transaction)
            #expect(tickets.count == 3)
        }
    }

    @Test func `who asked for the ticket that ended may name it, though the other is somebody else's`() async throws {
        try await withDesk { desk, transaction in
            let target = try desk.open(id: "one@x.y", from: "bob@x.y", in: transaction)
            let source = try desk.open(id: "two@x.y", from: "ann@x.y", in: transaction)
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)
            try desk.intake(
                desk.mail("r@x.y", from: "ann@x.y", subject: "Re: [\(source.name)] Export"),
                in: transaction
            )

            let said = try desk.conversation(target, in: transaction)
            #expect(said.contains("r@x.y"))
        }
    }

    @Test func `who asked for the ticket that ended is heard as its requester, where others are not`() async throws {
        try await withDesk(editing: Desk.keepingOthersReplies) { desk, transaction in
            let target = try desk.open(id: "one@x.y", from: "bob@x.y", in: transaction)
            let source = try desk.open(id: "two@x.y", from: "ann@x.y", in: transaction)
            try desk.intake(
                [desk.merged("m", source.name, into: target.name), desk.answered("a", target.name)],
                in: transaction
            )
            desk.now += 60
            try desk.intake(
                [
                    desk.mail("other@x.y", from: "eve@x.y", inReplyTo: "one@x.y"),
                    desk.mail("r@x.y", from: "ann@x.y", subject: "Re: [\(source.name)] Export"),
                ],
                in: transaction
            )

            let after = try desk.tickets(in: transaction)[0]
            let words = try desk.timeline(target, in: transaction).filter { $0.kind == .customerReplied }.map(\.data)
            let replayed = try desk.replay(editing: Desk.keepingOthersReplies, in: transaction)
            #expect(after.lastCustomerMessage == "r@x.y")
            #expect(after.clock(.nextResponse)?.isOpen == true)
            #expect(words == [["only_kept": "not from the requester"], ["requester_of": source.id.description]])
            #expect(replayed.map(\.difference.isEmpty) == [true, true])
        }
    }

    @Test func `a word to a merged ticket is said where it goes on, and nothing else is done to it`() async throws {
        try await withDesk { desk, transaction in
            let (target, source, _) = try merge(at: desk, in: transaction)
            let words = try desk.intake(
                [
                    desk.answered("1", source.name),
                    desk.message("2", .agentNoted, AgentNoted(ticket: source.name, agent: "kim", text: "A bug")),
                    desk.rated("3", source.name, score: 4),
                ],
                in: transaction
            )
            let deeds = try desk.intake(
                [
                    desk.resolved("4", source.name), desk.closed("5", source.name),
                    desk.message("6", .ticketReopened, TicketMoved(ticket: source.name, agent: "kim")),
                    desk.paused("7", source.name, on: "customer"), desk.escalated("8", source.name),
                ],
                in: transaction
            )

            let kinds = try desk.kinds(target, in: transaction).suffix(3)
            let after = try desk.tickets(in: transaction)
            #expect(words.rejected.isEmpty)
            #expect(kinds == [.agentReplied, .noted, .rated])
            #expect(
                deeds.rejected.map(\.error)
                    == Array(repeating: "\(source.name) was merged into \(target.name); do it there", count: 5)
            )
            #expect(after[0].status == .open)
            #expect(after[0].firstResponseAt == desk.now)
            #expect(after[1].status == .closed)
        }
    }

    @Test func `a merge that makes no sense is refused with the reason`() async throws {
        try await withDesk { desk, transaction in
            let names = try ["a", "b", "c", "d"].map { try desk.open(id: $0, in: transaction).name }
            let other = try Desk(at: "Fri 2026-01-09 09:00", in: transaction)
            let theirs = try other.open(in: transaction)
            try desk.intake([desk.merged("1", names[0], into: names[1]), desk.closed("2", names[2])], in: transaction)
            let batch = try desk.intake(
                [
                    desk.merged("3", names[1], into: names[1]), desk.merged("4", names[1], into: names[2]),
                    desk.merged("5", names[2], into: names[1]), desk.merged("6", names[1], into: names[0]),
                    desk.merged("7", names[0], into: names[3]), desk.merged("8", names[3], into: names[0]),
                    desk.merged("9", names[3], into: theirs.id.description),
                    desk.merged("10", names[3], into: "AB-999999999"),
                ],
                in: transaction
            )

            #expect(
                batch.rejected.map(\.error) == [
                    "\(names[1]) cannot be merged into itself",
                    "\(names[2]) is closed, and takes no other ticket in",
                    "\(names[2]) is closed; reopen it, then merge",
                    "\(names[0]) was merged into \(names[1]); it cannot go on in itself",
                    "\(names[0]) was merged into \(names[1]) before; merge that",
                    "\(names[0]) was merged into \(names[1]); merge into that",
                    "there is no ticket '\(theirs.id)' in the programme '\(desk.programme)'",
                    "there is no ticket 'AB-999999999' in the programme '\(desk.programme)'",
                ]
            )
            #expect(batch.rejected.allSatisfy { $0.reason == .refused })
        }
    }

    @Test func `the page of a ticket that is merged is settled, and its breaches stay`() async throws {
        try await withDesk(at: "Sat 2026-01-10 22:00") { desk, transaction in
            let target = try desk.open(id: "one", in: transaction)
            let source = try desk.open(TriageTests.texts[.p1]!, id: "two", in: transaction)
            try desk.pass(to: "Sun 2026-01-11 02:00", in: transaction)
            let before = try transaction.firedThresholds(of: source.id).map(\.threshold)
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)
            try desk.work(in: transaction)

            let pages = try transaction.pages(of: source.id).map(\.state)
            let after = try transaction.firedThresholds(of: source.id).map(\.threshold)
            #expect(before.contains("breach"))
            #expect(after == before)
            #expect(!pages.isEmpty && !pages.contains(.open))
        }
    }

    @Test func `a ticket that was merged before triage saw it is triaged without a word to anybody`() async throws {
        try await withDesk { desk, transaction in
            let target = try desk.open(id: "one@x.y", in: transaction)
            try desk.intake(desk.mail("two@x.y"), in: transaction)
            let source = try desk.tickets(in: transaction)[1]
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)
            try desk.work(in: transaction)

            let after = try desk.tickets(in: transaction)[1]
            let told = try desk.notifications(source, in: transaction).map(\.kind)
            #expect(after.triagedAt != nil)
            #expect(after.status == .closed)
            #expect(after.clocks.allSatisfy { $0.state == .cancelled })
            #expect(told == [.merged])
        }
    }

    @Test func `a call for escalation that a merge overtook moves the ticket that goes on`() async throws {
        try await withDesk { desk, transaction in
            let target = try desk.open(id: "one@x.y", in: transaction)
            let source = try desk.open(id: "two@x.y", in: transaction)
            try desk.intake(
                [
                    desk.mail(
                        "r@x.y",
                        text: "This is unacceptable, I want to speak to a manager.",
                        inReplyTo: "two@x.y"
                    ),
                    desk.merged("m", source.name, into: target.name),
                ],
                in: transaction
            )
            try desk.work(in: transaction)

            let tickets = try desk.tickets(in: transaction)
            #expect(tickets[0].escalationCount == 1)
            #expect(tickets[1].escalationCount == 0)
        }
    }

    @Test func `what the triage of a merged ticket asked for is asked of the ticket that goes on, beside its own`()
        async throws
    {
        try await withDesk { desk, transaction in
            try desk.intake(
                ["one@x.y", "two@x.y"].map { desk.submitted($0, text: TriageTests.texts[.p1] ?? "") },
                in: transaction
            )
            let asked = try desk.triage(desk.published, in: transaction).published
                .filter { $0.routingKey == EscalationRequested.type }
            let (target, source) = (try desk.tickets(in: transaction)[0], try desk.tickets(in: transaction)[1])
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)
            let passedOn = try desk.escalate(asked, in: transaction).published
                .filter { $0.routingKey == EscalationRequested.type }
            try desk.escalate(passedOn, in: transaction)

            #expect(asked.count == 2)
            #expect(passedOn.count == 1)
            let decided = try desk.timeline(target, in: transaction)
                .filter { [.escalated, .escalationDeclined].contains($0.kind) }.map(\.cause)
            #expect(decided == ["triage", "\(source.id)/triage"])
        }
    }

    @Test func `a wait that an escalation began goes on, whatever is merged in or said, and there is one of it`()
        async throws
    {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(plan: "professional", id: "1", in: transaction)
            try desk.intake(desk.answered("a", ticket.name, delivered: true), in: transaction)
            desk.now += 3600
            try desk.intake(desk.escalated("e", ticket.name), in: transaction)
            try desk.work(in: transaction)
            let begun = [desk.now]
            let escalated = try Self.waits(of: ticket, in: transaction)
            desk.now += 900
            let second = try desk.open(plan: "professional", id: "2", in: transaction)
            desk.now += 900
            try desk.intake(desk.merged("m", second.name, into: ticket.name), in: transaction)
            let merged = try Self.waits(of: ticket, in: transaction)
            try desk.intake(desk.answered("b", ticket.name, delivered: true), in: transaction)
            try desk.intake(desk.escalated("f", ticket.name), in: transaction)
            try desk.work(in: transaction)
            let again = [desk.now]
            desk.now += 900
            try desk.intake(desk.replied("r", ticket: ticket.name), in: transaction)

            #expect(escalated == begun)
            #expect(merged == begun)
            #expect(try Self.waits(of: ticket, in: transaction) == again)
        }
    }

    @Test(arguments: [true, false])
    func `a word after a missed wait begins another, whether the watcher has been there or not`(isWatched: Bool)
        async throws
    {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(plan: "professional", id: "1", in: transaction)
            try desk.intake(desk.answered("a", ticket.name, delivered: true), in: transaction)
            try desk.intake(desk.escalated("e", ticket.name), in: transaction)
            try desk.work(in: transaction)
            desk.now = .losAngeles("Tue 2026-01-06 12:00")
            if isWatched { try desk.watch(in: transaction) }
            try desk.intake(desk.replied("r", ticket: ticket.name), in: transaction)

            let waits = try Self.waits(of: ticket, in: transaction)
            #expect(waits.last == desk.now)
        }
    }

    /// When the waits for a next response that are on began.
    private static func waits(of ticket: Ticket, in transaction: borrowing Transaction) throws -> [Date] {
        try #require(try transaction.tickets([ticket.id])[ticket.id]).clocks
            .filter { $0.metric == .nextResponse && $0.isOpen }.map(\.startedAt)
    }
}
