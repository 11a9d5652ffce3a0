import Foundation
import SupportDomain
import SupportStore

extension IntakeState {
    /// Gives a ticket that was reopened the plan that its customer has come to have while it was settled, where the policy
    /// lets such a change reach open tickets.
    ///
    /// What the gateway stated when it was opened wins over the customer list, as it did then.
    func catchUp(
        _ ticket: inout Ticket,
        from before: Ticket,
        because cause: String,
        under policy: Policy,
        at now: Date
    ) -> [TicketEffect] {
        // Of one that is settled and reopened in one batch it is not known what the gateway stated; no plan began meanwhile.
        guard self.before[ticket.id]?.status.isSettled == true, before.status.isSettled, !ticket.status.isSettled,
            !statedPlans.contains(ticket.id),
            let entry = customers[ticket.customer], let held = entry.plan
        else { return [] }
        let plan = policy.plan(held).id
        guard policy.planChanges?.reachesOpenTickets(from: ticket.plan, to: plan) == true else { return [] }
        return ticket.changePlan(
            to: plan,
            manager: entry.manager,
            because: "\(cause)/reopened",
            at: now,
            under: policy
        )
    }
}
