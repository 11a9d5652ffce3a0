package import Foundation

// To re-evaluate a ticket: its open clocks count as the facts and the policy of now would have it (R10, R14).
extension Ticket {
    /// Brings the ticket under a newer version of its policy; the timeline says which clocks that moved, and who has it
    /// now if that is another team or, where it had none, a manager.
    ///
    /// Under the version it is under already, or an older one, nothing changes: a late copy of anything takes no ticket
    /// back. A settled ticket keeps the version it was settled under, and one that triage has not seen gets its clocks from
    /// triage. One that the new version moves up at once asks for that, unless it has been escalated.
    package mutating func keepUp(with policy: Policy, at now: Date) -> [TicketEffect] {
        guard triagedAt != nil, !status.isSettled, policyVersion < policy.version else { return [] }
        let before = self
        policyVersion = policy.version
        manager = manager ?? policy.plan(plan).manager
        _ = route(under: policy)
        let outcome = reevaluateClocks(under: policy, at: now)
        if !outcome.moves.isEmpty || team != before.team || manager != before.manager {
            var facts: [String: String?] = ["clocks": outcome.text]
            facts["from_version"] = String(before.policyVersion)
            facts["to_version"] = String(policy.version)
            tell("team", was: before.team, is: team, in: &facts)
            tell("manager", was: before.manager, is: manager, in: &facts)
            record(.policyChanged, by: "policy", because: "policy/\(policy.version)", at: now, facts)
        }
        let effects = tell(outcome, at: now)
        guard policy.escalatesAtOnce(self.facts), !isEscalated else { return effects }
        return effects + askForEscalation(by: "policy", because: "policy/\(policy.version)", reason: nil, at: now)
    }

    /// The requester has another plan: the ticket is worked on under it from now on, and whoever looks after them has it:
    /// `manager` if they have one of their own, else that of the plan.
    ///
    /// A settled ticket keeps the plan that it was settled under. A ticket that by this becomes one that the policy moves up
    /// at once asks for that.
    package mutating func changePlan(
        to plan: String,
        manager own: String? = nil,
        because cause: String,
        at now: Date,
        under policy: Policy
    ) -> [TicketEffect] {
        guard !status.isSettled, plan != self.plan else { return [] }
        let before = self
        let wasOneForAtOnce = policy.escalatesAtOnce(self.facts)
        self.plan = plan
        manager = own ?? (triagedAt == nil ? nil : policy.plan(plan).manager)
        if triagedAt != nil { _ = route(under: policy) }
        let outcome = triagedAt == nil ? Reevaluation() : reevaluateClocks(under: policy, at: now)
        var facts: [String: String?] = ["from": before.plan, "to": plan, "clocks": outcome.text]
        tell("manager", was: before.manager, is: manager, in: &facts)
        tell("team", was: before.team, is: team, in: &facts)
        record(.planChanged, by: "policy", because: cause, at: now, facts)
        let effects = tell(outcome, at: now)
        guard triagedAt != nil, policy.escalatesAtOnce(self.facts), !wasOneForAtOnce else { return effects }
        return effects + askForEscalation(by: "policy", because: cause, reason: nil, at: now)
    }

    /// Notes what became of something for the timeline, if anything did.
    func tell(_ name: String, was old: String?, is new: String?, in facts: inout [String: String?]) {
        guard old != new else { return }
        facts["from_\(name)"] = old
        facts["to_\(name)"] = new
    }

    /// What became of a ticket's clocks when its facts or its policy changed.
    struct Reevaluation {
        /// What moved, in words.
        var moves: [String] = []
        /// What fell at that moment, by clock.
        var fallen: [(clock: Clock, actions: [ClockAction])] = []

        var text: String? { moves.isEmpty ? nil : moves.joined(separator: "; ") }

        mutating func add(_ before: Clock?, _ after: Clock, _ actions: [ClockAction]) {
            if let move = after.move(from: before) { moves.append(move) }
            if !actions.isEmpty { fallen.append((after, actions)) }
        }
    }

    /// Gives every open clock the goal that the facts of now have under a policy, from its own start.
    ///
    /// A clock for which there is no goal any more is cancelled. What is owed anew begins when it would have begun, and
    /// goes on in its old cycle if it was cancelled by such a change before. The acknowledgement does not begin anew, because
    /// it is on its way or there; nor do updates to the customer before the moment of the change, because nobody owed one.
    mutating func reevaluateClocks(under policy: Policy, at now: Date) -> Reevaluation {
        var outcome = Reevaluation()
        for index in clocks.indices where clocks[index].isOpen {
            let before = clocks[index]
            if before.metric == .pageAcknowledgement {
                // Somebody is to take the page, also where no time is set for that any more.
                guard let goal = acknowledgementGoal(under: policy, at: before.startedAt) else { continue }
                let actions = clocks[index].retarget(goal, pauses: pauses, in: policy, at: now)
                outcome.add(before, clocks[index], actions)
                continue
            }
            var facts = facts(of: before)
            if before.metric == .periodicUpdate { facts.isEscalated = isEscalated }
            let actions =
                if let goal = goal(before.metric, for: facts, from: before.startedAt, under: policy) {
                    clocks[index].retarget(goal, pauses: pauses, in: policy, at: now)
                } else {
                    clocks[index].cancel(at: now)
                }
            outcome.add(before, clocks[index], actions)
        }
        for (metric, start) in owed(under: policy, at: now) where !hasOpenClock(metric) {
            var facts = facts(from: start)
            if metric == .periodicUpdate { facts.isEscalated = isEscalated }
            guard let goal = goal(metric, for: facts, from: start, under: policy) else { continue }
            if let index = clocks.lastIndex(where: { $0.metric == metric }), clocks[index].state == .cancelled,
                clocks[index].startedAt == start
            {
                let before = clocks[index]
                let actions = clocks[index].revive(goal, pauses: pauses, in: policy, at: now)
                outcome.add(before, clocks[index], actions)
            } else {
                let cycle = (clocks.filter { $0.metric == metric }.map(\.cycle).max() ?? 0) + 1
                var clock = Clock.start(goal, cycle: cycle, at: start, pauses: pauses, in: policy, tier: tier)
                let actions = clock.settlePast(at: now)
                clocks.append(clock)
                outcome.add(nil, clock, actions)
            }
        }
        return outcome
    }

    /// The last resolution cycle goes on after a reopening, with the goal that the ticket has by now, or gets when it keeps
    /// up with a newer policy.
    mutating func resumeResolution(under policy: Policy, at now: Date) -> Reevaluation {
        let last = clocks.lastIndex { $0.metric == .resolution }
        if policyVersion < policy.version {
            // Its old target says nothing in the new policy's calendars.
            if let last { clocks[last].reopenForAnotherGoal() }
            return Reevaluation()
        }
        if let last {
            // One that was no longer owed when it ended has missed nothing since.
            if clocks[last].state == .cancelled {
                clocks[last].reopenForAnotherGoal()
            } else {
                clocks[last].reopen(pauses: pauses, in: policy)
            }
        }
        return reevaluateClocks(under: policy, at: now)
    }

    /// Puts what fell on the timeline.
    mutating func tell(_ outcome: Reevaluation, at now: Date) -> [TicketEffect] {
        outcome.fallen.flatMap { note($0.actions, of: $0.clock, at: now) }
    }

    private func hasOpenClock(_ metric: Metric) -> Bool { clocks.contains { $0.metric == metric && $0.isOpen } }

    private func goal(_ metric: Metric, for facts: TicketFacts, from start: Date, under policy: Policy) -> Goal? {
        if metric == .periodicUpdate, !facts.isEscalated, !policy.isContinuous(for: facts) { return nil }
        let goals = policy.goals(for: facts, metrics: [metric]).filter { $0.metric == metric }
        return policy.earliest(of: goals, from: start, pauses: pauses)
    }

    /// What the policy's tables look at for a clock: what the ticket is now, at the tier where the clock began, and
    /// escalated if it had been by then.
    package func facts(of clock: Clock) -> TicketFacts {
        var facts = facts(from: clock.startedAt)
        facts.tier = clock.tier ?? facts.tier
        return facts
    }

    /// What a ticket can owe at any time, and since when it would; the policy says whether it does.
    private func owed(under policy: Policy, at now: Date) -> [(Metric, since: Date)] {
        var owed: [(Metric, since: Date)] = [(.resolution, createdAt), (.timeAtTier, tierSince ?? now)]
        if let unansweredSince {
            // Who spoke with an agent, or was told that it is solved and was not content, waits for the next response.
            let hasWaitedForNext =
                clocks.contains { $0.metric == .nextResponse }
                && !clocks.contains { $0.metric == .firstResponse }
            let isFirst =
                firstResponseAt == nil && reopenCount == 0 && unansweredSince <= createdAt && !hasWaitedForNext
            owed.append(isFirst ? (.firstResponse, createdAt) : (.nextResponse, unansweredSince))
        }
        owed.append((.periodicUpdate, now))
        if status == .waitingOnVendor, let waitingSince { owed.append((.vendorWait, waitingSince)) }
        return owed
    }

    /// Since when it is at its tier, as far as its clocks tell; the time before a reopening does not count.
    private var tierSince: Date? {
        let arrival = escalationCount == 0 ? createdAt : clocks.filter { $0.tier == tier }.map(\.startedAt).min()
        let reopened = pauses.last { $0.reason == .resolved }?.until
        return [arrival, reopened].compactMap(\.self).max()
    }
}

extension Clock {
    /// What became of it, in words, such as `first response: due 2026-01-09T20:00:00Z, was 2026-01-09T22:00:00Z`; nil if
    /// nothing that anybody would notice did.
    fileprivate func move(from before: Clock?) -> String? {
        guard let before else { return "\(nameInTimeline): begins, \(dueWords)" }
        if isOpen, !before.isOpen { return "\(nameInTimeline): goes on, \(dueWords)" }
        if !isOpen { return "\(nameInTimeline): no longer owed" }
        if dueAt != before.dueAt { return "\(nameInTimeline): \(dueWords), was \(before.dueWords)" }
        if target != before.target || calendar != before.calendar {
            return "\(nameInTimeline): \(target) by \(calendar), was \(before.target) by \(before.calendar)"
        }
        let (kinds, old) = (Set(schedule.thresholds.map(\.kind)), Set(before.schedule.thresholds.map(\.kind)))
        if kinds != old { return "\(nameInTimeline): other warnings" }
        return rule == before.rule ? nil : "\(nameInTimeline): by \(rule), was by \(before.rule)"
    }

    /// What its line in a timeline calls it: the metric, and which cycle if it is not the first.
    package var nameInTimeline: String { cycle == 1 ? metric.words : "\(metric.words) (\(cycle))" }

    private var dueWords: String { dueAt.map { "due \($0.ISO8601Format())" } ?? "not due while it waits" }
}
