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
            !statedPlans.contains(ticket.id)
        else { return [] }
        return ticket.follow(customers[ticket.customer], because: "\(cause)/reopened", under: policy, at: now)
    }
}
