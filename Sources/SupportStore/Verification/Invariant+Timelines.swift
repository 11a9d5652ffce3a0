extension Invariant {
    /// A ticket's columns say what its timeline says.
    static let ofTimelines = [
        Invariant(
            "event_sequence",
            "every timeline is numbered from 1 to the ticket's event count, without a gap",
            """
            SELECT ticket.number::text,
                format('%s events numbered %s to %s, and an event count of %s', coalesce(event.n, 0), event.first,
                    event.last, ticket.event_count)
            FROM ticket LEFT JOIN (
                SELECT ticket_id, count(*) AS n, min(seq) AS first, max(seq) AS last FROM ticket_event GROUP BY ticket_id
            ) AS event ON event.ticket_id = ticket.id
            WHERE coalesce(event.n, 0) <> ticket.event_count OR event.first <> 1 OR event.last <> event.n
            """
        ),
        Invariant(
            "event_once",
            "no cause made the same event twice on a ticket",
            """
            SELECT ticket_id::text, format('%s %s times because of %s', kind, count(*), cause)
            FROM ticket_event GROUP BY ticket_id, cause, kind HAVING count(*) > 1
            """
        ),
        Invariant(
            "ticket_status",
            "every ticket's status follows from its timeline",
            """
            SELECT number::text, format('status %s, by its timeline %s', status, told)
            FROM (
                SELECT number, status,
                    CASE move.kind
                        WHEN 'paused' THEN 'waiting_on_' || (move.data ->> 'waiting_on')
                        WHEN 'resolved' THEN 'resolved'
                        WHEN 'closed' THEN 'closed'
                        WHEN 'merged_into' THEN 'closed'
                        ELSE CASE WHEN triaged_at IS NULL THEN 'received' ELSE 'open' END
                    END AS told
                FROM ticket LEFT JOIN (
                    SELECT DISTINCT ON (ticket_id) ticket_id, kind, data FROM ticket_event
                    WHERE kind IN ('paused', 'resumed', 'resolved', 'closed', 'reopened', 'merged_into')
                    ORDER BY ticket_id, seq DESC
                ) AS move ON move.ticket_id = ticket.id
            ) AS ticket
            WHERE status <> told
            """
        ),
        Invariant(
            "ticket_tier",
            "every ticket's tier is the last one that triage or an escalation gave it",
            """
            SELECT ticket.number::text, format('tier %s, by its timeline %s', ticket.tier, move.tier)
            FROM ticket LEFT JOIN (
                SELECT DISTINCT ON (ticket_id) ticket_id, coalesce(data ->> 'to_tier', data ->> 'tier')::int AS tier
                FROM ticket_event
                WHERE kind = 'triaged'
                    OR kind = 'escalated' AND (data ->> 'to_tier')::int > coalesce((data ->> 'from_tier')::int, 1)
                ORDER BY ticket_id, seq DESC
            ) AS move ON move.ticket_id = ticket.id
            WHERE ticket.tier IS DISTINCT FROM move.tier
            """
        ),
        Invariant(
            "ticket_counts",
            "every ticket was reopened and escalated as often as its timeline says",
            """
            SELECT ticket.number::text,
                format('reopened %s and moved up %s times, by its timeline %s and %s; first escalated %s, by its timeline %s',
                    reopen_count, escalation_count, coalesce(told.reopened, 0), coalesce(told.moved, 0),
                    coalesce(ticket.escalated_at::text, 'never'), coalesce(told.escalated_at::text, 'never'))
            FROM ticket LEFT JOIN (
                SELECT ticket_id,
                    count(*) FILTER (WHERE kind = 'reopened') AS reopened,
                    (array_agg(at ORDER BY seq) FILTER (WHERE kind = 'escalated'))[1] AS escalated_at,
                    count(*) FILTER (
                        WHERE kind = 'escalated' AND (data ->> 'to_tier')::int > coalesce((data ->> 'from_tier')::int, 1)
                    ) AS moved
                FROM ticket_event WHERE kind IN ('reopened', 'escalated') GROUP BY ticket_id
            ) AS told ON told.ticket_id = ticket.id
            WHERE reopen_count <> coalesce(told.reopened, 0) OR escalation_count <> coalesce(told.moved, 0)
                OR ticket.escalated_at IS DISTINCT FROM told.escalated_at
            """
        ),
        Invariant(
            "ticket_moments",
            "every ticket was triaged, first answered, resolved and closed when its timeline says",
            """
            SELECT ticket.number::text, 'its timeline has other times for triage, first response, resolution or closing'
            FROM ticket LEFT JOIN (
                SELECT ticket_id,
                    min(at) FILTER (WHERE kind = 'triaged') AS triaged_at,
                    min(at) FILTER (WHERE kind = 'agent_replied') AS replied_at,
                    min(at) FILTER (WHERE kind IN ('agent_replied', 'resolved')) AS answered_at,
                    max(at) FILTER (WHERE kind = 'resolved') AS resolved_at,
                    max(at) FILTER (WHERE kind IN ('closed', 'merged_into')) AS closed_at
                FROM ticket_event WHERE kind IN ('triaged', 'agent_replied', 'resolved', 'closed', 'merged_into')
                GROUP BY ticket_id
            ) AS told ON told.ticket_id = ticket.id
            WHERE ticket.triaged_at IS DISTINCT FROM told.triaged_at
                OR (told.replied_at IS NOT NULL AND first_response_at IS NULL)
                OR first_response_at > told.replied_at OR first_response_at < told.answered_at
                OR (first_response_at IS NOT NULL AND told.answered_at IS NULL)
                OR (status = 'resolved' AND ticket.resolved_at IS DISTINCT FROM told.resolved_at)
                OR (status = 'closed' AND ticket.closed_at IS DISTINCT FROM told.closed_at)
                OR (status NOT IN ('resolved', 'closed') AND (ticket.resolved_at, ticket.closed_at) IS DISTINCT FROM (NULL, NULL))
            """
        ),
        Invariant(
            "ticket_assignee",
            "every ticket belongs to whom it was assigned last",
            """
            SELECT ticket.number::text, format('assignee %s, by its timeline %s', assignee, told.name)
            FROM ticket LEFT JOIN (
                SELECT DISTINCT ON (ticket_id) ticket_id, data ->> 'assignee' AS name
                FROM ticket_event WHERE kind = 'assigned' ORDER BY ticket_id, seq DESC
            ) AS told ON told.ticket_id = ticket.id
            WHERE assignee IS DISTINCT FROM told.name
            """
        ),
        Invariant(
            "merge_is_told",
            "a ticket was merged, and says so on its timeline and on that of the ticket in which it goes on, or in none of them",
            """
            SELECT coalesce(ticket.number::text, ended.ticket_id::text, taken.data ->> 'id'),
                format('merged into %s, by its timeline %s, by the other timeline %s', ticket.merged_into,
                    ended.data ->> 'id', taken.ticket_id)
            FROM (SELECT * FROM ticket WHERE merged_into IS NOT NULL) AS ticket
            FULL JOIN (SELECT * FROM ticket_event WHERE kind = 'merged_into') AS ended ON ended.ticket_id = ticket.id
            FULL JOIN (SELECT * FROM ticket_event WHERE kind = 'merged_from') AS taken
                ON taken.data ->> 'id' = coalesce(ticket.id, ended.ticket_id)::text
            WHERE ticket.merged_into IS NULL OR ticket.merged_into::text IS DISTINCT FROM ended.data ->> 'id'
                OR ticket.merged_into IS DISTINCT FROM taken.ticket_id
            """
        ),
        Invariant(
            "merge_leads_somewhere",
            "every ticket that was merged goes on in one of its programme that was not, at once or over others",
            """
            WITH RECURSIVE way (number, programme, merged_into, seen) AS (
                SELECT number, programme, merged_into, ARRAY[id] FROM ticket WHERE merged_into IS NOT NULL
                UNION ALL
                SELECT way.number, way.programme, next.merged_into, seen || next.id
                FROM way JOIN ticket AS next ON next.id = way.merged_into AND next.programme = way.programme
                WHERE NOT next.id = ANY (seen)
            )
            SELECT number::text, 'it goes on in no ticket of its programme that goes on itself'
            FROM way GROUP BY number HAVING count(*) FILTER (WHERE merged_into IS NULL) = 0
            """
        ),
    ]
}
