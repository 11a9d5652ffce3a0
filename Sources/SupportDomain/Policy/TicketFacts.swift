/// What the policy's tables look at in a ticket.
package struct TicketFacts: Hashable, Sendable {
    package var plan: String
    package var priority: Priority
    package var category: String?
    package var issueType: String
    package var channel: String
    package var tier: Int
    /// Whether it has been moved up at least once.
    package var isEscalated: Bool

    package init(
        plan: String,
        priority: Priority,
        category: String? = nil,
        issueType: String,
        channel: String,
        tier: Int,
        isEscalated: Bool = false
    ) {
        self.plan = plan
        self.priority = priority
        self.category = category
        self.issueType = issueType
        self.channel = channel
        self.tier = tier
        self.isEscalated = isEscalated
    }
}

/// When a row of a table applies: all that it names must hold; a row that names nothing always does.
package struct Condition: Hashable, Sendable {
    package var plans: Set<String>?
    package var priorities: Set<Priority>?
    package var categories: Set<String>?
    package var issueTypes: Set<String>?
    package var channels: Set<String>?
    package var tiers: Set<Int>?
    package var isEscalated: Bool?

    package init(
        plans: Set<String>? = nil,
        priorities: Set<Priority>? = nil,
        categories: Set<String>? = nil,
        issueTypes: Set<String>? = nil,
        channels: Set<String>? = nil,
        tiers: Set<Int>? = nil,
        isEscalated: Bool? = nil
    ) {
        self.plans = plans
        self.priorities = priorities
        self.categories = categories
        self.issueTypes = issueTypes
        self.channels = channels
        self.tiers = tiers
        self.isEscalated = isEscalated
    }

    package func holds(for facts: TicketFacts) -> Bool {
        (plans?.contains(facts.plan) ?? true) && (priorities?.contains(facts.priority) ?? true)
            && (categories.map { $0.contains(facts.category ?? "") } ?? true)
            && (issueTypes?.contains(facts.issueType) ?? true) && (channels?.contains(facts.channel) ?? true)
            && (tiers?.contains(facts.tier) ?? true) && (isEscalated.map { $0 == facts.isEscalated } ?? true)
    }
}
