package import Foundation

extension Ticket {
    /// Sees to it that the people of a ladder know of the ticket.
    ///
    /// While they are being called already, a further cause joins their page, which goes on climbing as it did. A page to
    /// another ladder is superseded by one to theirs, so that the ticket has one open page and none falls silent; and so is one
    /// that would be waited for longer than one that is sent now, because the ticket has become more urgent.
    mutating func call(
        _ ladder: PagingLadder,
        because cause: String,
        reason: String,
        while openPage: Page?,
        under policy: Policy,
        at now: Date
    ) -> [TicketEffect] {
        guard let openPage else { return [page(ladder, because: cause, reason: reason, under: policy, at: now)] }
        let facts = ["page": openPage.name, "tier": String(openPage.tier), "reason": reason]
        let sooner = deadline(of: ladder, under: policy, at: now)
        let isMoreUrgent = openPage.acknowledgeBy.map { sooner < $0 } ?? false
        if let current = policy.ladder(forTier: openPage.tier), current.calls(sameAs: ladder), !isMoreUrgent {
            record(.pageJoined, by: "escalation", because: cause, at: now, facts)
            return []
        }
        record(.pageSuperseded, by: "escalation", because: cause, at: now, facts)
        return cancelClocks([.pageAcknowledgement], at: now) + [
            .settlePage(.cancelled, by: "escalation to tier \(tier ?? ladder.tier)"),
            page(ladder, because: cause, reason: reason, under: policy, at: now),
        ]
    }

    /// Somebody takes a page, late or not.
    package mutating func acknowledge(_ page: Page, by person: String, because cause: String, at now: Date)
        -> [TicketEffect]
    {
        record(.pageAcknowledged, by: person, because: cause, at: now, ["page": page.name])
        return fulfilClocks([.pageAcknowledgement], at: now) + [.settlePage(.acknowledged, by: person)]
    }

    /// What the policy's target table allows for acknowledging a page, if it sets a time.
    ///
    /// It warns nobody: the next rung of the ladder is its warning.
    func acknowledgementGoal(under policy: Policy, at now: Date) -> Goal? {
        var facts = facts
        facts.arrivedAt = now
        guard triagedAt != nil, let goal = policy.goal(.pageAcknowledgement, for: facts) else { return nil }
        return Goal(metric: goal.metric, target: goal.target, calendar: goal.calendar, rule: goal.rule)
    }

    /// Until when whoever is called now has to acknowledge: the target's time, else the ladder's.
    func deadline(of ladder: PagingLadder, under policy: Policy, at now: Date) -> Date {
        acknowledgementGoal(under: policy, at: now).flatMap { goal in
            Countdown(from: now, target: goal.target, calendar: policy.calendar(named: goal.calendar)).due
        } ?? now.addingTimeInterval(Double(ladder.acknowledgeWithin(for: priority)))
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
            acknowledgeBy: deadline(of: ladder, under: policy, at: now),
            policyVersion: policy.version
        )
        startClocks([acknowledgementGoal(under: policy, at: now)].compactMap(\.self), at: now, under: policy)
        recordCall(page, to: ladder.contact(atRung: 1), of: ladder, under: policy, at: now)
        return .page(page)
    }

    private mutating func recordCall(
        _ page: Page,
        to contact: PagingLadder.Contact?,
        of ladder: PagingLadder,
        under policy: Policy,
        at now: Date
    ) {
        record(
            .paged,
            by: "escalation",
            because: "\(page.name)/\(page.rung)",
            at: now,
            [
                "contact": contact?.name,
                "person": contact.flatMap { policy.personOnCall(for: $0, at: now) },
                "tier": String(ladder.tier),
                "reason": page.reason,
            ]
        )
    }

    /// Calls the next contact of a page that nobody answered; above the last it calls the last resort again and again,
    /// because a page may be late but never silent.
    ///
    /// A page that has been answered, or whose rung has been left already, stays as it is.
    package mutating func callOn(
        _ page: Page,
        unansweredAt rung: Int,
        up ladder: PagingLadder,
        under policy: Policy,
        at now: Date
    ) -> Page? {
        guard page.state == .open, page.rung == rung else { return nil }
        var next = page
        next.rung += 1
        next.acknowledgeBy = deadline(of: ladder, under: policy, at: now)
        let key = page.name
        record(.pageUnanswered, by: "escalation", because: "\(key)/\(rung)", at: now, ["rung": String(rung)])
        let contact = ladder.contact(atRung: next.rung)
        if contact == nil {
            record(.pageExhausted, by: "escalation", because: "\(key)/\(rung)", at: now, ["rung": String(rung)])
        }
        recordCall(next, to: contact ?? ladder.lastResort, of: ladder, under: policy, at: now)
        return next
    }
}
