package import Foundation
package import Postgres
package import SupportDomain

/// A notification with what became of it so far.
package struct StoredNotification: Sendable, Identifiable {
    package enum State: String, Sendable, CaseIterable {
        case pending, sending, delivered, retrying, failed, cancelled

        package var isSettled: Bool { self == .delivered || self == .failed || self == .cancelled }
    }

    package var notification: SupportDomain.Notification
    package var state: State
    package var attempts: Int
    /// Who is sending it, and said lately that they are alive; nil when nobody is.
    package var sender: UUID?
    package var programme: String
    package var ticketNumber: Int
    /// How the gateway of the ticket's channel finds the customer: its own name for them, and for the conversation.
    package var customerAddress: String
    package var conversation: String?
    /// The state of the page it carries, if it carries one.
    package var pageState: Page.State?

    package var id: UUID { notification.id }

    /// The number of the next try; one that was begun and whose end nobody knows is made again.
    package var nextAttempt: Int { state == .sending ? attempts : attempts + 1 }
}

/// How one try to deliver a notification ended.
package struct DeliveryResult: Sendable {
    package enum Outcome: String, Sendable {
        case delivered
        case temporaryFailure = "temporary_failure"
        case permanentFailure = "permanent_failure"
    }

    package var notification: UUID
    package var attempt: Int
    package var outcome: Outcome
    /// The state the notification has afterwards.
    package var state: StoredNotification.State
    /// What the other side answered.
    package var detail: String
    package var startedAt: Date
    package var finishedAt: Date
    /// When it is tried again, if it is.
    package var retryAt: Date?

    package init(
        notification: UUID,
        attempt: Int,
        outcome: Outcome,
        state: StoredNotification.State,
        detail: String,
        startedAt: Date,
        finishedAt: Date,
        retryAt: Date? = nil
    ) {
        self.notification = notification
        self.attempt = attempt
        self.outcome = outcome
        self.state = state
        self.detail = detail
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.retryAt = retryAt
    }
}

extension Transaction {
    /// Keeps what is to be told; a notification that is there already stays as it is.
    package borrowing func enqueueInsert(_ notifications: [SupportDomain.Notification]) throws(PostgresError) {
        guard !notifications.isEmpty else { return }
        try enqueue(
            """
            INSERT INTO notification (id, ticket_id, kind, channel, queue, sender, recipient, subject, body, in_reply_to,
                                      page_id, created_at)
            SELECT * FROM unnest(\(notifications.map(\.id)), \(notifications.map(\.ticketID.uuid)),
                                 \(notifications.map(\.kind)), \(notifications.map(\.channel)),
                                 \(notifications.map(\.queue)), \(notifications.map(\.sender)),
                                 \(notifications.map(\.recipient)),
                                 \(notifications.map(\.subject)), \(notifications.map(\.body)),
                                 \(notifications.map(\.inReplyTo)), \(notifications.map(\.pageID)),
                                 \(notifications.map(\.createdAt)))
            ON CONFLICT (id) DO NOTHING
            """
        )
    }

    /// Locks notifications in id order and reads them; those that do not exist are missing from the answer.
    package borrowing func lockNotifications(_ ids: [UUID]) throws(PostgresError) -> [UUID: StoredNotification] {
        try notifications(
            """
            SELECT \(unsafeSQL: notificationColumns)
            WHERE notification.id = ANY (\(ids)) ORDER BY notification.id FOR UPDATE OF notification
            """
        )
    }

    /// Reads notifications, without locking them.
    package borrowing func notifications(_ ids: [UUID]) throws(PostgresError) -> [UUID: StoredNotification] {
        try notifications("SELECT \(unsafeSQL: notificationColumns) WHERE notification.id = ANY (\(ids))")
    }

    private borrowing func notifications(_ selection: Query) throws(PostgresError) -> [UUID: StoredNotification] {
        let rows = try query(selection)
        var found: [UUID: StoredNotification] = [:]
        for row in rows {
            let notification = SupportDomain.Notification(
                id: try row.get(0),
                ticketID: TicketID(try row.get(1)),
                kind: try row.get(2),
                channel: try row.get(3),
                sender: try row.get(4),
                recipient: try row.get(5),
                subject: try row.get(6),
                body: try row.get(7),
                inReplyTo: try row.get(8),
                pageID: try row.get(9),
                createdAt: try row.get(10)
            )
            found[notification.id] = StoredNotification(
                notification: notification,
                state: try row.get(11),
                attempts: try row.get(12),
                sender: try row.get(13),
                programme: try row.get(14),
                ticketNumber: try row.get(15),
                customerAddress: try row.get(16),
                conversation: try row.get(17),
                pageState: try row.get(18)
            )
        }
        return found
    }

    /// Marks notifications as being sent, as the try with this number: the intent that is committed before the call.
    ///
    /// For as long as the lease lasts, and has been renewed, the sender is taken to be alive.
    package borrowing func enqueueIntent(
        _ tries: [(id: UUID, attempt: Int)],
        of sender: UUID,
        for lease: Duration
    ) throws(PostgresError) {
        guard !tries.isEmpty else { return }
        try enqueue(
            """
            UPDATE notification SET state = 'sending', attempts = new.attempt, sending_by = \(sender),
                sending_until = clock_timestamp() + \(lease / .microseconds(1)) * interval '1 microsecond'
            FROM unnest(\(tries.map(\.id)), \(tries.map(\.attempt))) AS new (id, attempt)
            WHERE notification.id = new.id AND notification.state NOT IN ('delivered', 'failed', 'cancelled')
            """
        )
    }

    /// Says that a sender is still alive and sending these.
    ///
    /// Who is asking after one has it for a moment, and is waited for, unless `leavingLocked`; who writes down how it ended
    /// may have it for longer.
    package borrowing func enqueueRenewal(
        of notifications: [UUID],
        by sender: UUID,
        for lease: Duration,
        leavingLocked: Bool
    ) throws(PostgresError) {
        try enqueue(
            """
            UPDATE notification
            SET sending_until = clock_timestamp() + \(lease / .microseconds(1)) * interval '1 microsecond'
            WHERE id = ANY (ARRAY(
                SELECT id FROM notification
                WHERE id = ANY (\(notifications)) AND state = 'sending' AND sending_by = \(sender)
                ORDER BY id FOR NO KEY UPDATE \(unsafeSQL: leavingLocked ? "SKIP LOCKED" : "")
            ))
            """
        )
    }

    /// Records how tries ended, and sets the timers of those that are tried again.
    package borrowing func enqueueRecord(_ results: [DeliveryResult], at now: Date) throws(PostgresError) {
        guard !results.isEmpty else { return }
        let results = results.sorted { $0.notification < $1.notification }
        try enqueue(
            """
            UPDATE notification SET
                state = new.state, sending_by = NULL, sending_until = NULL,
                settled_at = CASE WHEN new.retry_at IS NULL THEN new.finished_at END,
                last_error = CASE WHEN new.state <> 'delivered' THEN new.detail END
            FROM unnest(\(results.map(\.notification)), \(results.map(\.state)),
                        \(results.map(\.finishedAt)), \(results.map(\.retryAt)), \(results.map(\.detail)))
                AS new (id, state, finished_at, retry_at, detail)
            WHERE notification.id = new.id AND notification.state NOT IN ('delivered', 'failed', 'cancelled')
            """
        )
        try enqueue(
            """
            INSERT INTO delivery_attempt (notification_id, attempt, outcome, detail, started_at, finished_at)
            SELECT * FROM unnest(\(results.map(\.notification)), \(results.map(\.attempt)),
                                 \(results.map(\.outcome)), \(results.map(\.detail)),
                                 \(results.map(\.startedAt)), \(results.map(\.finishedAt)))
            ON CONFLICT (notification_id, attempt) DO NOTHING
            """
        )
        try enqueueSet(
            results.filter { $0.retryAt != nil }.map {
                // Watchers do not look back to a time that had passed before it was written down.
                Timer(kind: .notification, subject: $0.notification, due: $0.retryAt.map { max($0, now) })
            }
        )
    }

    /// Gives up the notifications of pages that nobody needs any more; one that is being sent is left to its sender.
    package borrowing func enqueueCancelNotifications(ofPages pages: [UUID], at now: Date) throws(PostgresError) {
        guard !pages.isEmpty else { return }
        try enqueue(
            """
            UPDATE notification SET state = 'cancelled', settled_at = \(now)
            WHERE page_id = ANY (\(pages)) AND state IN ('pending', 'retrying')
            """
        )
    }

    /// Gives up notifications that nobody needs any more, also those whose sender died while sending.
    package borrowing func enqueueCancel(_ notifications: [UUID], at now: Date) throws(PostgresError) {
        guard !notifications.isEmpty else { return }
        try enqueue(
            """
            UPDATE notification SET state = 'cancelled', settled_at = \(now)
            WHERE id = ANY (\(notifications)) AND state NOT IN ('delivered', 'failed', 'cancelled')
            """
        )
    }
}

private let notificationColumns = """
    notification.id, notification.ticket_id, notification.kind, notification.channel, notification.sender,
    notification.recipient, notification.subject, notification.body, notification.in_reply_to, notification.page_id,
    notification.created_at, notification.state, notification.attempts,
    CASE WHEN notification.state = 'sending' AND sending_until > clock_timestamp() THEN sending_by END,
    ticket.programme, ticket.number, coalesce(ticket.address, ticket.requester), ticket.conversation, page.state
    FROM notification
    JOIN ticket ON ticket.id = notification.ticket_id
    LEFT JOIN page ON page.id = notification.page_id
    """
