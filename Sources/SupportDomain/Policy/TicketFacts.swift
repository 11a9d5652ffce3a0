package import Foundation

/// What the policy's tables look at in a ticket.
package struct TicketFacts: Hashable, Sendable {
    package var plan: String
    package var priority: Priority
    package var category: String?
    package var issueType: String
    package var channel: String
    package var tier: Int
    /// Whether the customer is to be treated as important.
    package var isVIP: Bool
    /// Whether it has been moved up at least once.
    package var isEscalated: Bool
    /// When what is to be answered came in.
    package var arrivedAt: Date?
    /// How that lies to the hours of the plan and channel; only a policy can tell, see ``Policy/placed(_:)``.
    package internal(set) var arrival: Arrival?

    package init(
        plan: String,
        priority: Priority,
        category: String? = nil,
        issueType: String,
        channel: String,
        tier: Int,
        isVIP: Bool = false,
        isEscalated: Bool = false,
        arrivedAt: Date? = nil
    ) {
        self.plan = plan
        self.priority = priority
        self.category = category
        self.issueType = issueType
        self.channel = channel
        self.tier = tier
        self.isVIP = isVIP
        self.isEscalated = isEscalated
        self.arrivedAt = arrivedAt
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
    package var isVIP: Bool?
    package var isEscalated: Bool?
    package var arrivals: Set<Arrival>?

    package init(
        plans: Set<String>? = nil,
        priorities: Set<Priority>? = nil,
        categories: Set<String>? = nil,
        issueTypes: Set<String>? = nil,
        channels: Set<String>? = nil,
        tiers: Set<Int>? = nil,
        isVIP: Bool? = nil,
        isEscalated: Bool? = nil,
        arrivals: Set<Arrival>? = nil
    ) {
        self.plans = plans
        self.priorities = priorities
        self.categories = categories
        self.issueTypes = issueTypes
        self.channels = channels
        self.tiers = tiers
        self.isVIP = isVIP
        self.isEscalated = isEscalated
        self.arrivals = arrivals
    }

    package var isEmpty: Bool { self == Condition() }

    package func holds(for facts: TicketFacts) -> Bool {
        (plans?.contains(facts.plan) ?? true) && (priorities?.contains(facts.priority) ?? true)
            && (categories.map { $0.contains(facts.category ?? "") } ?? true)
            && (issueTypes?.contains(facts.issueType) ?? true) && (channels?.contains(facts.channel) ?? true)
            && (tiers?.contains(facts.tier) ?? true) && (isVIP.map { $0 == facts.isVIP } ?? true)
            && (isEscalated.map { $0 == facts.isEscalated } ?? true)
            && (arrivals.map { arrivals in facts.arrival.map(arrivals.contains) ?? false } ?? true)
    }
}
