import SupportDomain

extension Lifetime {
    /// A policy of one row, under which a tier has a ticket for a working day.
    static func policy(
        _ rule: TargetRule,
        pausedBy: [Metric: Set<Pause.Reason>] = [.resolution: [.customer, .vendor, .resolved]]
    ) throws -> Policy {
        Policy.sample(
            hours: try .berlin(from: "09:00", to: "17:00"),
            tiers: 2,
            targetRules: [rule],
            pausedBy: pausedBy,
            escalation: EscalationRules(
                matrix: [EscalationMatrix(id: "matrix", when: Condition(), rows: ["any": [1: .businessHours(8)]])],
                byPriority: [],
                triggers: [],
                breachesThatEscalate: [],
                pagedPriorities: []
            )
        )
    }

    /// A time for everything that a ticket can owe but updates.
    static let ordinary = TargetRule(
        id: "ordinary",
        when: Condition(),
        targets: [
            .acknowledgement: .businessHours(1), .firstResponse: .businessHours(2), .nextResponse: .businessHours(2),
            .resolution: .businessHours(16), .vendorWait: .businessHours(4),
        ]
    )

    /// Work goes on until it is solved, and the customer hears of it every three hours.
    static let continuous = TargetRule(
        id: "continuous",
        when: Condition(),
        targets: [
            .firstResponse: .businessHours(2), .nextResponse: .businessHours(2), .periodicUpdate: .businessHours(3),
        ],
        untimed: [.resolution],
        isContinuous: true
    )
}
