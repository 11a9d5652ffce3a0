import AMQP
import Foundation
import SupportDomain
import SupportStore
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// When more is due than a batch holds, what escalation is to hear travels together.
struct FallingTogetherTests {
    /// What became of three tickets whose clocks fell by then, as far as a ticket and its customer know.
    private struct Aftermath: Equatable {
        var types: Set<String> = []
        var tiers: [Int?] = []
        var timelines: [[String]] = []
        var told: [[String]] = []
    }

    private func aftermath(of time: String, batchesOf limit: Int) async throws -> Aftermath {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let text = try #require(TriageTests.texts[.p2])
            for number in 1...3 { try desk.open(text, id: "\(number)@x.y", in: transaction) }
            desk.now = .losAngeles("Mon 2026-01-05 \(time)")
            let fired = try DueTimers(limit: limit).fire(at: desk.now, in: transaction)
            let batch = try desk.escalate(fired.outgoing, in: transaction)
            #expect(batch.rejected.isEmpty)
            let tickets = try desk.tickets(in: transaction)
            return Aftermath(
                types: Set(fired.outgoing.map(\.routingKey)),
                tiers: tickets.map(\.tier),
                timelines: try tickets.map { try desk.kinds($0, in: transaction).map(\.rawValue).sorted() },
                told: try tickets.map { ticket in
                    try desk.notifications(ticket, in: transaction).map(\.kind.rawValue).sorted()
                }
            )
        }
    }

    @Test(arguments: [("12:00", 1), ("13:30", 2)])
    func `whether clocks fall together or each alone makes no difference`(time: String, tier: Int) async throws {
        let together = try await aftermath(of: time, batchesOf: 3)
        let alone = try await aftermath(of: time, batchesOf: 1000)

        #expect(together.types == ["clocks.fell"])
        #expect(alone.types == ["clock.breached", "clock.warned"])
        #expect(together.tiers == [tier, tier, tier])
        #expect(together.timelines == alone.timelines)
        #expect(together.told == alone.told)
        #expect(together.told.allSatisfy { $0.contains("warning") } || tier == 2)
    }

    @Test func `what cannot be dealt with leaves as a message of its own, and is kept with its reason`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p2]!, in: transaction)
            let stray = ClockBreached(ticket: TicketID(UUID()), metric: "first_response", cycle: 1, due: desk.now)
            desk.now = .losAngeles("Mon 2026-01-05 13:30")
            try desk.watch(in: transaction)
            let missed = ClockBreached(ticket: ticket.id, metric: "first_response", cycle: 1, due: desk.now)
            let batch = try desk.escalate([ClocksFell(breached: [stray, missed]).outgoing], in: transaction)
            let alone = batch.published.filter { $0.routingKey == ClockBreached.type }
            let again = try desk.escalate(alone, in: transaction)

            #expect(batch.rejected.isEmpty)
            #expect(try desk.ticket(in: transaction).tier == 2)
            #expect(alone.map(\.message.messageID) == [stray.outgoing.message.messageID])
            #expect(again.rejected.map(\.error) == ["there is no ticket \(stray.ticket)"])
        }
    }

    @Test func `a message tells of so many at most, and none is left out`() {
        let breached = (1...20).map { ClockBreached(ticket: .init(UUID()), metric: "resolution", cycle: $0, due: .now) }
        let warned = (1...5).map { cycle in
            ClockWarned(ticket: .init(UUID()), metric: "resolution", cycle: cycle, threshold: "75%", due: .now)
        }
        let split = ClocksFell(breached: breached, warned: warned).split(by: 16)

        #expect(split.map(\.breached.count) == [16, 4])
        #expect(split.map(\.warned.count) == [5, 0])
        #expect(split.flatMap(\.breached) == breached)
        #expect(split.flatMap(\.warned) == warned)
        #expect(ClocksFell(breached: [], warned: []).split(by: 16) == [])
        #expect(Set(split.map(\.messageID)).count == 2)
    }

    @Test func `its parts are the messages that would have been sent alone`() {
        let breached = ClockBreached(ticket: .init(UUID()), metric: "resolution", cycle: 1, due: .now)
        let warned = ClockWarned(ticket: breached.ticket, metric: "resolution", cycle: 1, threshold: "75%", due: .now)
        let stage = EscalationStage(policies: PolicyBook())
        let parts = stage.parts(of: .fell(ClocksFell(breached: [breached], warned: [warned])))

        #expect(
            Set(parts.map(\.message.messageID))
                == Set([breached, warned as any FleetEvent].map(\.outgoing.message.messageID))
        )
        #expect(stage.parts(of: .breached(breached)).isEmpty)
        #expect(stage.size(of: .fell(ClocksFell(breached: [breached], warned: [warned]))) == 2)
        #expect(stage.size(of: .warned(warned)) == 1)
    }
}
