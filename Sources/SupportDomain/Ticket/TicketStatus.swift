/// Where a ticket stands.
package enum TicketStatus: String, Sendable, Hashable, CaseIterable {
    /// Kept, not yet looked at by triage.
    case received
    /// It is our turn.
    case open
    /// It is the customer's turn; the policy says which clocks stand still meanwhile.
    case waitingOnCustomer = "waiting_on_customer"
    /// A vendor has to act; the policy says which clocks stand still meanwhile.
    case waitingOnVendor = "waiting_on_vendor"
    /// An agent says it is solved; the customer can still reopen it.
    case resolved
    /// Settled for good: what the customer says next opens a new ticket.
    case closed

    package var isSettled: Bool { self == .resolved || self == .closed }
    package var isWaiting: Bool { self == .waitingOnCustomer || self == .waitingOnVendor }
}
