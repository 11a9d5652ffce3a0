package import Foundation
package import Postgres
package import SupportDomain

/// A notification as operators list it.
package struct NotificationListing: Sendable {
    package var id: UUID
    package var ticketID: TicketID
    package var ticketNumber: Int
    package var programme: String
    package var kind: SupportDomain.Notification.Kind
    package var channel: SupportDomain.Notification.Channel
    package var recipient: String
    package var subject: String
    package var state: StoredNotification.State
    package var attempts: Int
    package var createdAt: Date
    package var settledAt: Date?
    package var lastError: String?
    /// When it is tried again, if it is.
    package var nextTry: Date?
}

extension Transaction {
    /// Notifications in these states, the newest first.
    package borrowing func notifications(
        in states: [StoredNotification.State],
        limit: Int
    ) throws(PostgresError) -> [NotificationListing] {
        try notificationListings(
            """
            \(unsafeSQL: selection) WHERE state = ANY (\(states.map(\.rawValue)))
            ORDER BY notification.created_at DESC, notification.id DESC LIMIT \(limit)
            """
        )
    }

    /// Everything told to anybody about a ticket, in order.
    package borrowing func notifications(of ticket: TicketID) throws(PostgresError) -> [NotificationListing] {
        try notificationListings(
            """
            \(unsafeSQL: selection) WHERE ticket_id = \(ticket.uuid)
            ORDER BY notification.created_at, notification.id
            """
        )
    }

    private borrowing func notificationListings(_ query: Query) throws(PostgresError) -> [NotificationListing] {
        try self.query(query).map { row throws(PostgresError) in
            NotificationListing(
                id: try row.get(0),
                ticketID: TicketID(try row.get(1)),
                ticketNumber: try row.get(2),
                programme: try row.get(3),
                kind: try row.get(4),
                channel: try row.get(5),
                recipient: try row.get(6),
                subject: try row.get(7),
                state: try row.get(8),
                attempts: try row.get(9),
                createdAt: try row.get(10),
                settledAt: try row.get(11),
                lastError: try row.get(12),
                nextTry: try row.get(13)
            )
        }
    }
}

private let selection = """
    SELECT notification.id, ticket_id, number, programme, notification.kind, notification.channel, recipient,
           notification.subject, state, attempts, notification.created_at, settled_at, last_error, timer.due_at
    FROM notification
    JOIN ticket ON ticket.id = ticket_id
    LEFT JOIN timer ON timer.subject_id = notification.id AND timer.kind = 3
    """
