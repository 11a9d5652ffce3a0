package import Postgres
package import SupportDomain

extension Transaction {
    /// As ``lockTickets(_:)``, with the tickets in which those that were merged go on.
    ///
    /// It asks again only where one was merged. What such a ticket leads to is locked after it, so that two transactions
    /// may come to the two the other way round; the database ends one of them then, and its batch runs again.
    package borrowing func lockTicketsAndSuccessors(
        of ids: some Collection<TicketID>
    ) throws(PostgresError) -> [TicketID: Ticket] {
        var tickets = try lockTickets(ids)
        while true {
            let missing = Set(tickets.values.compactMap(\.mergedInto)).subtracting(tickets.keys)
            guard !missing.isEmpty else { return tickets }
            let successors = try lockTickets(missing)
            guard !successors.isEmpty else { return tickets }
            tickets.merge(successors) { first, _ in first }
        }
    }
}
