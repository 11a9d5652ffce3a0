package import Foundation

extension Ticket {
    /// Gives the ticket its category, priority and tier, and starts its clocks from the moment it was received.
    ///
    /// A ticket that has been triaged stays as it is. What happened before triage counts: a response that was given ends
    /// its clock at the time it was given, a tier that it was moved up to is kept, and so is what an agent said that it is.
    /// A ticket that an agent opened has no first response to wait for, because the customer was spoken with.
    package mutating func triage(
        _ decision: TriageDecision,
        saying opening: CustomerWord,
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
        var effects = settleWhatHappenedBefore(isAnswered: isAnswered, under: policy, at: now)
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

    /// Starts and ends clocks for what happened before there were any.
    private mutating func settleWhatHappenedBefore(
        isAnswered: Bool,
        under policy: Policy,
        at now: Date
    ) -> [TicketEffect] {
        var effects: [TicketEffect] = []
        if let firstResponseAt {
            // Who has an answer need not be told that the question arrived.
            let owesUpdates = clocks.contains { $0.metric == .periodicUpdate && $0.isOpen }
            effects += fulfilClocks([.acknowledgement, .firstResponse, .periodicUpdate], at: firstResponseAt)
            if owesUpdates { startClocks([.periodicUpdate], at: firstResponseAt, under: policy) }
            if let unansweredSince { startClocks([.nextResponse], at: unansweredSince, under: policy) }
        } else if let unansweredSince, isAnswered || unansweredSince < createdAt {
            // A word after the call, or one that came with a ticket that was merged into this one.
            startClocks([.nextResponse], at: unansweredSince, under: policy)
        }
        if let escalatedAt, !clocks.contains(where: { $0.metric == .periodicUpdate }) {
            startClocks([.periodicUpdate], at: max(escalatedAt, firstResponseAt ?? escalatedAt), under: policy)
        }
        if status.isSettled {
            if let resolvedAt {
                effects += fulfilClocks([.acknowledgement, .resolution, .timeAtTier], at: resolvedAt)
            }
            effects += cancelClocks(Set(Metric.allCases), at: resolvedAt ?? closedAt ?? now)
        } else if status == .waitingOnVendor, let waitingSince {
            startClocks([.vendorWait], at: waitingSince, under: policy)
        }
        return effects
    }
}
