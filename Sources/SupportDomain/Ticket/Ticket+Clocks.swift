package import Foundation

extension Ticket {
    /// When the watcher must look at the ticket again; nil when time alone changes nothing.
    package var nextWakeUp: Date? { clocks.compactMap(\.nextWakeUp).min() }

    /// What the policy's tables look at.
    package var facts: TicketFacts {
        TicketFacts(
            plan: plan,
            priority: priority ?? .p4,
            category: category,
            issueType: issueType ?? "",
            channel: channel,
            tier: tier ?? 1,
            isVIP: isVIP,
            isEscalated: isEscalated,
            arrivedAt: createdAt
        )
    }

    /// What the policy's tables look at for what is owed from a moment on: escalated if it had been by then.
    func facts(from start: Date) -> TicketFacts {
        var facts = facts
        facts.arrivedAt = start
        // What triage starts counts from earlier, and knows what has happened by then.
        let begun = max(start, triagedAt ?? start)
        facts.isEscalated = escalatedAt.map { $0 <= begun } ?? false
        return facts
    }

    /// Fires every threshold that has fallen by now, each once; an early or repeated wake-up changes nothing.
    package mutating func watch(at now: Date) -> [TicketEffect] {
        var effects: [TicketEffect] = []
        for index in clocks.indices {
            let actions = clocks[index].fireThresholds(at: now)
            effects += note(actions, of: clocks[index], at: now)
        }
        return effects
    }

    /// The customer has been told that the message arrived; a breach that nobody had noticed goes on record.
    ///
    /// Such a breach moves the ticket nowhere, because what it was about has happened. `noticed` is when this is written
    /// down: where the watcher took them not to have been told by then, and they had been, that breach does not count.
    /// Of breaches that are among those `annulled` already nothing changes.
    package mutating func acknowledge(
        at now: Date,
        noticed: Date? = nil,
        given annulled: Set<BreachName> = []
    ) -> [TicketEffect] {
        let missed = clocks.filter { $0.metric == .acknowledgement && $0.breachedAt.map { $0 > now } ?? false }
        for effect in fulfilClocks([.acknowledgement], at: now) {
            guard case .clockBreached(let metric, let cycle, _) = effect else { continue }
            let request = EscalationRequest(
                .serviceLevelBreached,
                because: "\(metric.rawValue)/\(cycle)/breach",
                by: "sla-watcher"
            )
            _ = decline(request, reason: "the customer has been told in the meantime", at: now)
        }
        return missed.flatMap { clock -> [TicketEffect] in
            let breach = BreachName(metric: clock.metric, cycle: clock.cycle)
            let outcome = annul(
                breach,
                by: "notifier",
                because: "\(clock.metric.rawValue)/\(clock.cycle)/told",
                reason: "the customer had been told at \(now.ISO8601Format())",
                given: annulled,
                at: noticed ?? now
            )
            return (try? outcome.get()) ?? []
        }
    }

    /// Starts a cycle of a clock.
    private mutating func startClock(_ goal: Goal, at start: Date, under policy: Policy) {
        let cycle = (clocks.filter { $0.metric == goal.metric }.map(\.cycle).max() ?? 0) + 1
        clocks.append(Clock.start(goal, cycle: cycle, at: start, pauses: pauses, in: policy, tier: tier))
    }

    /// Starts a cycle of each clock for which the policy sets a goal; of several goals for one, the earliest counts.
    mutating func startClocks(_ metrics: [Metric], at start: Date, under policy: Policy) {
        startClocks(policy.goals(for: facts(from: start), metrics: metrics), at: start, under: policy)
    }

    /// Starts a cycle of a clock for each metric in the goals; of several goals for one, the earliest counts.
    mutating func startClocks(_ goals: [Goal], at start: Date, under policy: Policy) {
        for metric in Metric.allCases {
            let candidates = goals.filter { $0.metric == metric }
            guard let goal = policy.earliest(of: candidates, from: start, pauses: pauses) else { continue }
            startClock(goal, at: start, under: policy)
        }
    }

    /// Ends the open clocks of these metrics, because what they waited for has happened.
    mutating func fulfilClocks(_ metrics: Set<Metric>, at now: Date) -> [TicketEffect] {
        end(metrics, at: now) { clock in clock.fulfil(at: now) }
    }

    /// Ends the open clocks of these metrics, because what they waited for no longer matters.
    mutating func cancelClocks(_ metrics: Set<Metric>, at now: Date) -> [TicketEffect] {
        end(metrics, at: now) { clock in clock.cancel(at: now) }
    }

    /// Ends the open clocks of these metrics that have been missed, because a new cycle takes their place.
    mutating func cancelClocks(missed metrics: Set<Metric>, at now: Date) -> [TicketEffect] {
        end(metrics, where: { $0.breachedAt != nil }, at: now) { clock in clock.cancel(at: now) }
    }

    private mutating func end(
        _ metrics: Set<Metric>,
        where condition: (Clock) -> Bool = { _ in true },
        at now: Date,
        by ending: (inout Clock) -> [ClockAction]
    ) -> [TicketEffect] {
        var effects: [TicketEffect] = []
        for index in clocks.indices
        where clocks[index].isOpen && metrics.contains(clocks[index].metric) && condition(clocks[index]) {
            let actions = ending(&clocks[index])
            effects += note(actions, of: clocks[index], at: now)
        }
        return effects
    }

    /// Counts all open clocks anew, after the pauses changed.
    mutating func recountClocks(under policy: Policy) {
        for index in clocks.indices {
            clocks[index].recount(pauses: pauses, in: policy)
        }
    }

    /// Puts what became of a clock on the timeline.
    mutating func note(_ actions: [ClockAction], of clock: Clock, at now: Date) -> [TicketEffect] {
        actions.map { action in
            let key = "\(clock.metric.rawValue)/\(clock.cycle)"
            switch action {
            case .warned(let threshold, let at):
                record(
                    .clockWarned,
                    by: "sla-watcher",
                    because: "\(key)/\(ClockThreshold.Kind.warning(threshold).key)",
                    at: now,
                    ["metric": clock.metric.rawValue, "threshold": threshold.description, "fell": at.ISO8601Format()]
                )
                return .clockWarned(
                    metric: clock.metric,
                    cycle: clock.cycle,
                    threshold: threshold.description,
                    due: clock.dueAt ?? at
                )
            case .breached(let due, let at):
                record(
                    .clockBreached,
                    by: "sla-watcher",
                    because: "\(key)/breach",
                    at: now,
                    ["metric": clock.metric.rawValue, "due": due.ISO8601Format(), "fell": at.ISO8601Format()]
                )
                return .clockBreached(metric: clock.metric, cycle: clock.cycle, due: due)
            }
        }
    }
}
