/// `ticket.merged`: a ticket ends, and goes on in another one of its programme.
///
/// What the customer says on it from then on is heard there.
package struct TicketMerged: Codable, Hashable, Sendable {
    /// The ticket that ends.
    package var ticket: String
    /// The ticket in which it goes on.
    package var into: String
    package var agent: String
    package var reason: String?

    package init(ticket: String, into: String, agent: String, reason: String? = nil) {
        self.ticket = ticket
        self.into = into
        self.agent = agent
        self.reason = reason
    }
}
