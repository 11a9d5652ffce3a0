extension Ticket {
    /// Gives the ticket to the team that is to take it at its tier.
    ///
    /// - Returns: who of the team can take it, and why it is that team.
    mutating func route(under policy: Policy) -> Routing? {
        guard let tier else { return nil }
        let answer = priority.flatMap { priority in
            policy.answerLanguage(to: language, channel: channel, plan: policy.plan(plan), priority: priority)
        }
        let routing = policy.routing(forTier: tier, category: category, language: answer?.language)
        team = routing.team
        return routing
    }
}

extension Routing {
    /// Those who can take the ticket, as a timeline lists them; nil where the policy names nobody.
    var agentList: String? { agents.isEmpty ? nil : agents.joined(separator: ", ") }
}
