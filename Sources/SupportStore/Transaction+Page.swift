package import Foundation
package import Postgres
package import SupportDomain

private let pageColumns = """
    id, ticket_id, tier, reason, rung, state, created_at, acknowledge_by, settled_at, settled_by, policy_version
    """

extension Transaction {
    /// Keeps pages as they are now, and their timers; a page that is there already takes the new state.
    ///
    /// Those that are settled go first: a ticket has one open page, and another may take the place of the one it had.
    package borrowing func enqueueSave(_ pages: [Page]) throws(PostgresError) {
        guard !pages.isEmpty else { return }
        let pages = pages.filter { $0.state != .open } + pages.filter { $0.state == .open }
        try enqueue(
            """
            INSERT INTO page (id, ticket_id, tier, reason, rung, state, created_at, acknowledge_by, settled_at,
                              settled_by, policy_version)
            SELECT * FROM unnest(\(pages.map(\.id)), \(pages.map(\.ticketID.uuid)), \(pages.map { Int16($0.tier) }),
                                 \(pages.map(\.reason)), \(pages.map(\.rung)), \(pages.map(\.state)),
                                 \(pages.map(\.createdAt)), \(pages.map(\.acknowledgeBy)),
                                 \(pages.map(\.settledAt)), \(pages.map(\.settledBy)), \(pages.map(\.policyVersion)))
            ON CONFLICT (id) DO UPDATE SET
                rung = excluded.rung, state = excluded.state, acknowledge_by = excluded.acknowledge_by,
                settled_at = excluded.settled_at, settled_by = excluded.settled_by
            """
        )
        try enqueueSet(pages.map { Timer(kind: .page, subject: $0.id, due: $0.acknowledgeBy) })
    }

    /// Reads pages, without locking them.
    package borrowing func pages(_ ids: [UUID]) throws(PostgresError) -> [UUID: Page] {
        guard !ids.isEmpty else { return [:] }
        return try pages("SELECT \(unsafeSQL: pageColumns) FROM page WHERE id = ANY (\(ids))")
            .reduce(into: [:]) { $0[$1.id] = $1 }
    }

    /// The page that each of these tickets has open.
    ///
    /// Whoever changes a page holds its ticket; with the tickets locked before, the answer stays true.
    package borrowing func openPages(of tickets: some Collection<TicketID>) throws(PostgresError) -> [TicketID: Page] {
        guard !tickets.isEmpty else { return [:] }
        return try pages(
            """
            SELECT \(unsafeSQL: pageColumns) FROM page
            WHERE ticket_id = ANY (\(tickets.map(\.uuid))) AND state = 'open'
            """
        ).reduce(into: [:]) { $0[$1.ticketID] = $1 }
    }

    private borrowing func pages(_ selection: Query) throws(PostgresError) -> [Page] {
        try query(selection).map { row throws(PostgresError) in
            Page(
                id: try row.get(0),
                ticketID: TicketID(try row.get(1)),
                tier: try row.get(2),
                reason: try row.get(3),
                rung: try row.get(4),
                state: try row.get(5),
                createdAt: try row.get(6),
                acknowledgeBy: try row.get(7),
                settledAt: try row.get(8),
                settledBy: try row.get(9),
                policyVersion: try row.get(10)
            )
        }
    }
}
