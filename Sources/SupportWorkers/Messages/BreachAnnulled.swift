/// `breach.annulled`: a breach does not count, and must say why; it stays on record.
package struct BreachAnnulled: Codable, Hashable, Sendable {
    package var ticket: String
    /// The service level, such as `first_response`.
    package var metric: String
    /// The how-manieth clock of this metric on the ticket.
    package var cycle: Int
    package var agent: String
    package var reason: String

    package init(ticket: String, metric: String, cycle: Int, agent: String, reason: String) {
        self.ticket = ticket
        self.metric = metric
        self.cycle = cycle
        self.agent = agent
        self.reason = reason
    }
}
