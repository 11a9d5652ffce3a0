extension Invariant {
    /// Whatever waits has a timer, and timers fire.
    static let ofTimers = [
        Invariant(
            "clock_has_timer",
            "every ticket with a threshold to come has a timer no later than the nearest, or is due",
            """
            SELECT ticket.number::text,
                format('%s falls %s, the timer %s', nearest.threshold, nearest.falls_at,
                    coalesce(timer.due_at::text, 'is missing'))
            FROM (
                SELECT DISTINCT ON (ticket_id) ticket_id, falls_at, metric || ' ' || threshold AS threshold
                FROM (\(scheduled(where: "clock.state IN ('running', 'paused')"))) AS every
                WHERE NOT has_fired AND falls_at IS NOT NULL
                ORDER BY ticket_id, falls_at
            ) AS nearest
            JOIN ticket ON ticket.id = nearest.ticket_id
            LEFT JOIN timer ON timer.subject_id = nearest.ticket_id AND timer.kind = 1
            WHERE timer.due_at IS NULL OR timer.due_at > greatest(nearest.falls_at, tierline_now())
            """
        ),
        Invariant(
            "page_has_timer",
            "every open page has a timer for its next rung, or that rung is on its way",
            """
            SELECT page.id::text, format('ticket %s, rung %s, and nothing calls the next', ticket.number, rung)
            FROM page JOIN ticket ON ticket.id = page.ticket_id
            LEFT JOIN timer ON timer.subject_id = page.id AND timer.kind = 2
            WHERE page.state = 'open' AND (timer.due_at IS NULL OR timer.due_at > acknowledge_by)
                AND acknowledge_by > tierline_now() - interval '1 minute'
                AND NOT EXISTS (
                    SELECT FROM outbox WHERE type = 'page.unanswered' AND encode(body, 'escape') ILIKE '%' || page.id || '%'
                )
            UNION ALL
            SELECT page.id::text, format('ticket %s, rung %s should have been called on %s', ticket.number, rung,
                acknowledge_by)
            FROM page JOIN ticket ON ticket.id = page.ticket_id
            WHERE page.state = 'open' AND acknowledge_by <= tierline_now() - interval '1 minute'
            """
        ),
        Invariant(
            "one_open_page",
            "no ticket has two open pages",
            """
            SELECT ticket.number::text, format('%s pages are open', count(*))
            FROM page JOIN ticket ON ticket.id = page.ticket_id
            WHERE page.state = 'open' GROUP BY ticket.number HAVING count(*) > 1
            """
        ),
        Invariant(
            "page_of_open_ticket",
            "nobody is called about a ticket that is resolved or closed",
            """
            SELECT page.id::text, format('open, and ticket %s is %s', ticket.number, ticket.status)
            FROM page JOIN ticket ON ticket.id = page.ticket_id
            WHERE page.state = 'open' AND ticket.status IN ('resolved', 'closed')
            """
        ),
        Invariant(
            "plan_has_timer",
            "every plan that begins later has a timer for that moment",
            """
            SELECT assignment.address, format('%s from %s, the timer %s', plan, valid_from,
                coalesce(timer.due_at::text, 'is missing'))
            FROM plan_assignment AS assignment
            LEFT JOIN timer ON timer.subject_id = assignment.id AND timer.kind = 4
            WHERE valid_from > tierline_now() AND timer.due_at IS DISTINCT FROM valid_from
            """
        ),
        Invariant(
            "timer_is_not_overdue",
            "no timer is overdue by more than ten seconds",
            """
            SELECT subject_id::text,
                format('%s, due %s ago',
                    CASE kind WHEN 1 THEN 'clocks of a ticket' WHEN 2 THEN 'a page' WHEN 3 THEN 'a notification'
                        ELSE 'a plan' END,
                    date_trunc('second', tierline_now() - due_at))
            FROM timer WHERE due_at < tierline_now() - interval '10 seconds'
            """
        ),
    ]
}
