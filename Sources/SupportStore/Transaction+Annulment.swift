package import Foundation
package import Postgres
package import SupportDomain

/// That a breach no longer counts.
package struct Annulment: Sendable, Hashable {
    package var ticketID: TicketID
    package var breach: BreachName
    package var reason: String

    package init(_ breach: BreachName, of ticketID: TicketID, reason: String) {
        self.ticketID = ticketID
        self.breach = breach
        self.reason = reason
    }
}

extension Transaction {
    /// The breaches of these tickets that have been annulled.
    package borrowing func annulledBreaches(
        of tickets: some Collection<TicketID>
    ) throws(PostgresError) -> [TicketID: Set<BreachName>] {
        guard !tickets.isEmpty else { return [:] }
        let rows = try query(
            """
            SELECT ticket_id, metric, cycle FROM clock_threshold
            WHERE ticket_id = ANY (\(tickets.map(\.uuid))) AND threshold = 'breach' AND annulled_at IS NOT NULL
            """
        )
        var annulled: [TicketID: Set<BreachName>] = [:]
        for row in rows {
            let (ticket, metric, cycle) = try row.decode((UUID, Metric, Int).self)
            annulled[TicketID(ticket), default: []].insert(BreachName(metric: metric, cycle: cycle))
        }
        return annulled
    }

    /// Marks breaches as annulled; one that is annulled already keeps its first reason.
    package borrowing func enqueueAnnul(_ annulments: [Annulment], at now: Date) throws(PostgresError) {
        guard !annulments.isEmpty else { return }
        try enqueue(
            """
            UPDATE clock_threshold SET annulled_at = \(now), annulled_reason = new.reason
            FROM unnest(\(annulments.map(\.ticketID.uuid)), \(annulments.map(\.breach.metric)),
                        \(annulments.map(\.breach.cycle)), \(annulments.map(\.reason)))
                AS new (ticket_id, metric, cycle, reason)
            WHERE clock_threshold.ticket_id = new.ticket_id AND clock_threshold.metric = new.metric
                AND clock_threshold.cycle = new.cycle AND threshold = 'breach' AND annulled_at IS NULL
            """
        )
    }
}
