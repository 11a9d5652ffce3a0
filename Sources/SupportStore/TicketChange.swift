package import SupportDomain

/// A ticket as it was loaded and as it is to be stored.
package struct TicketChange: Sendable {
    /// Nil for a ticket that is new.
    package let before: Ticket?
    package let after: Ticket

    package init(before: Ticket?, after: Ticket) {
        self.before = before
        self.after = after
    }

    /// The changes that lead from one set of tickets to another, in id order; tickets that stayed the same are left out.
    package static func between(_ before: [TicketID: Ticket], _ after: [TicketID: Ticket]) -> [TicketChange] {
        after.values
            .filter { before[$0.id] != $0 }
            .sorted { $0.id < $1.id }
            .map { TicketChange(before: before[$0.id], after: $0) }
    }

    /// Clocks that are new or differ from what was loaded.
    var changedClocks: [Clock] {
        guard let before else { return after.clocks }
        return after.clocks.filter { !before.clocks.contains($0) }
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
