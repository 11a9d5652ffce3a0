package import Foundation

/// What came of an event of a clock.
package enum ClockAction: Hashable, Sendable {
    /// A warning threshold was reached; `at` is when it fell.
    case warned(WarningThreshold, at: Date)
    /// The target was missed; `due` is when it was used up, `at` the first second that was too late.
    case breached(due: Date, at: Date)
}

extension Clock {
    /// Starts a clock, or a new cycle of one.
    ///
    /// It is paused at once if a pause is open that stops this metric.
    ///
    /// - Parameters:
    ///   - goal: what the policy sets.
    ///   - cycle: from 1, one more than the last cycle of the metric.
    ///   - start: from when it counts; pauses before it do not matter.
    ///   - pauses: all pauses of the ticket; the policy says which of them stop this metric.
    ///   - policy: the policy that set the goal.
    ///   - tier: the tier it is about, if any.
    /// - Returns: the clock, running or paused.
    package static func start(
        _ goal: Goal,
        cycle: Int,
        at start: Date,
        pauses: [Pause] = [],
        in policy: Policy,
        tier: Int? = nil
    ) -> Clock {
        var clock = Clock(
            metric: goal.metric,
            cycle: cycle,
            state: .running,
            startedAt: start,
            target: goal.target,
            calendar: goal.calendar,
            dueAt: nil,
            schedule: ThresholdSchedule(goal.warnings.map { ClockThreshold(.warning($0), at: nil) }),
            tier: tier,
            rule: goal.rule,
            policyVersion: policy.version
        )
        clock.schedule.thresholds.append(ClockThreshold(.breach, at: nil))
        clock.recount(pauses: pauses, in: policy)
        return clock
    }

    /// Counts anew after the ticket was paused or resumed.
    ///
    /// Nothing that fired fires again. A closed clock stays as it is. Call it with the policy version the clock was
    /// decided under, or with the newest one: the target stays, the calendar is the given policy's.
    package mutating func recount(pauses: [Pause], in policy: Policy) {
        guard isOpen else { return }
        let counted = policy.pauses(pauses, stopping: metric)
        let countdown = Countdown(
            from: startedAt,
            target: target,
            calendar: policy.calendar(named: calendar),
            pauses: counted
        )
        state = counted.contains { $0.until == nil } ? .paused : .running
        dueAt = countdown.due
        for index in schedule.thresholds.indices where !schedule.thresholds[index].hasFired {
            switch schedule.thresholds[index].kind {
            case .warning(let warning): schedule.thresholds[index].at = countdown.instant(of: warning)
            // An event in the last second that still meets the target is in time; the breach is the second after.
            case .breach: schedule.thresholds[index].at = countdown.lastMet.map { $0.addingTimeInterval(1) }
            }
        }
    }

    /// Fires the thresholds that have fallen by `now`, each once per cycle.
    package mutating func fireThresholds(at now: Date) -> [ClockAction] {
        guard isOpen else { return [] }
        return fire { $0 <= now }
    }

    /// Whether its target has been missed by then, noticed or not.
    func isMissed(at moment: Date) -> Bool {
        breachedAt != nil || schedule.thresholds.contains { $0.kind == .breach && $0.at.map { $0 <= moment } ?? false }
    }

    /// What the clock waited for has happened.
    ///
    /// - Returns: the breach, if the target was missed and nobody had noticed yet. Does nothing on a closed clock.
    package mutating func fulfil(at now: Date) -> [ClockAction] {
        end(.fulfilled, at: now)
    }

    /// What the clock waited for no longer matters; a breach that lies behind is still told.
    package mutating func cancel(at now: Date) -> [ClockAction] {
        end(.cancelled, at: now)
    }

    private mutating func end(_ state: State, at now: Date) -> [ClockAction] {
        guard isOpen else { return [] }
        let actions = fire { $0 <= now }.filter { action in
            if case .breached = action { true } else { false }
        }
        self.state = state
        // Who waited for the ticket writes later, with an earlier time than whoever began the clock.
        endedAt = max(now, startedAt)
        return actions
    }

    private mutating func fire(where hasFallen: (Date) -> Bool) -> [ClockAction] {
        var actions: [ClockAction] = []
        dropWarningsOnceMissed()
        for index in schedule.thresholds.indices {
            let threshold = schedule.thresholds[index]
            guard !threshold.hasFired, let at = threshold.at, hasFallen(at) else { continue }
            markFired(index)
            switch threshold.kind {
            case .warning(let warning): actions.append(.warned(warning, at: at))
            case .breach:
                breachedAt = at
                actions.append(.breached(due: dueAt ?? at, at: at))
            }
        }
        dropWarningsOnceMissed()
        return actions
    }

    /// Once it has been missed, there is nothing left to warn of.
    private mutating func dropWarningsOnceMissed() {
        if breachedAt != nil { schedule.thresholds.removeAll { !$0.hasFired && $0.kind != .breach } }
    }

    mutating func markFired(_ index: Int) {
        schedule.thresholds[index].hasFired = true
        schedule.thresholds[index].firedUnder = ClockThreshold.Circumstances(
            due: dueAt ?? schedule.thresholds[index].at,
            calendar: calendar,
            policyVersion: policyVersion
        )
    }
}
