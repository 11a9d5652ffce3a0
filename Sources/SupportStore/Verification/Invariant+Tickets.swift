extension Invariant {
    /// Nothing that was said is lost, and nothing waits for ever.
    static let ofTickets = [
        Invariant(
            "message_has_ticket",
            "every message belongs to a ticket of its programme",
            """
            SELECT message.source_id, 'its ticket ' || message.ticket_id || ' is missing or of another programme'
            FROM message LEFT JOIN ticket ON ticket.id = message.ticket_id AND ticket.programme = message.programme
            WHERE ticket.id IS NULL
            """
        ),
        Invariant(
            "ticket_has_opening",
            "every ticket was opened by a message that is kept",
            """
            SELECT ticket.number::text, 'no message of a customer opened it'
            FROM ticket LEFT JOIN ticket_event AS opening ON opening.ticket_id = ticket.id AND opening.seq = 1
            WHERE opening.kind IS DISTINCT FROM 'received' OR NOT EXISTS (
                SELECT FROM message
                WHERE message.programme = ticket.programme AND message.source_id = opening.cause
                    AND message.ticket_id = ticket.id AND message.direction = 'from_customer'
            )
            """
        ),
        Invariant(
            "word_is_on_timeline",
            "everything a customer said is on the timeline of its ticket",
            """
            SELECT message.source_id, 'ticket ' || ticket.number || ' has no event for it'
            FROM message JOIN ticket ON ticket.id = message.ticket_id
            WHERE message.direction = 'from_customer' AND NOT EXISTS (
                SELECT FROM ticket_event AS event
                WHERE event.ticket_id = message.ticket_id AND event.cause = message.source_id
                    AND event.kind IN ('received', 'customer_replied')
            )
            """
        ),
        Invariant(
            "ticket_is_triaged",
            "no ticket waits for triage longer than a minute",
            """
            SELECT number::text, 'received ' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"')
                || ' and not triaged'
            FROM ticket
            WHERE triaged_at IS NULL AND created_at < tierline_now() - interval '1 minute'
            """
        ),
        Invariant(
            "escalation_is_decided",
            "every breach and every call for escalation was decided within a minute",
            """
            SELECT ticket.number::text, event.kind || ' ' || event.cause || ' was neither escalated nor declined'
            FROM ticket_event AS event JOIN ticket ON ticket.id = event.ticket_id
            WHERE event.kind IN ('clock_breached', 'escalation_requested')
                AND event.at < tierline_now() - interval '1 minute'
                AND NOT EXISTS (
                    SELECT FROM ticket_event AS decision
                    WHERE decision.ticket_id = event.ticket_id AND decision.cause = event.cause
                        AND decision.kind IN ('escalated', 'escalation_declined')
                )
            """
        ),
    ]
}
