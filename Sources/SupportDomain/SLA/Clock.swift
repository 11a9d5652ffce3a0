package import Foundation

/// One cycle of one service-level clock of a ticket.
///
/// A value: its events change it and return what came of them. The store keeps it as one row, by (ticket, metric, cycle).
package struct Clock: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case running, paused
        /// What it waited for has happened, in time or late.
        case fulfilled
        /// What it waited for no longer matters.
        case cancelled
    }

    package let metric: Metric
    /// From 1; a new cycle begins when the same thing is owed again.
    package let cycle: Int
    package internal(set) var state: State
    package let startedAt: Date
    package internal(set) var target: Target
    /// The name of the calendar it counts in.
    package internal(set) var calendar: String
    /// When the target is used up; nil while a pause keeps that away.
    package internal(set) var dueAt: Date?
    package internal(set) var schedule: ThresholdSchedule
    package internal(set) var endedAt: Date?
    /// The first second that was too late; a fact that stays, whatever happens to the target later.
    package internal(set) var breachedAt: Date?
    /// The tier the clock was started at, where that matters.
    package let tier: Int?
    /// The policy's rule that set the target.
    package internal(set) var rule: String
    package internal(set) var policyVersion: Int

    /// A clock as the store kept it; ``start(_:cycle:at:pauses:in:tier:)`` makes a new one.
    package init(
        metric: Metric,
        cycle: Int,
        state: State,
        startedAt: Date,
        target: Target,
        calendar: String,
        dueAt: Date?,
        schedule: ThresholdSchedule,
        endedAt: Date? = nil,
        breachedAt: Date? = nil,
        tier: Int? = nil,
        rule: String,
        policyVersion: Int
    ) {
        self.metric = metric
        self.cycle = cycle
        self.state = state
        self.startedAt = startedAt
        self.target = target
        self.calendar = calendar
        self.dueAt = dueAt
        self.schedule = schedule
        self.endedAt = endedAt
        self.breachedAt = breachedAt
        self.tier = tier
        self.rule = rule
        self.policyVersion = policyVersion
    }

    package var isOpen: Bool { state == .running || state == .paused }

    /// When somebody should look at the clock again; nil when nothing more will happen by time alone.
    package var nextWakeUp: Date? {
        guard isOpen else { return nil }
        return schedule.thresholds.compactMap { $0.hasFired ? nil : $0.at }.min()
    }
}
