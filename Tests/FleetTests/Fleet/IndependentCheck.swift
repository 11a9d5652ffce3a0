import Postgres

/// Something that must hold of the database whenever a fleet has nothing left to do.
///
/// These are written apart from `tierline verify`, so that the two watch each other.
struct IndependentCheck: Sendable {
    /// What is wrong with the rows the query finds.
    let complaint: String
    /// Finds one text for each offender.
    let query: Query

    init(_ complaint: String, _ query: Query) {
        self.complaint = complaint
        self.query = query
    }

    static let all = residue + timeline + serviceLevels + telling

    private static let residue = [
        IndependentCheck("messages left in the outbox", "SELECT id::text FROM outbox"),
        IndependentCheck("marks left in the quarantine", "SELECT message_key FROM quarantine"),
        IndependentCheck(
            "notifications nobody got",
            "SELECT id::text || ' ' || state FROM notification WHERE state NOT IN ('delivered', 'cancelled')"
        ),
        IndependentCheck("timers that are due", "SELECT subject_id::text FROM timer WHERE due_at <= tierline_now()"),
    ]

    private static let timeline = [
        IndependentCheck(
            "timelines with a hole",
            "SELECT ticket_id::text FROM ticket_event GROUP BY ticket_id HAVING min(seq) <> 1 OR max(seq) <> count(*)"
        ),
        IndependentCheck(
            "tickets whose counters are not what their timeline says",
            """
            SELECT ticket.id::text FROM ticket LEFT JOIN ticket_event event ON event.ticket_id = ticket.id
            GROUP BY ticket.id
            HAVING event_count <> count(event.seq)
                OR reopen_count <> count(*) FILTER (WHERE kind = 'reopened')
                OR escalation_count <> count(*) FILTER (
                    WHERE kind = 'escalated' AND data ->> 'from_tier' IS DISTINCT FROM data ->> 'to_tier')
                OR count(*) FILTER (WHERE kind = 'received') <> 1
                OR count(*) FILTER (WHERE kind = 'triaged') <> 1
            """
        ),
        IndependentCheck(
            "customers' messages that are on no timeline, or more than once",
            """
            SELECT source_id FROM message LEFT JOIN ticket_event event
                ON event.ticket_id = message.ticket_id AND cause = source_id AND kind IN ('received', 'customer_replied')
            WHERE direction = 'from_customer'
            GROUP BY programme, source_id HAVING count(event.seq) <> 1
            """
        ),
        IndependentCheck(
            "critical tickets that were not escalated at once",
            """
            SELECT id::text FROM ticket WHERE priority = 1 AND NOT EXISTS (
                SELECT FROM ticket_event WHERE ticket_id = ticket.id AND cause = 'triage'
                    AND kind IN ('escalated', 'escalation_declined'))
            """
        ),
    ]

    private static let serviceLevels = [
        IndependentCheck(
            "thresholds that are not on the timeline, or events of thresholds that did not fire",
            """
            SELECT coalesce(fired.ticket_id, told.ticket_id)::text FROM (
                SELECT ticket_id, metric || '/' || cycle || '/' || threshold AS cause FROM clock_threshold
            ) fired FULL JOIN (
                SELECT ticket_id, cause FROM ticket_event WHERE kind IN ('clock_warned', 'clock_breached')
            ) told USING (ticket_id, cause)
            WHERE fired.ticket_id IS NULL OR told.ticket_id IS NULL
            """
        ),
        IndependentCheck(
            "breaches that are not written down as such",
            """
            SELECT clock.ticket_id::text || ' ' || clock.metric FROM clock LEFT JOIN clock_threshold fired
                ON (fired.ticket_id, fired.metric, fired.cycle) = (clock.ticket_id, clock.metric, clock.cycle)
                AND threshold = 'breach' AND annulled_at IS NULL
            WHERE (breached_at IS NULL) <> (fired.ticket_id IS NULL)
            """
        ),
        IndependentCheck(
            "clocks that ran out and said nothing",
            """
            SELECT ticket_id::text || ' ' || metric FROM clock
            WHERE state = 'running' AND breached_at IS NULL AND due_at < tierline_now() - interval '5 s'
            """
        ),
        IndependentCheck(
            "clocks that nobody watches",
            """
            SELECT ticket_id::text || ' ' || metric FROM clock
            WHERE state = 'running' AND breached_at IS NULL AND NOT EXISTS (
                SELECT FROM timer WHERE subject_id = ticket_id AND kind = 1
                    AND timer.due_at <= clock.due_at + interval '1 s')
            """
        ),
        IndependentCheck(
            "breaches that escalation did not answer",
            """
            SELECT ticket_id::text || ' ' || cause FROM ticket_event breach WHERE kind = 'clock_breached' AND (
                SELECT count(*) FROM ticket_event answer
                WHERE answer.ticket_id = breach.ticket_id AND answer.cause = breach.cause
                    AND answer.kind IN ('escalated', 'escalation_declined')) <> 1
            """
        ),
    ]

    private static let telling = [
        IndependentCheck(
            "tickets whose customer was not told once that they arrived",
            """
            SELECT ticket.id::text FROM ticket LEFT JOIN notification told
                ON told.ticket_id = ticket.id AND told.kind = 'acknowledgement'
            GROUP BY ticket.id HAVING count(told.id) <> 1
            """
        ),
        IndependentCheck(
            "escalations the customer was not told of",
            """
            SELECT id::text FROM ticket WHERE escalation_count <> (
                SELECT count(*) FROM notification WHERE ticket_id = ticket.id AND kind = 'escalation')
            """
        ),
        IndependentCheck(
            "open pages that nobody watches",
            """
            SELECT id::text FROM page WHERE state = 'open'
                AND NOT EXISTS (SELECT FROM timer WHERE subject_id = page.id AND kind = 2)
            """
        ),
        IndependentCheck(
            "rungs of pages for which nobody was called",
            """
            SELECT page.id::text FROM page LEFT JOIN notification call ON call.page_id = page.id
            GROUP BY page.id HAVING count(call.id) <> rung
            """
        ),
    ]
}
