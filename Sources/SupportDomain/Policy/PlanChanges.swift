package import Foundation

/// When a customer who changes plans gets the new one.
package struct PlanChanges: Hashable, Sendable {
    package enum Moment: String, Hashable, Sendable, CaseIterable {
        case atOnce = "at once"
        case nextCycle = "next cycle"
    }

    /// The changes that the customer's open tickets follow; those that they do not keep the plan they came in under.
    package enum Reach: String, Hashable, Sendable, CaseIterable {
        case none, upgrades, all
    }

    /// The plans from the least to the most.
    package let order: [String]
    package let upgrade: Moment
    package let downgrade: Moment
    package let openTickets: Reach

    package init(order: [String], upgrade: Moment, downgrade: Moment, openTickets: Reach = .none) {
        self.order = order
        self.upgrade = upgrade
        self.downgrade = downgrade
        self.openTickets = openTickets
    }

    /// When a change that is asked for `now` takes effect, in a billing cycle that ends at `cycleEnd`.
    ///
    /// A plan that is not in the order is neither above nor below another: the change is taken for an upgrade, because
    /// nobody is to wait for what they may have paid for.
    package func validity(from old: String, to new: String, askedAt now: Date, cycleEnd: Date) -> Date {
        switch moment(from: old, to: new) {
        case .atOnce: return now
        case .nextCycle: return max(now, cycleEnd)
        }
    }

    /// Whether a change waits for the next billing cycle.
    package func moment(from old: String, to new: String) -> Moment {
        isDowngrade(from: old, to: new) ? downgrade : upgrade
    }

    /// Whether open tickets follow a change.
    package func reachesOpenTickets(from old: String, to new: String) -> Bool {
        switch openTickets {
        case .none: false
        case .upgrades: !isDowngrade(from: old, to: new)
        case .all: true
        }
    }

    private func isDowngrade(from old: String, to new: String) -> Bool {
        order.firstIndex(of: old).flatMap { old in order.firstIndex(of: new).map { $0 < old } } ?? false
    }
}
