package import Foundation
package import Postgres
package import SupportDomain

/// A threshold that fired.
package struct FiredThresholdRow: Sendable {
    package var metric: Metric
    package var cycle: Int
    /// `warning:75%` or `breach`.
    package var threshold: String
    package var dueAt: Date
    package var detectedAt: Date
}

/// One try to deliver a notification.
package struct DeliveryAttemptRow: Sendable {
    package var notification: UUID
    package var attempt: Int
    package var outcome: DeliveryResult.Outcome
    package var detail: String
    package var startedAt: Date
    package var finishedAt: Date
}

extension Transaction {
    /// What fired on a ticket's clocks, in order.
    package borrowing func firedThresholds(of ticket: TicketID) throws(PostgresError) -> [FiredThresholdRow] {
        try query(
            """
            SELECT metric, cycle, threshold, due_at, detected_at
            FROM clock_threshold WHERE ticket_id = \(ticket.uuid) ORDER BY detected_at, due_at, metric, threshold
            """
        ).map { row throws(PostgresError) in
            FiredThresholdRow(
                metric: try row.get(0),
                cycle: try row.get(1),
                threshold: try row.get(2),
                dueAt: try row.get(3),
                detectedAt: try row.get(4)
            )
        }
    }

    /// Every try to deliver something about a ticket, in order.
    package borrowing func deliveryAttempts(of ticket: TicketID) throws(PostgresError) -> [DeliveryAttemptRow] {
        try query(
            """
            SELECT notification_id, attempt, outcome, detail, started_at, finished_at
            FROM delivery_attempt JOIN notification ON notification.id = notification_id
            WHERE ticket_id = \(ticket.uuid) ORDER BY started_at, notification_id, attempt
            """
        ).map { row throws(PostgresError) in
            DeliveryAttemptRow(
                notification: try row.get(0),
                attempt: try row.get(1),
                outcome: try row.get(2),
                detail: try row.get(3),
                startedAt: try row.get(4),
                finishedAt: try row.get(5)
            )
        }
    }
}
