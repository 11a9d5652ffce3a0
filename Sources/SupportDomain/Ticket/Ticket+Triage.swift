package import Foundation

extension Ticket {
    /// Gives the ticket its category, priority and tier, and starts its clocks from the moment it was received.
    ///
    /// A ticket that has been triaged stays as it is. What an agent did before triage counts: a response that was given
    /// ends its clock at the time it was given.
    package mutating func triage(
        _ decision: TriageDecision,
        saying opening: CustomerWord,
        under policy: Policy,
        at now: Date
    ) -> [TicketEffect] {
        guard triagedAt == nil else { return [] }
        category = decision.category
        subcategory = decision.subcategory
        issueType = decision.issueType
        priority = decision.priority
        tier = decision.tier
        language = language ?? decision.language
        triagedAt = now
        policyVersion = policy.version
        if status == .received { status = .open }
        record(
            .triaged,
            by: "triage",
            because: opening.message,
            at: now,
            [
                "priority": policy.label(decision.priority),
                "category": decision.category,
                "subcategory": decision.subcategory,
                "issue_type": decision.issueType,
                "tier": String(decision.tier),
                "rules": decision.reasons.joined(separator: ", "),
            ]
        )

        startClocks(Policy.metricsFromTriage, at: createdAt, under: policy)
        var effects = settleWhatHappenedBefore(at: now)
        if opening.automatic == nil {
            effects.append(.notify(NotificationRequest(.acknowledgement, because: "triage")))
        } else {
            effects += cancelClocks([.acknowledgement], at: now)  // nobody is there to be told
        }
        if !policy.plan(plan).allows(channel: channel) {
            effects.append(.notify(NotificationRequest(.rerouted, because: "triage")))
        }
        if let trigger = decision.escalateAtOnce, !status.isSettled {
            effects.append(.requestEscalation(EscalationRequest(trigger, because: "triage", by: "triage")))
        }
        return effects
    }

    /// Ends clocks for what agents did before there were any.
    private mutating func settleWhatHappenedBefore(at now: Date) -> [TicketEffect] {
        var effects: [TicketEffect] = []
        if let firstResponseAt { effects += fulfilClocks([.firstResponse], at: firstResponseAt) }
        if status.isSettled {
            effects += fulfilClocks([.resolution, .timeAtTier], at: resolvedAt ?? now)
            effects += cancelClocks([.firstResponse], at: resolvedAt ?? now)
        }
        return effects
    }
}
