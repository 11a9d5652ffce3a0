package import Foundation
package import Postgres
package import SupportDomain

/// A threshold that fired: a fact, whatever became of its clock later.
package struct FiredThresholdRow: Sendable {
    package var metric: Metric
    package var cycle: Int
    /// `warning:75%` or `breach`.
    package var threshold: String
    /// When it fell: for a breach, the first second that was too late.
    package var dueAt: Date
    package var detectedAt: Date
    package var policyVersion: Int
    /// The calendar in which the clock counted, with the hours that the policy version gives it.
    package var calendar: String?
    /// When the clock was due at that time.
    package var clockDueAt: Date?
    package var annulledAt: Date?
    package var annulledReason: String?
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
            SELECT metric, cycle, threshold, due_at, detected_at, policy_version, calendar, clock_due_at, annulled_at,
                   annulled_reason
            FROM clock_threshold WHERE ticket_id = \(ticket.uuid) ORDER BY detected_at, due_at, metric, threshold
            """
        ).map { row throws(PostgresError) in
            FiredThresholdRow(
                metric: try row.get(0),
                cycle: try row.get(1),
                threshold: try row.get(2),
                dueAt: try row.get(3),
                detectedAt: try row.get(4),
                policyVersion: try row.get(5),
                calendar: try row.get(6),
                clockDueAt: try row.get(7),
                annulledAt: try row.get(8),
                annulledReason: try row.get(9)
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
