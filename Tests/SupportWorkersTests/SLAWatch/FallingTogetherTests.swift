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
    @Test(arguments: [(3, ["clocks.fell"]), (1000, ["clock.breached", "clock.warned"])])
    func `whether clocks fall together or each alone makes no difference to their tickets`(
        limit: Int,
        types: [String]
    ) async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            for number in 1...3 { try desk.open(TriageTests.texts[.p2]!, id: "\(number)@x.y", in: transaction) }
            desk.now = .losAngeles("Mon 2026-01-05 13:30")
            let fired = try DueTimers(limit: limit).fire(at: desk.now, in: transaction)
            let batch = try desk.escalate(fired.outgoing, in: transaction)

            let tickets = try desk.tickets(in: transaction)
            let kinds = try tickets.map { try desk.kinds($0, in: transaction).filter { $0 != .clockWarned } }
            #expect(Set(fired.outgoing.map(\.routingKey)) == Set(types))
            #expect(batch.rejected.isEmpty)
            #expect(tickets.map(\.tier) == [2, 2, 2])
            #expect(kinds.allSatisfy { $0.filter { $0 == .escalated }.count == 1 })
            #expect(kinds.allSatisfy { $0 == kinds[0] })
        }
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
