package import Foundation

extension Ticket {
    /// Moves the ticket up as decided: the new clocks start, the customer is told, and somebody is called where the
    /// policy says so.
    ///
    /// The clocks it had stay on record; those about the tier it leaves end, and so do those that were missed and begin
    /// anew. A settled ticket stays where it is, and one that triage has not seen gets its clocks from triage. A ticket
    /// has at most one open page: `openPage` is the one it has.
    /// The request's cause makes the page's and the notification's ids, so that a repeat makes none.
    package mutating func escalate(
        _ decision: EscalationDecision,
        for request: EscalationRequest,
        while openPage: Page?,
        under policy: Policy,
        at now: Date
    ) -> [TicketEffect] {
        guard !status.isSettled else {
            return decline(request, reason: "the ticket is \(status.rawValue)", at: now)
        }
        let from = tier
        var effects: [TicketEffect] = []
        if decision.movesUp {
            tier = decision.toTier
            escalationCount += 1
            effects += cancelClocks([.timeAtTier], at: now)
        }
        let routing = decision.movesUp ? route(under: policy) : nil
        escalatedAt = escalatedAt ?? now
        policyVersion = policy.version
        record(
            .escalated,
            by: request.by,
            because: request.cause,
            at: now,
            [
                "trigger": request.trigger.rawValue,
                "from_tier": from.map(String.init),
                "to_tier": String(decision.toTier),
                "team": routing?.team,
                "agents": routing?.agentList,
                "manager": manager,
                "reason": request.reason ?? decision.reason,
                "rules": decision.rules.joined(separator: ", "),
            ]
        )
        if triagedAt != nil {
            let goals = newGoals(of: decision, under: policy, at: now)
            let metrics = Set(goals.map(\.metric))
            effects += cancelClocks(missed: metrics, at: now)
            effects += cancelClocks(metrics.intersection([.nextResponse]), at: now)
            startClocks(goals, at: now, under: policy)
        }
        if decision.movesUp {
            effects.append(.notify(NotificationRequest(.escalation, because: request.cause, text: decision.reason)))
        }
        if let ladder = decision.page {
            effects += call(
                ladder,
                because: request.cause,
                reason: decision.reason,
                while: openPage,
                under: policy,
                at: now
            )
        }
        return effects
    }

    /// Of the clocks that a decision starts, those that say something new: a ticket that stays at its tier keeps the ones
    /// it has, and one update is owed at a time.
    ///
    /// One answer is waited for once, and whoever waits for it is given no more
    /// time than before: the new tier's time counts where it ends earlier.
    ///
    /// One that was missed does not begin anew at the same tier: whoever is there owes what they owed, and at the
    /// highest tier the ticket would be escalated to where it is, again and again.
    private func newGoals(of decision: EscalationDecision, under policy: Policy, at now: Date) -> [Goal] {
        decision.goals.filter { goal in
            !clocks.contains { clock in
                guard clock.isOpen, clock.metric == goal.metric else { return false }
                guard decision.movesUp else { return true }
                switch goal.metric {
                case .periodicUpdate: return true
                case .nextResponse:
                    return !clock.isMissed(at: now)
                        && clock.isDue(beforeOneOf: goal, from: now, on: self, under: policy, at: now)
                default: return false
                }
            }
        }
    }

    /// Leaves the ticket where it is, and says why on its timeline.
    package mutating func decline(_ request: EscalationRequest, reason: String, at now: Date) -> [TicketEffect] {
        record(
            .escalationDeclined,
            by: "escalation",
            because: request.cause,
            at: now,
            ["trigger": request.trigger.rawValue, "reason": reason]
        )
        return []
    }
}
