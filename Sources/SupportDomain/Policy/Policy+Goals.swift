package import Foundation

extension Policy {
    /// The clocks that begin when a ticket has been triaged.
    package static let metricsFromTriage: [Metric] = [.acknowledgement, .firstResponse, .resolution, .timeAtTier]

    /// What the policy sets for a ticket in each of some metrics; a metric it sets nothing for is left out.
    ///
    /// ``Metric/timeAtTier`` may come twice, from the escalation matrix and from the priority: the earliest due counts,
    /// see ``earliest(of:from:pauses:)``.
    package func goals(for facts: TicketFacts, metrics: [Metric] = Policy.metricsFromTriage) -> [Goal] {
        metrics.flatMap { metric -> [Goal] in
            metric == .timeAtTier ? tierGoals(for: facts) : [goal(metric, for: facts)].compactMap(\.self)
        }
    }

    /// What the target table sets for a ticket in one metric; nil if no row does.
    package func goal(_ metric: Metric, for facts: TicketFacts) -> Goal? {
        for rule in targetRules where rule.when.holds(for: facts) {
            guard let target = rule.targets[metric] else { continue }
            return Goal(
                metric: metric,
                target: target,
                calendar: rule.calendar ?? plan(facts.plan).calendar,
                warnings: rule.warnings ?? warnings,
                rule: rule.id
            )
        }
        return nil
    }

    /// Of several goals of one metric, the one that is due first; its rule names the others too.
    package func earliest(of goals: [Goal], from start: Date, pauses: [Pause] = []) -> Goal? {
        let due = goals.map { goal in
            Countdown(from: start, target: goal.target, calendar: calendar(named: goal.calendar)).due ?? .distantFuture
        }
        guard let first = zip(goals, due).min(by: { $0.1 < $1.1 })?.0 else { return nil }
        guard goals.count > 1 else { return first }
        let others = goals.filter { $0 != first }.map { "\($0.rule) allows \($0.target)" }.joined(separator: "; ")
        return Goal(
            metric: first.metric,
            target: first.target,
            calendar: first.calendar,
            warnings: first.warnings,
            rule: others.isEmpty ? first.rule : "\(first.rule) (\(others))"
        )
    }

    /// The clocks that begin when a ticket has been triaged: one goal for each metric, the stricter where two rules set one.
    package func goalsFromTriage(for facts: TicketFacts, from start: Date) -> [Goal] {
        let all = goals(for: facts)
        return Policy.metricsFromTriage.compactMap { metric in
            earliest(of: all.filter { $0.metric == metric }, from: start)
        }
    }

    private func tierGoals(for facts: TicketFacts) -> [Goal] {
        guard facts.tier < highestTier else { return [] }
        var goals: [Goal] = []
        let calendar = plan(facts.plan).calendar
        if let matrix = escalation.matrix.first(where: { $0.when.holds(for: facts) }),
            let target = matrix.rows[facts.issueType]?[facts.tier]
        {
            goals.append(
                Goal(
                    metric: .timeAtTier,
                    target: target,
                    calendar: matrix.calendar ?? calendar,
                    warnings: warnings,
                    rule: "\(matrix.id):\(facts.issueType)"
                )
            )
        }
        if let rule = escalation.byPriority.first(where: { $0.when.holds(for: facts) }),
            case .within(let target) = rule.delay, rule.to.contains(where: { $0 > facts.tier })
        {
            goals.append(
                Goal(
                    metric: .timeAtTier,
                    target: target,
                    calendar: rule.calendar ?? calendar,
                    warnings: warnings,
                    rule: rule.id
                )
            )
        }
        return goals
    }

    package var highestTier: Int { tiers.map(\.level).max() ?? 1 }
}
