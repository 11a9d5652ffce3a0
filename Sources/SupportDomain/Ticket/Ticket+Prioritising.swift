package import Foundation

/// What an agent says a ticket is; what they leave out stays as it is.
package struct Classification: Hashable, Sendable {
    package var priority: Priority
    package var category: String?
    package var subcategory: String?
    package var issueType: String?

    package init(
        _ priority: Priority,
        category: String? = nil,
        subcategory: String? = nil,
        issueType: String? = nil
    ) {
        self.priority = priority
        self.category = category
        self.subcategory = subcategory
        self.issueType = issueType
    }

    /// What a line of a timeline says that somebody said; nil for any but ``TicketEvent/Kind/prioritised``.
    init?(_ event: TicketEvent) {
        guard event.kind == .prioritised, let priority = event.data["to_priority"].flatMap({ Priority(name: $0) })
        else { return nil }
        self.init(
            priority,
            category: event.data["to_category"],
            subcategory: event.data["to_subcategory"],
            issueType: event.data["to_issue_type"]
        )
    }
}

extension Ticket {
    /// An agent says how urgent the ticket is, and perhaps what it is about.
    ///
    /// Its open clocks get the goals of what it is now, from where they began and with the same pauses; what is too late by
    /// them is missed now, once (R10). A ticket that by this becomes one that the policy moves up at once asks for that. Said
    /// before triage, it stands: triage decides the rest. What is said of a settled ticket counts from its reopening on.
    /// Saying what it is already changes nothing.
    package mutating func prioritise(
        _ said: Classification,
        by agent: String,
        because cause: String,
        reason: String? = nil,
        at now: Date,
        under policy: Policy
    ) -> [TicketEffect] {
        let before = self
        priority = said.priority
        category = said.category ?? category
        if let subcategory = said.subcategory {
            self.subcategory = subcategory
        } else if category != before.category {
            subcategory = nil
        }
        if let issueType = said.issueType {
            self.issueType = issueType
        } else if category != before.category {
            issueType = policy.category(category)?.issueType
        }
        guard classification != before.classification else { return [] }

        let isWork = triagedAt != nil && !status.isSettled
        if isWork { _ = route(under: policy) }
        let outcome = isWork ? reevaluateClocks(under: policy, at: now) : Reevaluation()
        var facts = ["reason": reason, "clocks": outcome.text]
        facts["from_priority"] = before.priority?.name
        facts["to_priority"] = said.priority.name
        for (name, old, new) in [
            ("category", before.category, category), ("subcategory", before.subcategory, subcategory),
            ("issue_type", before.issueType, issueType), ("team", before.team, team),
        ] where old != new {
            facts["from_\(name)"] = old
            facts["to_\(name)"] = new
        }
        record(.prioritised, by: agent, because: cause, at: now, facts)
        let effects = tell(outcome, at: now)
        guard isWork, policy.escalatesAtOnce(self.facts), !policy.escalatesAtOnce(before.facts) else { return effects }
        return effects + askForEscalation(by: agent, because: cause, reason: reason, at: now)
    }

    /// Asks that the ticket be moved up, because it has become one that the policy moves up at once.
    mutating func askForEscalation(by person: String, because cause: String, reason: String?, at now: Date)
        -> [TicketEffect]
    {
        record(
            .escalationRequested,
            by: person,
            because: cause,
            at: now,
            ["trigger": EscalationTrigger.criticalIssue.rawValue, "reason": reason]
        )
        return [.requestEscalation(EscalationRequest(.criticalIssue, because: cause, by: person))]
    }

    private var classification: Classification? {
        priority.map { Classification($0, category: category, subcategory: subcategory, issueType: issueType) }
    }
}
