package import Foundation
package import Postgres
package import SupportDomain

/// Which tickets are listed.
package struct TicketFilter: Sendable {
    package var programme: String?
    package var status: TicketStatus?
    package var tier: Int?
    package var priority: Priority?
    package var plan: String?
    package var team: String?
    package var manager: String?
    /// Only tickets with an open clock that is late.
    package var isOverdue = false
    package var limit = 50

    package init() {}
}

/// One line of a list of tickets.
package struct TicketListing: Sendable {
    package var id: TicketID
    package var number: Int
    package var programme: String
    package var status: TicketStatus
    package var priority: Priority?
    package var tier: Int?
    package var plan: String
    package var category: String?
    package var team: String?
    package var manager: String?
    package var assignee: String?
    package var requester: String
    package var subject: String
    package var createdAt: Date
    /// The number of the ticket in which it goes on, if it was merged.
    package var mergedInto: Int?
    /// The running clock that is due first, and when.
    package var nextClock: Metric?
    package var nextDue: Date?
}

extension Transaction {
    /// Tickets, the newest first; those that are overdue, the latest first.
    package borrowing func tickets(_ filter: TicketFilter) throws(PostgresError) -> [TicketListing] {
        let tier = filter.tier.map(Int16.init)
        let priority = filter.priority.map { Int16($0.rawValue) }
        let order = filter.isOverdue ? "clock.due_at, ticket.id" : "ticket.id DESC"
        return try query(
            """
            SELECT ticket.id, number, programme, status, priority, tier, plan, category, assignee, requester, subject,
                   created_at, clock.metric, clock.due_at,
                   (SELECT number FROM ticket AS successor WHERE successor.id = ticket.merged_into), team, manager
            FROM ticket
            LEFT JOIN LATERAL (
                SELECT metric, due_at FROM clock
                WHERE ticket_id = ticket.id AND state = 'running' AND (NOT \(filter.isOverdue) OR breached_at IS NOT NULL)
                ORDER BY due_at LIMIT 1
            ) AS clock ON true
            WHERE programme = coalesce(\(filter.programme as String?), programme)
                AND status = coalesce(\(filter.status?.rawValue as String?), status)
                AND (\(tier as Int16?) IS NULL OR tier = \(tier as Int16?))
                AND (\(priority as Int16?) IS NULL OR priority = \(priority as Int16?))
                AND plan = coalesce(\(filter.plan as String?), plan)
                AND (\(filter.team as String?) IS NULL OR team = \(filter.team as String?))
                AND (\(filter.manager as String?) IS NULL OR manager = \(filter.manager as String?))
                AND (NOT \(filter.isOverdue) OR status NOT IN ('resolved', 'closed') AND clock.metric IS NOT NULL)
            ORDER BY \(unsafeSQL: order) LIMIT \(filter.limit)
            """
        ).map { row throws(PostgresError) in
            TicketListing(
                id: TicketID(try row.get(0)),
                number: try row.get(1),
                programme: try row.get(2),
                status: try row.get(3),
                priority: try row.get(4, as: Int?.self).flatMap(Priority.init(rawValue:)),
                tier: try row.get(5),
                plan: try row.get(6),
                category: try row.get(7),
                team: try row.get(15),
                manager: try row.get(16),
                assignee: try row.get(8),
                requester: try row.get(9),
                subject: try row.get(10),
                createdAt: try row.get(11),
                mergedInto: try row.get(14),
                nextClock: try row.get(12),
                nextDue: try row.get(13)
            )
        }
    }
}
