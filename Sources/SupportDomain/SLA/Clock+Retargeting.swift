package import Foundation

// What a change of priority, plan or policy does to a clock (R10, R14).
extension Clock {
    /// Gives the clock another target, from its original start and with the same pauses.
    ///
    /// What fired has fired: no warning is given twice, and a breach stays whatever the new target is. A closed clock
    /// stays as it is.
    ///
    /// - Returns: what the old target owed until now; and at `now`, once, a breach if the new target has been exceeded
    ///   already and the old one had not, or else the last warning that the new target would have given by now.
    package mutating func retarget(_ goal: Goal, pauses: [Pause], in policy: Policy, at now: Date) -> [ClockAction] {
        guard isOpen else { return [] }
        return fireThresholds(at: now) + adopt(goal, pauses: pauses, in: policy, at: now)
    }

    /// Goes on with a cycle that was cancelled, because what it waited for matters again; any other stays as it is.
    ///
    /// Nothing fell while nothing was owed: if the target has been exceeded, the breach is at `now`.
    mutating func revive(_ goal: Goal, pauses: [Pause], in policy: Policy, at now: Date) -> [ClockAction] {
        guard state == .cancelled else { return [] }
        state = .running
        endedAt = nil
        return adopt(goal, pauses: pauses, in: policy, at: now)
    }

    /// Settles what has fallen before anybody owed it: the breach, or else the last warning, is told as of `now`, once.
    ///
    /// Of older warnings, and of all once there is nothing left to warn of, nobody is told and nothing is on record.
    mutating func settlePast(at now: Date) -> [ClockAction] {
        func lies(_ threshold: ClockThreshold) -> Bool {
            !threshold.hasFired && threshold.at.map { $0 <= now } ?? false
        }
        let past = schedule.thresholds.filter(lies)
        guard
            let last = past.first(where: { $0.kind == .breach })
                ?? past.max(by: { ($0.at ?? now) < ($1.at ?? now) })
        else { return [] }
        schedule.thresholds.removeAll { lies($0) && $0.kind != last.kind }
        for index in schedule.thresholds.indices where lies(schedule.thresholds[index]) {
            schedule.thresholds[index].at = now
            markFired(index)
        }
        guard case .warning(let warning) = last.kind else {
            breachedAt = now
            return [.breached(due: dueAt ?? now, at: now)]
        }
        return [.warned(warning, at: now)]
    }

    private mutating func adopt(_ goal: Goal, pauses: [Pause], in policy: Policy, at now: Date) -> [ClockAction] {
        target = goal.target
        calendar = goal.calendar
        rule = goal.rule
        policyVersion = policy.version
        let fired = schedule.thresholds.filter(\.hasFired)
        // Once it has been missed, there is nothing left to warn of.
        let pending: [ClockThreshold.Kind] =
            breachedAt == nil ? goal.warnings.map { .warning($0) } + [.breach] : []
        schedule.thresholds =
            fired
            + pending.filter { kind in !fired.contains { $0.kind == kind } }.map { ClockThreshold($0, at: nil) }
        recount(pauses: pauses, in: policy)
        dropWarningsPassedOver(for: fired, pauses: pauses, in: policy, at: now)
        return settlePast(at: now)
    }

    /// Leaves out warnings that lie behind and come before one that has been given: that one was told in their place, and
    /// they are not told now.
    private mutating func dropWarningsPassedOver(
        for fired: [ClockThreshold],
        pauses: [Pause],
        in policy: Policy,
        at now: Date
    ) {
        let countdown = Countdown(
            from: startedAt,
            target: target,
            calendar: policy.calendar(named: calendar),
            pauses: policy.pauses(pauses, stopping: metric)
        )
        let given = fired.compactMap { threshold -> Date? in
            guard case .warning(let warning) = threshold.kind else { return nil }
            return countdown.instant(of: warning)
        }
        guard let latest = given.max() else { return }
        schedule.thresholds.removeAll { threshold in
            !threshold.hasFired && threshold.kind != .breach
                && threshold.at.map { $0 <= now && $0 < latest } ?? false
        }
    }
}
