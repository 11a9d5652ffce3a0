package import Foundation

extension Policy {
    /// Decides what comes of a trigger on a ticket as `facts` describe it now.
    ///
    /// A ticket moves to the next tier, further where its priority's rule says so or `toTier` asks for it, and never down; at
    /// the highest tier it stays, and whoever is there is told, unless they are being called already. The last tier of
    /// its plan is the highest for it, unless somebody moves it by hand. A trigger that the policy has not put in force
    /// gives nil, except ``EscalationTrigger/manual``, which always counts.
    ///
    /// `metric` is the clock that was missed, for a breach, and `rule` the rule that set its time; `toTier` the tier that an
    /// agent asked for. What is owed from then on goes by how `now` lies to the hours, and not by when the ticket came in.
    package func escalation(
        of facts: TicketFacts,
        trigger: EscalationTrigger,
        metric: Metric? = nil,
        rule: String? = nil,
        toTier: Int? = nil,
        at now: Date
    ) -> EscalationDecision? {
        guard trigger == .manual || escalation.triggers.contains(trigger) else { return nil }
        if trigger == .serviceLevelBreached, let metric, !escalation.breachesThatEscalate.contains(metric) {
            return nil
        }
        var rules: [String] = ["trigger:\(trigger.rawValue)"]
        var reason = reason(for: trigger, metric: metric, facts: facts)
        let lastTier = trigger == .manual ? highestTier : lastTier(onPlan: facts.plan)
        var target = min(facts.tier + 1, lastTier)
        if trigger == .criticalIssue, let rule = immediateEscalation(for: facts) {
            rules.append(rule.id)
            reason = self.reason(for: rule, facts: facts)
            target = min(rule.to.min() ?? facts.tier, lastTier)
        }
        if trigger == .timeAtTier, let rule, let next = next(after: facts.tier, by: rule) {
            rules.append(rule)
            target = min(next, lastTier)
        }
        if let toTier, tier(toTier) != nil { target = max(facts.tier, toTier) }

        var after = facts
        after.tier = max(target, facts.tier)
        after.isEscalated = true
        after.arrivedAt = now
        after.arrival = nil
        return EscalationDecision(
            toTier: after.tier,
            movesUp: after.tier > facts.tier,
            reason: reason,
            rules: rules,
            goals: goals(for: after, metrics: [.nextResponse, .periodicUpdate, .timeAtTier]),
            page: pages(for: facts) ? ladder(forTier: after.tier) : nil
        )
    }

    /// The tier to which a priority's rule leads after its time; nil where no such rule set it.
    ///
    /// Where the escalation matrix had more to say, the name of a clock's rule goes on after that of the priority's.
    private func next(after tier: Int, by name: String) -> Int? {
        escalation.byPriority.first { rule in
            rule.delay != .atOnce && (name == rule.id || name.hasPrefix("\(rule.id) ("))
        }?
        .to.first { $0 > tier }
    }

    /// Whether somebody is called for such a ticket: its priority pages, and its plan has that.
    private func pages(for facts: TicketFacts) -> Bool {
        escalation.pagedPriorities.contains(facts.priority) && plan(facts.plan).isPaged
    }

    /// Who is called for a tier: its own ladder, or that of the nearest one above or, failing that, below.
    package func ladder(forTier tier: Int) -> PagingLadder? {
        ladders[tier]
            ?? ladders.filter { $0.key > tier }.min { $0.key < $1.key }?.value
            ?? ladders.max { $0.key < $1.key }?.value
    }

    /// Whether such a ticket moves up at once, for what it is.
    package func escalatesAtOnce(_ facts: TicketFacts) -> Bool {
        escalation.triggers.contains(.criticalIssue) && immediateEscalation(for: facts) != nil
    }

    /// The rule that moves such a ticket up at once, if there is one.
    func immediateEscalation(for facts: TicketFacts) -> PriorityEscalation? {
        let rule = escalation.byPriority.first { $0.when.holds(for: facts) }
        return rule?.delay == .atOnce ? rule : nil
    }

    /// What the rule looks at in the ticket: not every issue that goes up at once has a high priority.
    private func reason(for rule: PriorityEscalation, facts: TicketFacts) -> String {
        if rule.when.isVIP == true { return "this customer's issues are looked at first" }
        if rule.when.priorities == nil, rule.when.issueTypes != nil {
            return "\(facts.issueType.replacing("_", with: " ")) issues are escalated at once"
        }
        return reason(for: .criticalIssue, metric: nil, facts: facts)
    }

    private func reason(for trigger: EscalationTrigger, metric: Metric?, facts: TicketFacts) -> String {
        switch trigger {
        case .serviceLevelBreached: "the \(metric?.words ?? "service level") is overdue"
        case .timeAtTier: "it has been with tier \(facts.tier) for as long as a \(facts.issueType) issue may"
        case .customerRequest: "the customer asked for it"
        case .criticalIssue: "its priority is \(label(facts.priority))"
        case .failedAttempts: "attempts to resolve it have failed"
        case .dissatisfaction: "the customer is not satisfied"
        case .businessImpact: "it holds up the customer's business"
        case .manual: "a member of the support team decided it"
        }
    }
}
