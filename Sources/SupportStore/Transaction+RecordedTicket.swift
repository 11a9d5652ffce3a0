package import Foundation
package import Postgres
package import SupportDomain

/// Tickets that were opened in some time, to be replayed or reported on.
package struct RecordedRange: Sendable {
    package var programme: String
    /// The first moment at which one may have been opened, and the one before which it was.
    package var since: Date
    package var until: Date

    package init(programme: String, since: Date, until: Date) {
        self.programme = programme
        self.since = since
        self.until = until
    }
}

extension Transaction {
    /// Makes this transaction one that sees one moment and changes nothing; its first statement.
    package borrowing func enqueueReadOnlySnapshot() throws(PostgresError) {
        try enqueue("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    }

    /// The next tickets of a range behind one of them, in the order in which they were opened, with what is on record.
    ///
    /// Empty when there are no more.
    package borrowing func recordedTickets(
        in range: RecordedRange,
        after last: TicketID?,
        limit: Int
    ) throws(PostgresError) -> [RecordedTicket] {
        let floor = last ?? .before(allOpenedAt: range.since)
        let ids = try query(
            """
            SELECT id FROM ticket
            WHERE programme = \(range.programme) AND id > \(floor.uuid)
                AND id < \(TicketID.before(allOpenedAt: range.until + 0.001).uuid)
                AND created_at >= \(range.since) AND created_at < \(range.until)
            ORDER BY id LIMIT \(limit)
            """
        ).map { row throws(PostgresError) in TicketID(try row.get(0)) }
        let records = try recordedTickets(ids)
        return ids.compactMap { records[$0] }
    }

    /// What is on record of some tickets, and of those that were merged into them.
    private borrowing func recordedTickets(
        _ ids: [TicketID]
    ) throws(PostgresError) -> [TicketID: RecordedTicket] {
        guard !ids.isEmpty else { return [:] }
        let tickets = try tickets(ids)
        let timelines = try timelines(of: ids)
        let statements = try statements(on: ids)
        let told = try tellingsOfReceipt(of: ids)
        let sources = timelines.mapValues { timeline in
            timeline.filter { $0.kind == .mergedFrom }.compactMap(\.otherTicket)
        }
        // A ticket that has ended takes over none, so this comes to an end.
        let merged = try recordedTickets(sources.values.flatMap(\.self))
        return tickets.reduce(into: [:]) { records, entry in
            let (id, ticket) = entry
            let own = (sources[id] ?? []).compactMap { source in merged[source].map { (source, $0) } }
            records[id] = RecordedTicket(
                ticket: ticket,
                timeline: timelines[id] ?? [],
                statements: statements[id] ?? [:],
                toldAt: told[id],
                merged: Dictionary(own) { first, _ in first }
            )
        }
    }

    /// In how many seconds pages about a range's tickets were acknowledged, at the median; nil where none was.
    package borrowing func medianAcknowledgement(in range: RecordedRange) throws(PostgresError) -> Double? {
        try query(
            """
            SELECT percentile_cont(0.5) WITHIN GROUP (
                ORDER BY extract(epoch FROM page.settled_at - page.created_at)::double precision
            )
            FROM page JOIN ticket ON ticket.id = ticket_id
            WHERE page.state = 'acknowledged' AND programme = \(range.programme)
                AND ticket_id > \(TicketID.before(allOpenedAt: range.since).uuid)
                AND ticket_id < \(TicketID.before(allOpenedAt: range.until + 0.001).uuid)
                AND ticket.created_at >= \(range.since) AND ticket.created_at < \(range.until)
            """
        ).first.flatMap { row throws(PostgresError) in try row.get(0, as: Double?.self) }
    }

    private borrowing func statements(
        on tickets: [TicketID]
    ) throws(PostgresError) -> [TicketID: [String: RecordedTicket.Statement]] {
        let rows = try query(
            """
            SELECT ticket_id, source_id, author, subject,
                CASE WHEN direction = 'from_customer' OR body = \(RecordedTicket.silentResolution) THEN body ELSE '' END,
                hints, said_at
            FROM message WHERE ticket_id = ANY (\(tickets.map(\.uuid))) AND direction <> 'internal'
            """
        )
        var statements: [TicketID: [String: RecordedTicket.Statement]] = [:]
        for row in rows {
            let (ticket, source) = (TicketID(try row.get(0)), try row.get(1, as: String.self))
            statements[ticket, default: [:]][source] = RecordedTicket.Statement(
                author: try row.get(2),
                subject: try row.get(3),
                text: try row.get(4),
                hints: try row.get(5, as: JSON?.self)?.object ?? [:],
                at: try row.get(6)
            )
        }
        return statements
    }

    private borrowing func tellingsOfReceipt(of tickets: [TicketID]) throws(PostgresError) -> [TicketID: Date] {
        let rows = try query(
            """
            SELECT ticket_id, min(settled_at) FROM notification
            WHERE ticket_id = ANY (\(tickets.map(\.uuid))) AND kind = 'acknowledgement' AND state = 'delivered'
            GROUP BY ticket_id
            """
        )
        var told: [TicketID: Date] = [:]
        for row in rows {
            let (ticket, time) = try row.decode((UUID, Date).self)
            told[TicketID(ticket)] = time
        }
        return told
    }
}
