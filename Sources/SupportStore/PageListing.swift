package import Foundation
package import Postgres
package import SupportDomain

/// A page as operators list it.
package struct PageListing: Sendable {
    package var id: UUID
    package var ticketID: TicketID
    package var ticketNumber: Int
    package var programme: String
    package var tier: Int
    package var reason: String
    package var rung: Int
    package var state: Page.State
    package var createdAt: Date
    package var acknowledgeBy: Date?
    package var settledAt: Date?
    package var settledBy: String?
}

extension Transaction {
    /// Pages in these states, the newest first.
    package borrowing func pages(in states: [Page.State], limit: Int) throws(PostgresError) -> [PageListing] {
        try pageListings(
            """
            \(unsafeSQL: selection) WHERE state = ANY (\(states.map(\.rawValue)))
            ORDER BY page.created_at DESC, page.id DESC LIMIT \(limit)
            """
        )
    }

    /// Every page about a ticket, in order.
    package borrowing func pages(of ticket: TicketID) throws(PostgresError) -> [PageListing] {
        try pageListings(
            "\(unsafeSQL: selection) WHERE ticket_id = \(ticket.uuid) ORDER BY page.created_at, page.id"
        )
    }

    /// One page; nil if there is none with this id.
    package borrowing func page(_ id: UUID) throws(PostgresError) -> PageListing? {
        try pageListings("\(unsafeSQL: selection) WHERE page.id = \(id)").first
    }

    private borrowing func pageListings(_ query: Query) throws(PostgresError) -> [PageListing] {
        try self.query(query).map { row throws(PostgresError) in
            PageListing(
                id: try row.get(0),
                ticketID: TicketID(try row.get(1)),
                ticketNumber: try row.get(2),
                programme: try row.get(3),
                tier: try row.get(4),
                reason: try row.get(5),
                rung: try row.get(6),
                state: try row.get(7),
                createdAt: try row.get(8),
                acknowledgeBy: try row.get(9),
                settledAt: try row.get(10),
                settledBy: try row.get(11)
            )
        }
    }
}

private let selection = """
    SELECT page.id, ticket_id, number, programme, page.tier, reason, rung, page.state, page.created_at, acknowledge_by,
           settled_at, settled_by
    FROM page JOIN ticket ON ticket.id = ticket_id
    """
