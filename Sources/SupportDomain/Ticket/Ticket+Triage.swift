package import Foundation

extension Ticket {
    /// Gives the ticket its category, priority and tier, and starts its clocks from the moment it was received.
    ///
    /// A ticket that has been triaged stays as it is. What happened before triage counts: a response that was given ends
    /// its clock at the time it was given, a tier that it was moved up to is kept, and so is what an agent said that it is.
    /// A ticket that an agent opened has no first response to wait for, because the customer was spoken with.
    /// `hasBeenSolved` tells of one that was opened again whether it had been solved, and not only closed.
    package mutating func triage(
        _ decision: TriageDecision,
        saying opening: CustomerWord,
        hasBeenSolved: Bool = true,
        under policy: Policy,
        at now: Date
    ) -> [TicketEffect] {
        guard triagedAt == nil else { return [] }
        let decision = heeded(decision, under: policy)
        category = decision.category
        subcategory = decision.subcategory
        issueType = decision.issueType
        priority = decision.priority
        tier = max(decision.tier, tier ?? decision.tier)
        language = language ?? decision.language
        manager = manager ?? policy.plan(plan).manager
        triagedAt = now
        policyVersion = policy.version
        if status == .received { status = .open }
        let routing = route(under: policy)
        let rules = decision.reasons + [routing?.reason].compactMap(\.self)
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
                "tier": tier.map(String.init),
                "team": team,
                "agents": routing?.agentList,
                "manager": manager,
                "answer_in": decision.answer?.language,
                "translation": decision.answer.flatMap { $0.needsTranslation ? "needed" : nil },
                "rules": rules.joined(separator: ", "),
            ]
        )

        let isAnswered = opening.openedBy != nil
        startClocks(
            Policy.metricsFromTriage.filter { !isAnswered || $0 != .firstResponse },
            at: createdAt,
            under: policy
        )
        var effects = catchUpOnWhatHappened(
            isAnswered: isAnswered,
            hasBeenSolved: hasBeenSolved,
            under: policy,
            at: now
        )
        guard mergedInto == nil else { return effects }  // what is to be said is said on the ticket in which it goes on
        if opening.automatic != nil {
            effects += cancelClocks([.acknowledgement], at: now)  // nobody is there to be told
        } else if clocks.contains(where: { $0.metric == .acknowledgement && !$0.isOpen }) == false {
            effects.append(.notify(NotificationRequest(.acknowledgement, because: "triage")))
        }
        if !policy.entitles(plan, to: channel, at: decision.priority) {
            effects.append(.notify(NotificationRequest(.rerouted, because: "triage")))
        }
        if let trigger = decision.escalateAtOnce, !status.isSettled {
            effects.append(.requestEscalation(EscalationRequest(trigger, because: "triage", by: "triage")))
        }
        return effects
    }

    /// The decision with what an agent had said by then in its place.
    private func heeded(_ decision: TriageDecision, under policy: Policy) -> TriageDecision {
        guard let priority else { return decision }
        var heeded = decision
        heeded.priority = priority
        heeded.reasons.append("priority:agent")
        if let category {
            heeded.category = category
            heeded.subcategory = subcategory
            heeded.tier = policy.category(category)?.entryTier ?? policy.plan(plan).entryTier
            heeded.reasons.append("category:agent")
        }
        heeded.issueType = issueType ?? decision.issueType
        let facts = TicketFacts(
            plan: plan,
            priority: priority,
            category: heeded.category,
            issueType: heeded.issueType,
            channel: channel,
            tier: heeded.tier,
            isVIP: isVIP
        )
        if policy.escalatesAtOnce(facts) {
            heeded.escalateAtOnce = .criticalIssue
        } else if decision.escalateAtOnce == .criticalIssue {
            heeded.escalateAtOnce = nil
        }
        return heeded
    }
}
