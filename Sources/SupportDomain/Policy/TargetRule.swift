/// A row of the target table: for the tickets it names, how long each of some metrics may take.
///
/// For each metric the first row that holds and sets it wins.
package struct TargetRule: Hashable, Sendable, Identifiable {
    package let id: String
    package let when: Condition
    /// The calendar its targets count in; nil for that of the ticket's plan.
    package let calendar: String?
    package let targets: [Metric: Target]
    /// Nil for the policy's usual warnings.
    package let warnings: [WarningThreshold]?

    package init(
        id: String,
        when: Condition,
        calendar: String? = nil,
        targets: [Metric: Target],
        warnings: [WarningThreshold]? = nil
    ) {
        self.id = id
        self.when = when
        self.calendar = calendar
        self.targets = targets
        self.warnings = warnings
    }
}
