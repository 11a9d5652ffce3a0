/// A row of the target table: for the tickets it names, how long each of some metrics may take.
///
/// For each metric the first row that holds and sets it wins; the row marked as the default holds for every ticket.
package struct TargetRule: Hashable, Sendable, Identifiable {
    package let id: String
    package let when: Condition
    /// The calendar its targets count in; nil for that of the ticket's plan, or of its channel.
    package let calendar: String?
    /// The limits that clocks are held to.
    package let targets: [Metric: Target]
    /// Where the policy names two figures, the first of them.
    package let goals: [Metric: Target]
    /// What has no due time here, and is not looked for in later rows.
    package let untimed: Set<Metric>
    /// Whether work goes on until the ticket is resolved: no resolution is due, and updates are owed from the start.
    package let isContinuous: Bool
    /// Nil for the policy's usual warnings.
    package let warnings: [WarningThreshold]?
    package let isDefault: Bool

    package init(
        id: String,
        when: Condition,
        calendar: String? = nil,
        targets: [Metric: Target],
        goals: [Metric: Target] = [:],
        untimed: Set<Metric> = [],
        isContinuous: Bool = false,
        warnings: [WarningThreshold]? = nil,
        isDefault: Bool = false
    ) {
        self.id = id
        self.when = when
        self.calendar = calendar
        self.targets = targets
        self.goals = goals
        self.untimed = untimed
        self.isContinuous = isContinuous
        self.warnings = warnings
        self.isDefault = isDefault
    }

    /// When somebody is warned before a metric's limit, each once: as the row says, else as usual, and when the first of
    /// two figures is used up.
    func warnings(before metric: Metric, usually usual: [WarningThreshold]) -> [WarningThreshold] {
        var seen: Set<WarningThreshold> = []
        let all = (warnings ?? usual) + (goals[metric].map { [.after($0)] } ?? [])
        return all.filter { seen.insert($0).inserted }
    }
}
