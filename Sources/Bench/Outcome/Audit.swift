import Foundation
import Postgres

/// The ledger against the database: what became of each ticket the broker confirmed.
struct Audit: Sendable {
    /// One message of the run as the database has it.
    struct Found: Sendable {
        let ticket: UUID
        /// When the acknowledgement was delivered; nil unless triaged, with clocks, and delivered.
        let completed: Date?
        /// Acknowledgements beyond the first, and receptions beyond the first.
        let surplus: Int
    }

    let found: [String: Found]
    /// Tickets to which nothing was said: a second ticket for a message would be one.
    let orphans: Int

    /// Looks the run's messages up; heavy, so not while measuring.
    static func take(of run: String, in database: Database) async throws -> Audit {
        let rows = try await database.query(
            """
            SELECT message.source_id, ticket.id,
                   CASE WHEN triaged_at IS NOT NULL AND clocks.count > 0 THEN acknowledgements.delivered_at END,
                   greatest(acknowledgements.count - 1, 0) + greatest(receptions.count - 1, 0)
            FROM message JOIN ticket ON ticket.id = message.ticket_id
            CROSS JOIN LATERAL (SELECT count(*) FROM clock WHERE clock.ticket_id = ticket.id) AS clocks
            CROSS JOIN LATERAL (
                SELECT count(*), min(settled_at) FILTER (WHERE state = 'delivered') AS delivered_at
                FROM notification WHERE notification.ticket_id = ticket.id AND kind = 'acknowledgement'
            ) AS acknowledgements
            CROSS JOIN LATERAL (
                SELECT count(*) FROM ticket_event
                WHERE ticket_event.ticket_id = ticket.id AND ticket_event.kind = 'received'
            ) AS receptions
            WHERE message.direction = 'from_customer' AND message.source_id LIKE \(run + ".%")
            """,
            deadline: .seconds(120)
        )
        var found: [String: Found] = [:]
        found.reserveCapacity(rows.count)
        for row in rows {
            let (id, ticket, completed, surplus) = try row.decode((String, UUID, Date?, Int).self)
            found[id] = Found(ticket: ticket, completed: completed, surplus: surplus)
        }
        let orphans = try await database.query(
            "SELECT count(*) FROM ticket WHERE NOT EXISTS (SELECT FROM message WHERE message.ticket_id = ticket.id)"
        )
        return Audit(found: found, orphans: try orphans.first?.get(0) ?? 0)
    }

    /// Tickets in the ledger that are not in the database.
    func lost(of ledger: [LedgerEntry]) -> Int {
        ledger.count { found[$0.id] == nil }
    }

    /// What is there more than once: tickets without a message of their own, two messages on one ticket of a run whose
    /// messages all open tickets, acknowledgements and receptions beyond the first.
    var doubled: Int {
        let tickets = Set(found.values.map(\.ticket))
        return orphans + found.count - tickets.count + found.values.reduce(0) { $0 + $1.surplus }
    }

    /// How many of the ledger's tickets are triaged, with clocks running, and acknowledged.
    func completed(of ledger: [LedgerEntry]) -> Int {
        ledger.count { found[$0.id]?.completed != nil }
    }
}
