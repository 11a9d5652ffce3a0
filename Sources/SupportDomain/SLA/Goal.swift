/// A target as the policy sets it for one ticket: what is measured, how long it may take, and which rule says so.
package struct Goal: Hashable, Sendable {
    package let metric: Metric
    package let target: Target
    /// Where the policy names two figures, the first of them.
    package let firstFigure: Target?
    /// The name of the calendar it counts in.
    package let calendar: String
    package let warnings: [WarningThreshold]
    /// The rule that set it, so that an operator can ask why.
    package let rule: String

    package init(
        metric: Metric,
        target: Target,
        firstFigure: Target? = nil,
        calendar: String,
        warnings: [WarningThreshold] = [],
        rule: String
    ) {
        self.metric = metric
        self.target = target
        self.firstFigure = firstFigure
        self.calendar = calendar
        self.warnings = warnings
        self.rule = rule
    }
}
