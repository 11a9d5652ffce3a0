-- A breach is told with the priority, plan and tier that the ticket had when it fell: a report of last month does not
-- change with what becomes of the ticket later.
CREATE OR REPLACE VIEW support_breaches AS
    SELECT ticket_id, number, programme,
           coalesce((
               SELECT event.data ->> 'from_priority' FROM ticket_event AS event
               WHERE event.ticket_id = fact.ticket_id AND kind = 'prioritised' AND at > fact.due_at
                   AND event.data ? 'from_priority'
               ORDER BY seq LIMIT 1
           ), 'P' || priority) AS priority,
           coalesce((
               SELECT event.data ->> 'from' FROM ticket_event AS event
               WHERE event.ticket_id = fact.ticket_id AND kind = 'plan_changed' AND at > fact.due_at
               ORDER BY seq LIMIT 1
           ), plan) AS plan,
           coalesce((
               SELECT (event.data ->> 'from_tier')::smallint FROM ticket_event AS event
               WHERE event.ticket_id = fact.ticket_id AND kind = 'escalated' AND at > fact.due_at
                   AND event.data ? 'from_tier'
               ORDER BY seq LIMIT 1
           ), tier) AS tier,
           metric, cycle, fact.policy_version, calendar, clock_due_at AS due_at, due_at AS breached_at, detected_at, annulled_at,
           annulled_reason
    FROM clock_threshold AS fact JOIN ticket ON ticket.id = fact.ticket_id
    WHERE threshold = 'breach';
