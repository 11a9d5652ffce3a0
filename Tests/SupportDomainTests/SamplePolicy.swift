import SupportDomain

extension Policy {
    /// The smallest policy there can be: everything open all the time, and nothing decided by rule.
    static let sample = Policy(
        version: 1,
        programme: Programme(
            id: "sample",
            name: "Sample",
            ticketPrefix: "S",
            mailFrom: "support@example.com",
            mailAddresses: ["support@example.com"]
        ),
        plans: [],
        defaultPlan: Plan(id: "standard", name: "Standard", calendar: "always", entryTier: 1),
        calendars: ["always": .always],
        priorities: [],
        categories: [],
        tiers: [Tier(level: 1, name: "First")],
        triageRules: TriageRules(
            categories: [],
            defaultCategory: .init(category: "any"),
            priorities: [],
            defaultPriority: .p3,
            escalations: []
        ),
        targetRules: [],
        warnings: [],
        pausedBy: [.resolution: [.customer]],
        escalation: EscalationRules(
            matrix: [],
            byPriority: [],
            triggers: [],
            breachesThatEscalate: [],
            pagedPriorities: []
        ),
        ladders: [:],
        templates: [:],
        limits: Limits(messageBytes: 1024, reopenWindow: 86_400, failedAttempts: 3),
        examples: []
    )
}
