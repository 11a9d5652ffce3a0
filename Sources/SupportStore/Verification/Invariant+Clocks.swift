extension Invariant {
    /// What is owed is being counted.
    static let ofClocks = [
        Invariant(
            "ticket_has_clocks",
            "every triaged ticket has clocks, unless an agent opened it for somebody who had been spoken with, and one that is open has its resolution clock open if it ever had one and no "
                + "change of priority, plan or policy took its target away",
            """
            SELECT number::text, 'no clock, or its resolution clock has ended though the ticket is open'
            FROM ticket LEFT JOIN (
                SELECT ticket_id, count(*) FILTER (WHERE metric = 'resolution') AS resolutions,
                    count(*) FILTER (WHERE metric = 'resolution' AND state IN ('running', 'paused')) AS open_resolutions
                FROM clock GROUP BY ticket_id
            ) AS clock ON clock.ticket_id = ticket.id
            WHERE triaged_at IS NOT NULL AND (
                (clock.ticket_id IS NULL AND NOT EXISTS (
                    SELECT FROM ticket_event AS event
                    WHERE event.ticket_id = ticket.id AND event.seq = 1 AND event.data ? 'opened_by'
                ))
                OR (
                    status NOT IN ('resolved', 'closed') AND resolutions > 0 AND open_resolutions = 0
                    AND NOT EXISTS (
                        SELECT FROM ticket_event AS event
                        WHERE event.ticket_id = ticket.id
                            AND event.kind IN ('prioritised', 'plan_changed', 'policy_changed', 'reopened')
                            AND event.data ? 'clocks'
                    )
                )
            )
            """
        ),
        Invariant(
            "ticket_is_under_policy_in_force",
            "every open ticket is under the policy that has been in force for an hour",
            """
            SELECT ticket.number::text, format('under version %s of %s, not %s', policy_version, programme, newest.version)
            FROM ticket JOIN (
                SELECT programme, max(version) AS version FROM policy_version
                WHERE applied_at < tierline_now() - interval '1 hour' GROUP BY programme
            ) AS newest USING (programme)
            WHERE triaged_at IS NOT NULL AND status NOT IN ('resolved', 'closed') AND policy_version < newest.version
            """
        ),
        Invariant(
            "settled_ticket_owes_nothing",
            "no clock of a resolved or closed ticket goes on, but for the acknowledgement on its way",
            """
            SELECT ticket.number::text, format('%s, and its %s clock is %s', ticket.status, metric, clock.state)
            FROM ticket JOIN clock ON clock.ticket_id = ticket.id
            WHERE ticket.status IN ('resolved', 'closed') AND clock.state IN ('running', 'paused')
                AND metric <> 'acknowledgement'
            """
        ),
        Invariant(
            "page_clock_has_page",
            "a clock waits for a page to be acknowledged only while one is open",
            """
            SELECT ticket.number::text, format('%s since %s, and nobody is being called', state, started_at)
            FROM clock JOIN ticket ON ticket.id = clock.ticket_id
            WHERE metric = 'page_acknowledgement' AND clock.state IN ('running', 'paused')
                AND NOT EXISTS (SELECT FROM page WHERE page.ticket_id = ticket.id AND page.state = 'open')
            """
        ),
        Invariant(
            "answered_clock_has_ended",
            "no ticket that has been answered still waits for its first response",
            """
            SELECT ticket.number::text, format('first answered %s, and the clock is %s', first_response_at, state)
            FROM ticket JOIN clock ON clock.ticket_id = ticket.id
            WHERE first_response_at IS NOT NULL AND metric = 'first_response' AND state IN ('running', 'paused')
            """
        ),
        Invariant(
            "clock_cycles",
            "the cycles of a clock are numbered from 1 without a gap",
            """
            SELECT ticket_id::text, format('%s cycles of %s, the last is %s', count(*), metric, max(cycle))
            FROM clock GROUP BY ticket_id, metric HAVING count(*) <> max(cycle)
            """
        ),
        Invariant(
            "clock_times",
            "no clock ends before it begins, and every open clock that runs is due after it begins",
            """
            SELECT ticket.number::text,
                format('%s %s: started %s, due %s, ended %s, breached %s', metric, cycle, started_at, due_at, ended_at,
                    breached_at)
            FROM clock JOIN ticket ON ticket.id = clock.ticket_id
            WHERE ended_at < date_trunc('second', started_at) OR due_at < date_trunc('second', started_at)
                OR breached_at < date_trunc('second', started_at)
            """
        ),
        Invariant(
            "pause_is_open",
            "a ticket has an open pause exactly while it waits for a customer or a vendor",
            """
            SELECT number::text, format('status %s, open pause for %s', status, coalesce(reason, 'nothing'))
            FROM ticket LEFT JOIN ticket_pause AS pause ON pause.ticket_id = ticket.id AND pause.until IS NULL
            WHERE (status IN ('waiting_on_customer', 'waiting_on_vendor')) <> (pause.ticket_id IS NOT NULL)
                OR status IN ('waiting_on_customer', 'waiting_on_vendor') AND status <> 'waiting_on_' || reason
            """
        ),
        Invariant(
            "paused_clock_has_pause",
            "a clock is paused only while its ticket is",
            """
            SELECT ticket.number::text, format('the %s clock is paused, the ticket is not', metric)
            FROM clock JOIN ticket ON ticket.id = clock.ticket_id
            WHERE clock.state = 'paused'
                AND NOT EXISTS (SELECT FROM ticket_pause AS pause WHERE pause.ticket_id = ticket.id AND until IS NULL)
            """
        ),
    ]
}
