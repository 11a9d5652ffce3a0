package import Foundation

extension Ticket {
    /// Sees to it that the people of a ladder know of the ticket.
    ///
    /// While they are being called already, a further cause joins their page, which goes on climbing as it did. A page to
    /// another ladder is superseded by one to theirs, so that the ticket has one open page and none falls silent.
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
        if let current = policy.ladder(forTier: openPage.tier), current.calls(sameAs: ladder) {
            record(.pageJoined, by: "escalation", because: cause, at: now, facts)
            return []
        }
        record(.pageSuperseded, by: "escalation", because: cause, at: now, facts)
        return [
            .settlePage(.cancelled, by: "escalation to tier \(tier ?? ladder.tier)"),
            page(ladder, because: cause, reason: reason, under: policy, at: now),
        ]
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
            acknowledgeBy: now.addingTimeInterval(Double(ladder.acknowledgeWithin(for: priority))),
            policyVersion: policy.version
        )
        record(
            .paged,
            by: "escalation",
            because: "\(page.name)/1",
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
        next.acknowledgeBy = now.addingTimeInterval(Double(ladder.acknowledgeWithin(for: priority)))
        let key = page.name
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
