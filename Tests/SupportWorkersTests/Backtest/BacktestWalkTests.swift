import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing

/// Whatever happened, replayed under the version that decided it.
struct BacktestWalkTests {
    @Test(arguments: 101...116)
    func `a walk replayed under its own version would have gone as it went`(seed: UInt64) async throws {
        // In every other one the replies of colleagues count for nothing.
        let edit: @Sendable (String) -> String = { text in
            seed.isMultiple(of: 2) ? Desk.keepingOthersReplies(text) : text
        }
        try await withDesk(at: "Thu 2026-01-08 15:00", editing: edit) { desk, transaction in
            var walk = RandomWalk(seed: seed)
            for _ in 0..<60 { try walk.step(at: desk, in: transaction) }
            try desk.pass(to: desk.now + 14 * 86_400, isStaffed: true, in: transaction)

            let replayed = try desk.replay(editing: edit, in: transaction)
            #expect(replayed.count == (try desk.tickets(in: transaction)).count)
            for one in replayed {
                #expect(one.difference.isEmpty, "\(one.record.ticket.name): \(one.difference)")
                let (again, before) = (Self.timeline(one.replay.timeline), Self.timeline(one.record.timeline))
                #expect(again.difference(from: before).isEmpty)
                let (clocks, recorded) = (Self.clocks(one.replay.ticket), Self.clocks(one.record.ticket))
                #expect(clocks.difference(from: recorded).isEmpty)
            }
        }
    }

    /// What comes of what people do; that they rated, assigned or acknowledged is only on record.
    ///
    /// Thresholds that were noticed at one moment stand in the order in which the store happens to read clocks.
    private static func timeline(_ events: [TicketEvent]) -> [String] {
        let unheard: Set<TicketEvent.Kind> = [
            .noted, .assigned, .rated, .escalationRequested, .pageAcknowledged, .notificationFailed, .breachAnnulled,
        ]
        var lines: [String] = []
        var noticed: [String] = []
        for event in events where !unheard.contains(event.kind) {
            let line = "\(event.at.timeIntervalSince1970) \(event.kind) \(event.cause)"
            if event.kind == .clockWarned || event.kind == .clockBreached {
                noticed.append(line)
            } else {
                lines += noticed.sorted() + [line]
                noticed = []
            }
        }
        return lines + noticed.sorted()
    }

    private static func clocks(_ ticket: Ticket) -> [String] {
        ticket.clocks.map { clock in
            "\(clock.metric)/\(clock.cycle) \(clock.state) \(clock.target) \(clock.calendar) \(clock.schedule) "
                + "\(clock.endedAt?.timeIntervalSince1970 ?? 0)"
        }
        .sorted()
    }
}
