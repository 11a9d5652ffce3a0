/// How tickets move up the tiers.
package struct EscalationRules: Hashable, Sendable {
    /// How long a ticket may stay at a tier by its issue type; of the tables, the first that holds for a ticket counts.
    package let matrix: [EscalationMatrix]
    /// How long by its priority, likewise; it runs beside the matrix, and the earlier one moves the ticket.
    package let byPriority: [PriorityEscalation]
    /// The triggers that are in force.
    package let triggers: Set<EscalationTrigger>
    /// The metrics whose breach moves a ticket up.
    package let breachesThatEscalate: Set<Metric>
    /// The priorities for which somebody is called when a ticket arrives at a tier.
    package let pagedPriorities: Set<Priority>

    package init(
        matrix: [EscalationMatrix],
        byPriority: [PriorityEscalation],
        triggers: Set<EscalationTrigger>,
        breachesThatEscalate: Set<Metric>,
        pagedPriorities: Set<Priority>
    ) {
        self.matrix = matrix
        self.byPriority = byPriority
        self.triggers = triggers
        self.breachesThatEscalate = breachesThatEscalate
        self.pagedPriorities = pagedPriorities
    }
}

/// For each issue type, how long a ticket may stay at each tier before it moves to the next.
package struct EscalationMatrix: Hashable, Sendable, Identifiable {
    package let id: String
    package let when: Condition
    /// The calendar it counts in; nil for that of the ticket's plan.
    package let calendar: String?
    /// By issue type, then by tier.
    package let rows: [String: [Int: Target]]

    package init(id: String, when: Condition, calendar: String? = nil, rows: [String: [Int: Target]]) {
        self.id = id
        self.when = when
        self.calendar = calendar
        self.rows = rows
    }
}

/// When a priority moves a ticket up, and how far.
package struct PriorityEscalation: Hashable, Sendable, Identifiable {
    package enum Delay: Hashable, Sendable {
        case atOnce
        case within(Target)
    }

    package let id: String
    package let when: Condition
    package let delay: Delay
    /// The tiers it leads to, ascending.
    ///
    /// After a delay, the ticket goes to the first that is above its own; at once, to the first of all, and a ticket
    /// that is there already stays.
    package let to: [Int]
    package let calendar: String?

    package init(id: String, when: Condition, delay: Delay, to: [Int], calendar: String? = nil) {
        self.id = id
        self.when = when
        self.delay = delay
        self.to = to
        self.calendar = calendar
    }
}
