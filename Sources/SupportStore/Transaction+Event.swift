import Foundation
package import Postgres
package import SupportDomain

extension Transaction {
    /// The causes of events of these kinds on these tickets: what has been dealt with.
    package borrowing func causes(
        of kinds: [TicketEvent.Kind],
        on tickets: some Collection<TicketID>
    ) throws(PostgresError) -> [TicketID: Set<String>] {
        guard !tickets.isEmpty else { return [:] }
        let rows = try query(
            """
            SELECT ticket_id, cause FROM ticket_event
            WHERE ticket_id = ANY (\(tickets.map(\.uuid))) AND kind = ANY (\(kinds))
            """
        )
        var causes: [TicketID: Set<String>] = [:]
        for row in rows {
            let (ticket, cause) = try row.decode((UUID, String).self)
            causes[TicketID(ticket), default: []].insert(cause)
        }
        return causes
    }

    /// A ticket's timeline.
    package borrowing func timeline(of ticket: TicketID) throws(PostgresError) -> [TicketEvent] {
        try timelines(of: [ticket])[ticket] ?? []
    }

    /// The timelines of tickets; one that has none is left out.
    package borrowing func timelines(of tickets: [TicketID]) throws(PostgresError) -> [TicketID: [TicketEvent]] {
        let rows = try query(
            """
            SELECT seq, kind, actor, cause, at, policy_version, data, ticket_id
            FROM ticket_event WHERE ticket_id = ANY (\(tickets.map(\.uuid))) ORDER BY ticket_id, seq
            """
        )
        var timelines: [TicketID: [TicketEvent]] = [:]
        for row in rows {
            timelines[TicketID(try row.get(7)), default: []].append(
                TicketEvent(
                    seq: try row.get(0),
                    kind: try row.get(1),
                    actor: try row.get(2),
                    cause: try row.get(3),
                    at: try row.get(4),
                    policyVersion: try row.get(5),
                    data: try row.get(6, as: JSON.self).object
                )
            )
        }
        return timelines
    }
}
