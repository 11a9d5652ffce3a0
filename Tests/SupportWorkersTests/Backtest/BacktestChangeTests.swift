import Foundation
import Postgres
import SupportDomain
import SupportStore
import SupportWorkers
import Testing

/// What a changed policy would have changed, no more and no less; document 003's policy with one line edited.
struct BacktestChangeTests {
    @Test func `a shorter first response is due earlier, and what was in time is missed and moves up`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.pass(to: "Fri 2026-01-09 16:00", in: transaction)
            try desk.intake(desk.answered("a", ticket.name), in: transaction)
            try desk.pass(to: "Fri 2026-01-09 17:00", in: transaction)
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)
            try desk.pass(to: "Sat 2026-01-10 10:00", in: transaction)

            let replayed = try desk.replay(
                editing: { $0.replacing(Self.mediumResponse, with: "first_response: 4 business hours") },
                in: transaction
            )
            let one = try #require(replayed.first?.difference)
            #expect(replayed.count == 1)
            #expect(one.decisions.isEmpty)
            let dues = Set(one.dues.map { "\($0.metric.words) \($0.cycle) \($0.shift.map(String.init) ?? "new")" })
            let moved = "first response 1 \(-68 * 3600)"  // from Monday 10:00 to Friday 14:00
            #expect(
                dues == [
                    moved, "next response 1 new", "periodic update 1 new", "periodic update 2 new",
                    "time at tier 2 new",
                ]
            )
            #expect(one.breaches.new == ["first response 1"])
            #expect(one.breaches.avoided.isEmpty)
            #expect(one.escalations.new == ["first_response/1/breach to tier 2"])
            #expect(one.recordedCalls.isEmpty && one.replayedCalls.isEmpty)
            let move = try #require(replayed.first?.replay.timeline.first { $0.kind == .escalated })
            #expect(move.at == .losAngeles("Fri 2026-01-09 14:00") + 1)
        }
    }

    @Test func `a wait that another policy would have begun is new, and none that was there is taken for it`()
        async throws
    {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            for (id, time) in [("a", "Fri 2026-01-09 12:00"), ("b", "Mon 2026-01-12 12:00")] {
                try desk.pass(to: time, in: transaction)
                try desk.intake(desk.answered(id, ticket.name, waitingOn: "customer"), in: transaction)
            }
            try desk.pass(to: "Mon 2026-01-12 15:00", in: transaction)
            try desk.intake(desk.replied("c", ticket: ticket.name), in: transaction)
            try desk.work(in: transaction)

            // It moves up on Monday at ten, whoever is waited for.
            let replayed = try desk.replay(
                editing: {
                    $0.replacing("time_at_tier: [customer, vendor, resolved]", with: "time_at_tier: [vendor, resolved]")
                },
                in: transaction
            )
            let dues = try #require(replayed.first?.difference).dues.filter { $0.metric == .nextResponse }
            // What the customer began at three is due on the next day at two then, and not at three.
            #expect(dues.map(\.shift) == [-3600, nil])
            #expect(dues.map { $0.recorded == nil } == [false, true])
        }
    }

    @Test func `a longer first response avoids the breach, the move up and all that followed`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.pass(to: "Mon 2026-01-12 12:00", in: transaction)  // two hours late
            try desk.intake(desk.answered("a", ticket.name), in: transaction)
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)

            let replayed = try desk.replay(
                editing: { $0.replacing(Self.mediumResponse, with: "first_response: 2 business days") },
                in: transaction
            )
            let one = try #require(replayed.first?.difference)
            #expect(one.breaches.avoided == ["first response 1"])
            #expect(one.breaches.new.isEmpty)
            #expect(one.escalations.avoided == ["first_response/1/breach to tier 2"])
            #expect(one.dues.first?.shift == 86_400)
        }
    }

    @Test func `a shorter rung calls more people before the same answer, and at night that counts`() async throws {
        try await withDesk(at: "Fri 2026-01-09 23:00") { desk, transaction in
            let ticket = try desk.open("Complete system outage.", in: transaction)
            let page = try #require(try transaction.pages(of: ticket.id).first)
            try desk.pass(to: "Fri 2026-01-09 23:20", in: transaction)
            let answer = PageAcknowledged(page: page.id.uuidString, by: "kim")
            try desk.intake(desk.message("ack", .pageAcknowledged, answer), in: transaction)
            try desk.pass(to: "Fri 2026-01-09 23:50", in: transaction)

            let replayed = try desk.replay(
                editing: { $0.replacing("acknowledge_within: 15m", with: "acknowledge_within: 6m") },
                in: transaction
            )
            let one = try #require(replayed.first)
            let (before, after) = (one.difference.recordedCalls, one.difference.replayedCalls)
            #expect(before.map(\.person) == ["Tier 3 on call", "Tier 3 second"])
            #expect(
                after.map(\.person) == ["Tier 3 on call", "Tier 3 second", "Head of support", "Head of support"]
            )
            #expect(one.difference.pages.new.isEmpty && one.difference.pages.avoided.isEmpty)

            let zone = try #require(Zone("America/Los_Angeles"))
            var tally = BacktestTally(night: Night(try #require(Shift("23:15-07:00")), in: zone), examples: 5)
            tally.add(one.difference, of: one.record.ticket)
            let head = try #require(tally.people["Head of support"])
            #expect((head.recorded, head.replayed, head.recordedAtNight, head.replayedAtNight) == (0, 2, 0, 1))
            let second = try #require(tally.people["Tier 3 second"])
            #expect((second.recorded, second.replayed) == (1, 1))
            #expect((second.recordedAtNight, second.replayedAtNight) == (1, 0))
        }
    }

    @Test(arguments: [true, false])
    func `what others reply would have moved nothing under a policy that only keeps it`(isSolved: Bool) async throws {
        try await withDesk(at: "Mon 2026-01-12 10:00") { desk, transaction in
            let ticket = try desk.open(id: "a@example.com", in: transaction)
            try desk.intake(desk.answered("r", ticket.name, waitingOn: "customer"), in: transaction)
            if isSolved { try desk.intake(desk.resolved("s", ticket.name), in: transaction) }
            desk.now += 60
            try desk.intake(
                desk.mail("b@example.com", from: "colleague@example.com", inReplyTo: "a@example.com"),
                in: transaction
            )
            try desk.work(in: transaction)

            let one = try #require(try desk.replay(editing: Desk.keepingOthersReplies, in: transaction).first)
            #expect(one.record.ticket.status == .open)
            #expect(one.replay.ticket.status == (isSolved ? .resolved : .waitingOnCustomer))
            #expect(one.replay.ticket.clock(.nextResponse) == nil)
            #expect(one.difference.dues.contains { $0.metric == .nextResponse })
        }
    }

    @Test func `where a rotation is called it is whose turn it was who counts as called`() async throws {
        try await withDesk(at: "Mon 2026-01-12 03:00") { desk, transaction in
            try desk.open("Complete system outage.", in: transaction)
            try desk.pass(to: "Mon 2026-01-12 03:01", in: transaction)
            let takingTurns = try desk.replay(editing: Self.takingTurns, in: transaction)
            let one = try #require(takingTurns.first)
            #expect(one.difference.recordedCalls.map(\.person) == ["Tier 3 on call"])
            #expect(one.difference.replayedCalls.map(\.person) == ["Kim Lee"], "the new turn begins at nine")
            #expect(!one.difference.isEmpty, "somebody else would have been called")

            let zone = try #require(Zone("America/Los_Angeles"))
            var tally = BacktestTally(night: Night(try #require(Shift("22:00-07:00")), in: zone), examples: 5)
            tally.add(one.difference, of: one.record.ticket)
            #expect(tally.people["Kim Lee"]?.replayedAtNight == 1)
            #expect(tally.people["Tier 3 on call"]?.replayed == 0)
        }
        try await withDesk(at: "Mon 2026-01-12 09:00") { desk, transaction in
            try desk.open("Complete system outage.", in: transaction)
            let replayed = try desk.replay(editing: Self.takingTurns, in: transaction)
            #expect(replayed.flatMap { $0.difference.replayedCalls.map(\.person) } == ["Ada Long"])
        }
    }

    @Test func `another person whose turn it was is a change, and so is nobody's turn`() async throws {
        try await withDesk(at: "Mon 2026-01-12 03:00", editing: { Self.takingTurns($0) }) { desk, transaction in
            try desk.open("Complete system outage.", in: transaction)
            let same = try #require(try desk.replay(editing: Self.takingTurns, in: transaction).first)
            #expect(same.difference.recordedCalls.map(\.person) == ["Kim Lee"])
            #expect(same.difference.isEmpty, "\(same.difference)")

            let swapped = try desk.replay(
                editing: { Self.takingTurns($0).replacing("people: [kim, ada]", with: "people: [ada, kim]") },
                in: transaction
            )
            let other = try #require(swapped.first)
            #expect(other.difference.replayedCalls.map(\.person) == ["Ada Long"])
            #expect(!other.difference.isEmpty)
            let zone = try #require(Zone("America/Los_Angeles"))
            var tally = BacktestTally(night: Night(try #require(Shift("22:00-07:00")), in: zone), examples: 5)
            tally.add(other.difference, of: other.record.ticket)
            #expect(tally.changed == 1)

            let contact = try #require(try desk.replay(in: transaction).first)
            #expect(contact.difference.replayedCalls.map(\.person) == ["Tier 3 on call"])
            #expect(!contact.difference.isEmpty)
        }
    }

    /// Who is called first for the third tier changes every Monday at nine.
    private static func takingTurns(_ text: String) -> String {
        text.replacing(
            "email: tier3-oncall@archbuilder.app}",
            with: "email: tier3-oncall@archbuilder.app, rotation: experts}"
        ) + """

            rotations:
              experts:
                name: Experts
                tiers: [3]
                people: [kim, ada]
                turn: 1 week
                starts: 2026-01-05
                hand_off: 09:00
                zone: America/Los_Angeles
            agents:
              kim: {name: Kim Lee}
              ada: {name: Ada Long}

            """
    }

    @Test func `a page that is not on record is answered when it is said to be, or never`() async throws {
        try await withDesk(at: "Mon 2026-01-12 10:00") { desk, transaction in
            try desk.open("Importing a model gives an error.", in: transaction)
            try desk.pass(to: "Tue 2026-01-13 10:30", in: transaction)

            // It would have been opened a second after the due time, at 10:00:01.
            let early = try Self.callsWithPagesForMedium(at: desk, answeringAfter: nil, in: transaction)
            #expect(early == ["Tier 2 on call"])
            try desk.pass(to: "Tue 2026-01-13 10:31", in: transaction)
            let answered = try Self.callsWithPagesForMedium(at: desk, answeringAfter: 60, in: transaction)
            let unanswered = try Self.callsWithPagesForMedium(at: desk, answeringAfter: nil, in: transaction)
            #expect(answered == ["Tier 2 on call"])
            #expect(unanswered == ["Tier 2 on call", "Support lead"])
        }
    }

    private static func callsWithPagesForMedium(
        at desk: Desk,
        answeringAfter: TimeInterval?,
        in transaction: borrowing Transaction
    ) throws -> [String] {
        try desk.replay(
            editing: { $0.replacing("page: [P1, P2] ", with: "page: [P1, P2, P3] ") },
            answeringAfter: answeringAfter,
            in: transaction
        )
        .flatMap { $0.difference.replayedCalls.map(\.person) }
    }

    @Test func `what triage would have decided otherwise is named, and what follows from it`() async throws {
        try await withDesk(at: "Mon 2026-01-12 10:00") { desk, transaction in
            try desk.open("Importing a model gives an error.", in: transaction)
            let replayed = try desk.replay(
                editing: { $0.replacing("default_priority: P3", with: "default_priority: P2") },
                in: transaction
            )
            let one = try #require(replayed.first?.difference)
            #expect(one.decisions.map { "\($0.what) \($0.recorded) \($0.replayed)" } == ["priority P3 P2"])
            #expect(Set(one.dues.map(\.metric)) == [.firstResponse, .resolution, .timeAtTier])
            #expect(one.dues.allSatisfy { ($0.shift ?? 0) < 0 })
        }
    }

    @Test func `where no version tells what triage's label stood for, what an agent changed it from does`()
        async throws
    {
        try await withDesk(at: "Mon 2026-01-12 10:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            for (id, priority) in [("raised", "P1"), ("lowered", "P4")] {
                desk.now += 60
                try desk.intake(desk.prioritised(id, ticket.name, priority), in: transaction)
                try desk.work(in: transaction)
            }
            let one = try #require(try desk.replay(in: transaction).first)
            #expect(one.record.ticket.priority == .p4)
            #expect(TicketDifference(one.record, one.replay, knowing: [:]).decisions.isEmpty)
        }
    }

    @Test func `what is on record after the end of a replay happens in it all the same`() async throws {
        try await withDesk(at: "Fri 2026-01-09 10:00") { desk, transaction in
            try desk.open(in: transaction)
            let before = desk.now + 60
            try desk.pass(to: "Mon 2026-01-12 12:00", in: transaction)  // missed at ten, and moved up

            let one = try #require(try desk.replay(until: before, in: transaction).first)
            #expect(one.difference.breaches.recorded.contains("first response 1"))
            #expect(one.difference.escalations.recorded.contains("first_response/1/breach to tier 2"))
            #expect(one.difference.isEmpty, "\(one.difference)")
        }
    }

    @Test func `a reply that is to move the ticket up would have done so, unless it was read too late`() async throws {
        try await withDesk(at: "Mon 2026-01-12 10:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            desk.now += 60
            try desk.intake(
                desk.replied("more", text: "My boss is watching this.", ticket: ticket.name),
                in: transaction
            )
            try desk.work(in: transaction)
            desk.now += 60
            // Read when it was settled: under its own version this one moves nothing, then or in the replay.
            let late = desk.replied("late", text: "I want to speak to a manager.", ticket: ticket.name)
            try desk.intake([late, desk.resolved("r", ticket.name)], in: transaction)
            try desk.work(in: transaction)

            let same = try desk.replay(in: transaction)
            #expect(same.map(\.difference.isEmpty) == [true])
            let replayed = try desk.replay(
                editing: { $0.replacing(#"any: ["unacceptable","#, with: #"any: ["my boss", "unacceptable","#) },
                in: transaction
            )
            let other = try #require(replayed.first?.difference)
            #expect(other.escalations.new == ["more to tier 2"])
        }
    }

    private static let mediumResponse = "first_response: 1 business day"
}
