package import Foundation

extension Ticket {
    /// Moves the ticket up as decided: the new clocks start, the customer is told, and somebody is called where the
    /// policy says so.
    ///
    /// The clocks it had stay on record; those about the tier it leaves end, and so do those that were missed and begin
    /// anew. A settled ticket stays where it is, and one
    /// that triage has not seen gets its clocks from triage.
    /// The request's cause makes the page's and the notification's ids, so that a repeat makes none.
    package mutating func escalate(
        _ decision: EscalationDecision,
        for request: EscalationRequest,
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
                "reason": request.reason ?? decision.reason,
                "rules": decision.rules.joined(separator: ", "),
            ]
        )
        if triagedAt != nil {
            let goals = newGoals(of: decision)
            effects += cancelClocks(missed: Set(goals.map(\.metric)), at: now)
            startClocks(goals, at: now, under: policy)
        }
        if decision.movesUp {
            effects.append(.notify(NotificationRequest(.escalation, because: request.cause, text: decision.reason)))
        }
        if let ladder = decision.page {
            effects.append(page(ladder, because: request.cause, reason: decision.reason, under: policy, at: now))
        }
        return effects
    }

    /// Of the clocks that a decision starts, those that say something new: a ticket that stays at its tier keeps the ones
    /// that can still be met, and one update is owed at a time.
    private func newGoals(of decision: EscalationDecision) -> [Goal] {
        decision.goals.filter { goal in
            !clocks.contains { clock in
                clock.isOpen && clock.metric == goal.metric
                    && (goal.metric == .periodicUpdate || !decision.movesUp && clock.breachedAt == nil)
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

    private mutating func page(
        _ ladder: PagingLadder,
        because cause: String,
        reason: String,
        under policy: Policy,
        at now: Date
    ) -> TicketEffect {
        let page = Page(
            id: DerivedID.make(from: id.uuid, "page", cause),
            ticketID: id,
            tier: ladder.tier,
            reason: reason,
            createdAt: now,
            acknowledgeBy: now.addingTimeInterval(Double(ladder.acknowledgeWithin)),
            policyVersion: policy.version
        )
        record(
            .paged,
            by: "escalation",
            because: "\(page.id.uuidString.lowercased())/1",
            at: now,
            ["contact": ladder.contact(atRung: 1)?.name, "tier": String(ladder.tier), "reason": reason]
        )
        return .page(page)
    }

    /// Calls the next contact of a page that nobody answered; above the last it calls the last resort again and again,
    /// because a page may be late but never silent.
    ///
    /// A page that has been answered, or whose rung has been left already, stays as it is.
    package mutating func callOn(
        _ page: Page,
        unansweredAt rung: Int,
        up ladder: PagingLadder,
        at now: Date
    ) -> Page? {
        guard page.state == .open, page.rung == rung else { return nil }
        var next = page
        next.rung += 1
        next.acknowledgeBy = now.addingTimeInterval(Double(ladder.acknowledgeWithin))
        let key = page.id.uuidString.lowercased()
        record(.pageUnanswered, by: "escalation", because: "\(key)/\(rung)", at: now, ["rung": String(rung)])
        let contact = ladder.contact(atRung: next.rung)
        if contact == nil {
            record(.pageExhausted, by: "escalation", because: "\(key)/\(rung)", at: now, ["rung": String(rung)])
        }
        record(
            .paged,
            by: "escalation",
            because: "\(key)/\(next.rung)",
            at: now,
            ["contact": (contact ?? ladder.lastResort).name, "tier": String(ladder.tier), "reason": page.reason]
        )
        return next
    }
}
