package import Foundation

extension Clock {
    /// Those pauses of its ticket that were there while the cycle lasted; one that it ended in stays open.
    package func pauses(among pauses: [Pause]) -> [Pause] {
        guard let endedAt else { return pauses }
        return pauses.filter { $0.since < endedAt }.map { pause in
            guard let until = pause.until, until > endedAt else { return pause }
            return Pause(since: pause.since, reason: pause.reason)
        }
    }

    /// What this cycle would have been, had `policy` decided it: from the same start and with the same pauses.
    ///
    /// Nothing that is on record changes by it. Nil where the policy sets no time for such a ticket. Of the facts, the tier
    /// is the one the clock was started at; of all pauses of the ticket, those that began after the clock ended do not
    /// matter.
    package func recomputed(for facts: TicketFacts, pauses: [Pause], under policy: Policy, at now: Date) -> Clock? {
        var facts = facts
        facts.tier = tier ?? facts.tier
        facts.arrivedAt = startedAt
        facts.arrival = nil
        let end = endedAt ?? now
        let pauses = self.pauses(among: pauses)
        // Nobody owes an update where nothing was escalated and work is not to go on until the end.
        if metric == .periodicUpdate, !facts.isEscalated, !policy.isContinuous(for: facts) { return nil }
        let goals = policy.goals(for: facts, metrics: [metric]).filter { $0.metric == metric }
        guard let goal = policy.earliest(of: goals, from: startedAt, pauses: pauses) else { return nil }

        var clock = Clock.start(goal, cycle: cycle, at: startedAt, pauses: pauses, in: policy, tier: tier)
        _ = clock.fireThresholds(at: end)
        clock.endedAt = endedAt
        if endedAt != nil { clock.state = state }
        return clock
    }
}
