import Foundation
package import Postgres
package import SupportDomain

/// Some of the tickets that somebody goes through in the order of their ids.
package struct TicketChunk: Sendable, Hashable {
    package var tickets: [TicketID] = []
    /// Where the next chunk begins, after this ticket; nil at the end.
    package var next: TicketID?

    package init() {}
}

// Tickets are found by walking the primary key in stretches, because an index for what is rare would be paid for by every
// new ticket. A stretch ends with enough tickets, or with enough rows looked at.
extension Transaction {
    /// The next open tickets of a programme that were decided under an older version of its policy.
    package borrowing func openTickets(
        of programme: String,
        decidedBefore version: Int,
        after: TicketID?,
        atMost limit: Int = 250,
        of rows: Int = 20_000
    ) throws(PostgresError) -> TicketChunk {
        TicketChunk(
            try query(
                """
                SELECT id, is_wanted, is_cut FROM (
                    SELECT id, row_number() OVER (ORDER BY id) = \(rows) AS is_cut, programme = \(programme)
                        AND triaged_at IS NOT NULL AND status NOT IN ('resolved', 'closed')
                        AND policy_version < \(version) AS is_wanted
                    FROM ticket WHERE id > \(after?.uuid ?? .lowest) ORDER BY id LIMIT \(rows)
                ) AS stretch WHERE is_wanted OR is_cut ORDER BY id LIMIT \(limit)
                """
            ).map { row throws(PostgresError) in try row.decode((UUID, Bool, Bool).self) },
            limit: limit
        )
    }

    /// The next open tickets of customers, each an address or a domain such as `@example.com`; by customer.
    ///
    /// All are found in one pass, and the next chunk begins after the same ticket for each.
    package borrowing func openTickets(
        of customers: [String],
        in programme: String,
        after: TicketID?,
        atMost limit: Int = 250,
        of rows: Int = 20_000
    ) throws(PostgresError) -> [String: TicketChunk] {
        let found = try query(
            """
            SELECT id, is_wanted, is_cut, requester, domain FROM (
                SELECT id, row_number() OVER (ORDER BY id) = \(rows) AS is_cut, programme = \(programme)
                    AND status NOT IN ('resolved', 'closed')
                    AND (requester IN (SELECT unnest(\(customers))) OR domain IN (SELECT unnest(\(customers)))) AS is_wanted,
                    requester, domain
                FROM ticket, LATERAL (SELECT '@' || split_part(requester, '@', -1)) AS part (domain)
                WHERE id > \(after?.uuid ?? .lowest) ORDER BY id LIMIT \(rows)
            ) AS stretch WHERE is_wanted OR is_cut ORDER BY id LIMIT \(limit)
            """
        ).map { row throws(PostgresError) in try row.decode((UUID, Bool, Bool, String, String).self) }
        let all = TicketChunk(found.map { ($0.0, $0.1, $0.2) }, limit: limit)
        let wanted = found.filter(\.1)
        return Dictionary(
            Set(customers).map { customer in
                var chunk = all
                chunk.tickets = wanted.filter { [$0.3, $0.4].contains(customer) }.map { TicketID($0.0) }
                return (customer, chunk)
            },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

extension TicketChunk {
    /// From the wanted rows of a stretch, and the one at which it was cut, if it was.
    fileprivate init(_ rows: [(UUID, Bool, Bool)], limit: Int) {
        tickets = rows.filter(\.1).map { TicketID($0.0) }
        if let last = rows.last, rows.count == limit || last.2 { next = TicketID(last.0) }
    }
}

extension UUID {
    fileprivate static let lowest = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
}
