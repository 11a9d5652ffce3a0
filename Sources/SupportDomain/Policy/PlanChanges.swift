package import Foundation

/// When a customer who changes plans gets the new one.
package struct PlanChanges: Hashable, Sendable {
    package enum Moment: String, Hashable, Sendable, CaseIterable {
        case atOnce = "at once"
        case nextCycle = "next cycle"
    }

    /// The plans from the least to the most.
    package let order: [String]
    package let upgrade: Moment
    package let downgrade: Moment

    package init(order: [String], upgrade: Moment, downgrade: Moment) {
        self.order = order
        self.upgrade = upgrade
        self.downgrade = downgrade
    }

    /// When a change that is asked for `now` takes effect, in a billing cycle that ends at `cycleEnd`.
    ///
    /// A plan that is not in the order is neither above nor below another: the change is taken for an upgrade, because
    /// nobody is to wait for what they may have paid for.
    package func validity(from old: String, to new: String, askedAt now: Date, cycleEnd: Date) -> Date {
        let isDowngrade =
            order.firstIndex(of: old).flatMap { old in order.firstIndex(of: new).map { $0 < old } } ?? false
        switch isDowngrade ? downgrade : upgrade {
        case .atOnce: return now
        case .nextCycle: return max(now, cycleEnd)
        }
    }
}
