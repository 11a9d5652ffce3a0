package import Foundation

extension Policy {
    /// The clocks that begin when a ticket has been triaged.
    package static let metricsFromTriage: [Metric] = [.acknowledgement, .firstResponse, .resolution, .timeAtTier]

    /// What the policy sets for a ticket in each of some metrics; a metric it sets nothing for is left out.
    ///
    /// Where work goes on until a ticket is resolved, a ``Metric/periodicUpdate`` stands in for the resolution.
    ///
    /// ``Metric/timeAtTier`` may come twice, from the escalation matrix and from the priority: the earliest due counts,
    /// see ``earliest(of:from:pauses:)``.
    package func goals(for facts: TicketFacts, metrics: [Metric] = Policy.metricsFromTriage) -> [Goal] {
        let facts = placed(facts)
        return metrics.flatMap { metric -> [Goal] in
            switch metric {
            case .timeAtTier: tierGoals(for: facts)
            case .resolution where isContinuous(for: facts) && !metrics.contains(.periodicUpdate):
                [goal(.periodicUpdate, for: facts)].compactMap(\.self)
            default: [goal(metric, for: facts)].compactMap(\.self)
            }
        }
    }

    /// What the target table sets for a ticket in one metric; nil if no row does, or the first that does sets none.
    package func goal(_ metric: Metric, for facts: TicketFacts) -> Goal? {
        let facts = placed(facts)
        guard let rule = rule(for: metric, of: facts), let target = rule.targets[metric] else { return nil }
        return Goal(
            metric: metric,
            target: target,
            firstFigure: rule.goals[metric],
            calendar: rule.calendar ?? calendarName(for: metric, of: facts),
            warnings: rule.warnings(before: metric, usually: warnings),
            rule: rule.id
        )
    }

    /// The row of the target table that decides a metric, be it that it sets no time.
    func rule(for metric: Metric, of facts: TicketFacts) -> TargetRule? {
        targetRules.first { rule in
            (rule.targets[metric] != nil || rule.untimed.contains(metric)) && rule.when.holds(for: facts)
        }
    }

    /// Whether work on such a ticket goes on until it is resolved, so that no resolution is due.
    package func isContinuous(for facts: TicketFacts) -> Bool {
        rule(for: .resolution, of: placed(facts))?.isContinuous ?? false
    }

    /// The facts with how their arrival lies to the hours of the plan and channel.
    package func placed(_ facts: TicketFacts) -> TicketFacts {
        guard facts.arrival == nil, let arrivedAt = facts.arrivedAt else { return facts }
        var placed = facts
        placed.arrival = calendar(named: calendarName(for: .firstResponse, of: facts)).arrival(at: arrivedAt)
        return placed
    }

    /// The calendar a metric counts in where its rule names none: answers have the hours of the channel, if it has some
    /// of its own, and everything else those of the plan.
    func calendarName(for metric: Metric, of facts: TicketFacts) -> String {
        let plan = plan(facts.plan)
        switch metric {
        case .acknowledgement, .firstResponse, .nextResponse:
            return plan.channelCalendars[facts.channel]
                ?? channels.first { $0.id == facts.channel }?.calendar
                ?? plan.calendar
        case .periodicUpdate, .resolution, .timeAtTier, .vendorWait, .pageAcknowledgement: return plan.calendar
        }
    }

    /// Of several goals of one metric, the one that is due first; its rule names the others too.
    package func earliest(of goals: [Goal], from start: Date, pauses: [Pause] = []) -> Goal? {
        let due = goals.map { goal in
            Countdown(
                from: start,
                target: goal.target,
                calendar: calendar(named: goal.calendar),
                pauses: self.pauses(pauses, stopping: goal.metric).filter { $0.until != nil }
            ).due ?? .distantFuture
        }
        guard let first = zip(goals, due).min(by: { $0.1 < $1.1 })?.0 else { return nil }
        guard goals.count > 1 else { return first }
        let others = goals.filter { $0 != first }.map { "\($0.rule) allows \($0.target)" }.joined(separator: "; ")
        return Goal(
            metric: first.metric,
            target: first.target,
            firstFigure: first.firstFigure,
            calendar: first.calendar,
            warnings: first.warnings,
            rule: others.isEmpty ? first.rule : "\(first.rule) (\(others))"
        )
    }

    /// The clocks that begin when a ticket has been triaged: one goal for each metric, the stricter where two rules set one.
    package func goalsFromTriage(for facts: TicketFacts, from start: Date) -> [Goal] {
        let all = goals(for: facts)
        return Metric.allCases.compactMap { metric in
            earliest(of: all.filter { $0.metric == metric }, from: start)
        }
    }

    private func tierGoals(for facts: TicketFacts) -> [Goal] {
        guard facts.tier < lastTier(onPlan: facts.plan) else { return [] }
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

    /// The tier at which a plan's tickets end that nobody moves by hand.
    package func lastTier(onPlan plan: String) -> Int { self.plan(plan).maxTier ?? highestTier }
}
