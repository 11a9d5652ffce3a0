import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// Customers, agents, the watcher and the passing of time in any order, everything now and then twice.
///
/// ``withDesk(at:editing:_:)`` checks in the end that every invariant of the database holds.
struct RandomWalkTests {
    @Test(arguments: 1...8)
    func `whatever people do in whatever order, what must hold holds`(seed: UInt64) async throws {
        try await withDesk(at: "Thu 2026-01-08 15:00") { desk, transaction in
            var walk = RandomWalk(seed: seed)
            for _ in 0..<60 { try walk.step(at: desk, in: transaction) }
            try desk.pass(to: desk.now + 14 * 86_400, isStaffed: true, in: transaction)

            let left = try transaction.nextTimer()
            #expect(left.map { $0 > desk.now } ?? true)
            for ticket in try desk.tickets(in: transaction)
            where try desk.timeline(ticket, in: transaction).first?.data["opened_by"] != nil {
                #expect(ticket.clock(.firstResponse) == nil, "\(ticket.name) was opened by an agent")
            }
        }
    }

    @Test(arguments: 1...4)
    func `a walk in which everything comes twice ends where it ends without`(seed: UInt64) async throws {
        try await withDesk(at: "Thu 2026-01-08 15:00") { desk, transaction in
            let twin = try Desk(at: "Thu 2026-01-08 15:00", in: transaction)
            for (desk, copies) in [(desk, 1), (twin, 2)] {
                var walk = RandomWalk(seed: seed, copies: copies)
                for _ in 0..<40 { try walk.step(at: desk, in: transaction) }
            }

            let once = try Self.summary(of: desk, in: transaction)
            let twice = try Self.summary(of: twin, in: transaction)
            #expect(once == twice)
        }
    }

    /// What a desk has come to, without ids.
    private static func summary(of desk: Desk, in transaction: borrowing Transaction) throws -> [String] {
        try desk.tickets(in: transaction).map { ticket in
            let clocks = ticket.clocks.sorted { ($0.metric.rawValue, $0.cycle) < ($1.metric.rawValue, $1.cycle) }
                .map { "\($0.metric.rawValue)/\($0.cycle) \($0.state) \($0.schedule)" }
            let kinds = try desk.kinds(ticket, in: transaction).map(\.rawValue)
            let told = try desk.notifications(ticket, in: transaction).map(\.kind.rawValue).sorted()
            return "\(ticket.subject) \(ticket.status) \(ticket.tier ?? 0) \(clocks) \(kinds) \(told)"
        }
        .sorted()
    }
}

/// Chooses what happens next; the same seed makes the same choices.
struct RandomWalk {
    private var random: SplitMix
    private let copies: Int?
    private var count = 0
    /// Source ids of what customers said.
    private var said: [String] = []
    /// The last few batches, which a broker may deliver again.
    private var recent: [[Delivery]] = []

    /// Each message comes as often as `copies` says; nil leaves it to chance.
    init(seed: UInt64, copies: Int? = nil) {
        random = SplitMix(state: seed)
        self.copies = copies
    }

    mutating func step(at desk: Desk, in transaction: borrowing Transaction) throws {
        let choice = random.below(10)
        if choice < 2 {
            desk.now += [1, 60, 900, 3600, 7200, 86_400][random.below(6)]
            try desk.watch(in: transaction)
            try desk.work(in: transaction)
            return
        }
        let tickets = try desk.tickets(in: transaction).sorted {
            ($0.createdAt, $0.subject) < ($1.createdAt, $1.subject)
        }
        var batch: [Delivery] = []
        for _ in 0...random.below(3) { batch.append(message(about: tickets, at: desk)) }
        if let copies {
            batch = batch.flatMap { Array(repeating: $0, count: copies) }
        } else if random.below(4) == 0 {
            batch += batch + (recent.randomElement(using: &random) ?? [])
        }
        try desk.intake(batch, in: transaction)
        recent = Array((recent + [batch]).suffix(5))
        if copies != nil || random.below(3) > 0 { try desk.work(in: transaction) }
    }

    private mutating func message(about tickets: [Ticket], at desk: Desk) -> Delivery {
        count += 1
        let id = "m\(count)@x.y"
        let texts = TriageTests.texts.values.sorted() + ["This is unacceptable, I want to speak to a manager."]
        let text = texts[random.below(texts.count)]
        guard !tickets.isEmpty, random.below(6) > 0 else {
            said.append(id)
            guard random.below(4) > 0 else {
                return desk.submitted(id, subject: "Subject \(count)", text: text, openedBy: "kim")
            }
            return desk.mail(id, subject: "Subject \(count)", text: text)
        }
        let subject = tickets[random.below(tickets.count)]
        let ticket = subject.id.description
        switch random.below(16) {
        case 0, 1, 2:
            said.append(id)
            let automatic = random.below(5) == 0 ? ["Auto-Submitted: auto-replied"] : []
            let earlier = random.below(6) == 0 ? "later\(count)@x.y" : said[random.below(said.count)]
            return desk.mail(
                id,
                from: random.below(4) == 0 ? "colleague@example.com" : "ann@example.com",
                subject: "Subject \(count)",
                text: text,
                inReplyTo: earlier,
                headers: automatic
            )
        case 3, 4: return desk.answered(id, ticket, waitingOn: [nil, nil, "customer", "vendor"][random.below(4)])
        case 5: return desk.paused(id, ticket, on: ["customer", "vendor"][random.below(2)])
        case 6: return desk.message(id, .ticketResumed, TicketMoved(ticket: ticket, agent: "kim"))
        case 7: return desk.resolved(id, ticket, text: [nil, "Done."][random.below(2)])
        case 8: return desk.message(id, .ticketReopened, TicketMoved(ticket: ticket, agent: "kim"))
        case 9: return random.below(3) == 0 ? desk.closed(id, ticket) : desk.resolved(id, ticket)
        case 13, 14: return desk.prioritised(id, ticket, "P\(1 + random.below(4))")
        case 10:
            guard random.below(3) == 0 else { return desk.escalated(id, ticket) }
            return desk.merged(id, ticket, into: tickets[random.below(tickets.count)].id.description)
        case 11:
            let breach = subject.breaches.randomElement(using: &random)
            return desk.annulled(id, ticket, breach?.metric ?? .resolution, cycle: breach?.cycle ?? 1)
        case 12: return desk.escalated(id, ticket, toTier: [nil, 2, 3, 4][random.below(4)])
        default: return desk.rated(id, ticket, score: 1 + random.below(5))
        }
    }
}

/// A small random number generator that is the same everywhere.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    mutating func below(_ limit: Int) -> Int {
        Int(next() % UInt64(limit))
    }
}
