package import SupportDomain

/// A ticket as it was loaded and as it is to be stored.
///
/// A class only because a batch hands its changes around, and copying two tickets each time costs more than deciding.
package final class TicketChange: Sendable {
    /// Nil for a ticket that is new.
    package let before: Ticket?
    package let after: Ticket

    package init(before: Ticket?, after: Ticket) {
        self.before = before
        self.after = after
    }

    /// The changes that lead from one set of tickets to another, in id order; tickets that stayed the same are left out.
    package static func between(_ before: [TicketID: Ticket], _ after: [TicketID: Ticket]) -> [TicketChange] {
        after.keys.sorted().compactMap { id in
            guard let new = after[id] else { return nil }
            let old = before[id]
            return old == new ? nil : TicketChange(before: old, after: new)
        }
    }

    /// Clocks that were started since the ticket was loaded.
    var newClocks: [Clock] { after.clocks.filter { loaded($0) == nil } }

    /// Clocks that differ from what was loaded.
    var movedClocks: [Clock] {
        after.clocks.filter { clock in loaded(clock).map { $0 != clock } ?? false }
    }

    /// The same cycle as it was loaded.
    func loaded(_ clock: Clock) -> Clock? {
        before?.clocks.first { $0.metric == clock.metric && $0.cycle == clock.cycle }
    }

    /// Pauses that are new or differ from what was loaded.
    var changedPauses: [Pause] {
        guard let before else { return after.pauses }
        return after.pauses.filter { !before.pauses.contains($0) }
    }

    /// Whether the moment at which the watcher must look again has moved.
    var movesTimer: Bool {
        before?.nextWakeUp != after.nextWakeUp
    }
}
