import Foundation
import SupportDomain
import SupportStore

extension Policy {
    /// Whether a plan that begins can change anything for tickets that are open.
    var reachesOpenTickets: Bool { (planChanges?.openTickets ?? .none) != .none }
}

extension Ticket {
    /// Gives the ticket the plan that its customer has by now, where the policy lets the change reach open tickets.
    mutating func follow(
        _ entry: CustomerEntry?,
        because cause: String,
        under policy: Policy,
        at now: Date
    ) -> [TicketEffect] {
        guard let entry, let held = entry.plan else { return [] }
        let plan = policy.plan(held).id
        guard policy.planChanges?.reachesOpenTickets(from: self.plan, to: plan) == true else { return [] }
        return changePlan(to: plan, manager: entry.manager, because: cause, at: now, under: policy)
    }
}
