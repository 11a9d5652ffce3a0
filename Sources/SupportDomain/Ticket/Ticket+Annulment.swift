package import Foundation

/// Names one breach of a ticket: a cycle of a clock has at most one.
package struct BreachName: Hashable, Sendable, CustomStringConvertible {
    package let metric: Metric
    package let cycle: Int

    package init(metric: Metric, cycle: Int) {
        self.metric = metric
        self.cycle = cycle
    }

    package var description: String { "\(metric.rawValue), cycle \(cycle)" }
}

/// A ticket has no such breach; it has these.
package struct NoSuchBreach: Error, Hashable, Sendable {
    package let breaches: [BreachName]

    package init(breaches: [BreachName]) {
        self.breaches = breaches
    }
}

extension Ticket {
    /// Every breach that is on record, annulled or not.
    package var breaches: [BreachName] {
        clocks.filter { $0.breachedAt != nil }.map { BreachName(metric: $0.metric, cycle: $0.cycle) }
    }

    /// Says of a breach that it does not count, and why; it stays on record.
    ///
    /// What came of it, such as an escalation, stays too. Of one that is among those `annulled` already nothing changes.
    package mutating func annul(
        _ breach: BreachName,
        by agent: String,
        because cause: String,
        reason: String,
        given annulled: Set<BreachName>,
        at now: Date
    ) -> Result<[TicketEffect], NoSuchBreach> {
        guard breaches.contains(breach) else { return .failure(NoSuchBreach(breaches: breaches)) }
        guard !annulled.contains(breach) else { return .success([]) }
        record(
            .breachAnnulled,
            by: agent,
            because: cause,
            at: now,
            ["metric": breach.metric.rawValue, "cycle": String(breach.cycle), "reason": reason]
        )
        return .success([.annulBreach(breach, reason: reason)])
    }
}
