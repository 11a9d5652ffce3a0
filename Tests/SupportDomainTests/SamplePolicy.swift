import SupportDomain

extension Policy {
    /// The smallest policy there can be: everything open all the time, and nothing decided by rule.
    static let sample = sample(escalation: .none)

    /// The smallest policy with so many tiers, these rules for moving up them, these ladders, hours, people and categories.
    static func sample(
        hours: BusinessCalendar = .always,
        tiers: Int = 1,
        targetRules: [TargetRule] = [],
        pausedBy: [Metric: Set<Pause.Reason>] = [.resolution: [.customer]],
        escalation: EscalationRules,
        ladders: [Int: PagingLadder] = [:],
        staff: Staff = Staff(),
        categories: [SupportDomain.Category] = [],
        triageRules: TriageRules? = nil
    ) -> Policy {
        Policy(
            version: 1,
            programme: Programme(
                id: "sample",
                name: "Sample",
                ticketPrefix: "S",
                mailFrom: "support@example.com",
                mailAddresses: ["support@example.com"]
            ),
            plans: [],
            defaultPlan: Plan(id: "standard", name: "Standard", calendar: hours.name, entryTier: 1),
            calendars: ["always": .always, hours.name: hours],
            priorities: [],
            categories: categories,
            tiers: (1...tiers).map { Tier(level: $0, name: "Tier \($0)") },
            triageRules: triageRules
                ?? TriageRules(
                    categories: [],
                    defaultCategory: .init(category: "any"),
                    priorities: [],
                    defaultPriority: .p3,
                    escalations: []
                ),
            targetRules: targetRules,
            warnings: [],
            pausedBy: pausedBy,
            escalation: escalation,
            ladders: ladders,
            templates: [:],
            limits: Limits(messageBytes: 1024, reopenWindow: 86_400, failedAttempts: 3),
            examples: [],
            staff: staff
        )
    }
}

extension EscalationRules {
    /// Nothing moves a ticket up.
    static let none = EscalationRules(
        matrix: [],
        byPriority: [],
        triggers: [],
        breachesThatEscalate: [],
        pagedPriorities: []
    )
}
