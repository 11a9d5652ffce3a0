extension Policy {
    /// Decides what a new message is about, how urgent it is, and who is to look at it first.
    ///
    /// A category or urgency that the gateway states is believed, if the policy knows it; an urgency, weighed by the
    /// impact that is stated with it, can only raise what the rules found, so that a form's default does not hide an outage.
    package func triage(_ input: TriageInput) -> TriageDecision {
        let reading = MessageReading(input, with: triageRules)
        var reasons: [String] = []

        var outcome = triageRules.defaultCategory
        if let rule = reading.first(of: triageRules.compiled.categories).map({ triageRules.categories[$0] }) {
            outcome = rule.outcome
            reasons.append("category:\(rule.id)")
        } else {
            reasons.append("category:default")
        }
        if let stated = input.category.flatMap(category(_:)), stated.id != outcome.category {
            outcome = CategoryRule.Outcome(category: stated.id)
            reasons.append("category:stated")
        }
        var issueType = outcome.issueType ?? category(outcome.category)?.issueType ?? ""
        if let stated = input.issueType?.lowercased(), issueTypes.contains(stated), stated != issueType {
            issueType = stated
            reasons.append("issue-type:stated")
        }

        var priority = triageRules.defaultPriority
        let matching = reading.first(of: triageRules.compiled.priorities) { index in
            let categories = triageRules.priorities[index].categories
            return categories.isEmpty || categories.contains(outcome.category)
        }
        if let rule = matching.map({ triageRules.priorities[$0] }) {
            priority = rule.priority
            reasons.append("priority:\(rule.id)")
        } else {
            reasons.append("priority:default")
        }
        if let (stated, reason) = statedPriority(in: input), stated.isMoreUrgent(than: priority) {
            priority = stated
            reasons.append(reason)
        }

        let plan = plan(input.plan)
        let ownTier = category(outcome.category)?.entryTier
        let tier = ownTier ?? plan.entryTier
        reasons.append(ownTier == nil ? "tier:plan-\(plan.id)" : "tier:category-\(outcome.category)")

        let answer = answerLanguage(to: input.language, channel: input.channel, plan: plan, priority: priority)
        if let answer { reasons.append(answer.reason) }

        let facts = TicketFacts(
            plan: plan.id,
            priority: priority,
            category: outcome.category,
            issueType: issueType,
            channel: input.channel,
            tier: tier,
            isVIP: input.isVIP
        )
        var trigger: EscalationTrigger?
        if escalatesAtOnce(facts), let rule = immediateEscalation(for: facts) {
            trigger = .criticalIssue
            reasons.append("escalation:\(rule.id)")
        } else if let request = escalationRequests(in: reading).first {
            trigger = request.trigger
            reasons.append("escalation:\(request.id)")
        }

        return TriageDecision(
            category: outcome.category,
            subcategory: outcome.subcategory,
            issueType: issueType,
            priority: priority,
            tier: tier,
            language: input.language?.lowercased(),
            answer: answer,
            reasons: reasons,
            escalateAtOnce: trigger
        )
    }

    /// The priority of impact and urgency together, where both are stated and the matrix knows them, else of the urgency.
    private func statedPriority(in input: TriageInput) -> (priority: Priority, reason: String)? {
        guard let urgency = input.urgency else { return nil }
        if let impact = input.impact?.lowercased(), let weighed = triageRules.matrix[impact]?[urgency.lowercased()] {
            return (weighed, "priority:matrix-\(impact)-\(urgency.lowercased())")
        }
        return priority(named: urgency).map { ($0, "priority:stated") }
    }

    /// What in a customer's reply asks for the ticket to move up; empty for most.
    package func classifyReply(_ text: String, subject: String = "", channel: String = "", plan: String = "")
        -> [EscalationTrigger]
    {
        let input = TriageInput(subject: subject, text: text, channel: channel, plan: plan)
        return escalationRequests(in: MessageReading(input, with: triageRules)).map(\.trigger)
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The priority that people here call so: by its own name, by the programme's label, or by both as in `P1 (Critical)`.
    package func priority(named name: String) -> Priority? {
        let words = Array(Words(name))
        return priorities.first { label in
            words == Array(Words(label.name)) || words.contains(label.priority.name.lowercased())
        }?.priority
    }

    /// Every issue type that the policy knows.
    package var issueTypes: Set<String> {
        Set(categories.map(\.issueType) + escalation.matrix.flatMap(\.rows.keys))
    }

    private func escalationRequests(in reading: MessageReading) -> [EscalationPhraseRule] {
        triageRules.escalations.indices
            .filter { reading.matches(triageRules.compiled.escalations[$0]) }
            .map { triageRules.escalations[$0] }
            .filter { escalation.triggers.contains($0.trigger) }
    }
}
