import Foundation
import SupportDomain
import SupportStore
import WorkerRuntime

/// A plan that a customer is to have, and what was said of when.
struct PlanChange: Sendable {
    var plan: String
    var cycleEnd: String?
    var from: String?

    /// From when the plan holds: as asked for, else by the policy's rules for changes, else at once.
    ///
    /// `current` is the assignment in force, and `held` the plan they have by it, or by their domain's.
    ///
    /// - Throws: a ``Refusal`` for a plan that the policy does not have, whose tickets would get the default plan's, for a
    ///   change that waits for a billing cycle of which nothing was said, and for a moment before the plan in force began.
    func moment(
        after current: PlanAssignment?,
        holding held: String?,
        under policy: Policy?,
        at now: Date
    ) throws -> Date {
        if let policy, !policy.plans.contains(where: { $0.id == plan }) {
            let plans = policy.plans.map(\.id).joined(separator: ", ")
            throw Refusal(.dataError, "\(policy.programme.id) has no plan '\(plan)'; it has \(plans)")
        }
        let zone = policy.map { $0.calendar(named: $0.plan(plan).calendar).zone } ?? .utc
        let cycleEnd = try cycleEnd.map { try read($0, in: zone) }
        if let cycleEnd, cycleEnd < now {
            throw Refusal(.dataError, "--cycle-end is \(TimeText.moment(cycleEnd)), which has passed")
        }
        let moment =
            if let from {
                try read(from, in: zone)
            } else if let policy {
                try byRule(of: policy, from: held, cycleEnd, at: now)
            } else {
                cycleEnd ?? now
            }
        if let current, moment < current.validFrom {
            let began = TimeText.moment(current.validFrom)
            throw Refusal(.dataError, "the plan in force, \(current.plan), began on \(began); say --from that or later")
        }
        return moment
    }

    private func byRule(
        of policy: Policy,
        from held: String?,
        _ cycleEnd: Date?,
        at now: Date
    ) throws -> Date {
        let old = policy.plan(held).id
        guard let changes = policy.planChanges, old != plan, changes.moment(from: old, to: plan) == .nextCycle else {
            return now
        }
        guard let cycleEnd else {
            throw Refusal(
                .dataError,
                "\(plan) after \(old) holds from the next billing cycle: say with --cycle-end when that begins, "
                    + "or with --from when the plan is to hold"
            )
        }
        return cycleEnd
    }

    /// Reads a date, which is the beginning of that day, or a time.
    private func read(_ text: String, in zone: Zone) throws -> Date {
        if let date = CivilDate(text) { return Date(wholeSeconds: zone.firstInstant(showing: date.dayNumber * 86_400)) }
        guard let time = zone.instant(text) else {
            throw Refusal(.usage, "'\(text)' is no time such as 2027-02-01, '2027-02-01 09:00' or 2027-02-01T09:00:00Z")
        }
        return time
    }
}
