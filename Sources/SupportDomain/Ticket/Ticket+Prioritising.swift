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
        let outcome = isWork ? reevaluateClocks(under: policy, at: now) : Reevaluation()
        func change(_ old: String?, _ new: String?) -> String? {
            old == new ? nil : "\(old ?? "none") to \(new ?? "none")"
        }
        record(
            .prioritised,
            by: agent,
            because: cause,
            at: now,
            [
                "priority": change(before.priority.map(policy.label), policy.label(said.priority)),
                "category": change(before.category, category),
                "subcategory": change(before.subcategory, subcategory),
                "issue_type": change(before.issueType, issueType),
                "reason": reason,
                "clocks": outcome.text,
            ]
        )
        let effects = tell(outcome, at: now)
        guard isWork, policy.escalatesAtOnce(facts), !policy.escalatesAtOnce(before.facts) else { return effects }
        record(
            .escalationRequested,
            by: agent,
            because: cause,
            at: now,
            ["trigger": EscalationTrigger.criticalIssue.rawValue, "reason": reason]
        )
        return effects + [.requestEscalation(EscalationRequest(.criticalIssue, because: cause, by: agent))]
    }

    private var classification: Classification? {
        priority.map { Classification($0, category: category, subcategory: subcategory, issueType: issueType) }
    }
}
