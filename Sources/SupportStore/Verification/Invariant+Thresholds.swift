extension Invariant {
    /// The thresholds of clocks, taken out of the text in which the schedule keeps them.
    static func scheduled(where condition: String) -> String {
        """
        SELECT clock.ticket_id, clock.metric, clock.cycle, clock.state, clock.ended_at, clock.breached_at,
            CASE
                WHEN split_part(word, '@', 1) = 'breach' THEN 'breach'
                WHEN split_part(word, '@', 1) LIKE '%\\%' THEN 'warning:' || split_part(word, '@', 1)
                WHEN word LIKE 'after+%' THEN 'warning:' || replace(split_part(word, '@', 1), '+', ' ')
                ELSE 'warning:' || replace(split_part(word, '@', 1), '+', ' ') || ' before'
            END AS threshold,
            to_timestamp(nullif(trim(trailing '!' FROM split_part(word, '@', 2)), '-')::double precision) AS falls_at,
            word LIKE '%!' AS has_fired
        FROM clock, string_to_table(clock.schedule, ' ') AS word
        WHERE clock.schedule <> '' AND \(condition)
        """
    }

    /// Each threshold fires once, never early, and never unseen.
    static let ofThresholds = [
        Invariant(
            "threshold_once",
            "each threshold fired at most once in a cycle",
            """
            SELECT ticket_id::text, format('%s %s %s fired %s times', metric, cycle, threshold, count(*))
            FROM clock_threshold GROUP BY ticket_id, metric, cycle, threshold HAVING count(*) > 1
            """
        ),
        Invariant(
            "threshold_not_early",
            "no threshold fired before its time",
            """
            SELECT ticket_id::text, format('%s %s %s fired %s early', metric, cycle, threshold, due_at - detected_at)
            FROM clock_threshold WHERE detected_at < due_at
            """
        ),
        Invariant(
            "threshold_in_schedule",
            "a threshold is marked as fired in its clock exactly where the fact is on record, at the same second",
            """
            SELECT coalesce(scheduled.ticket_id, fact.ticket_id)::text,
                format('%s %s %s: %s in the schedule, %s on record', coalesce(scheduled.metric, fact.metric),
                    coalesce(scheduled.cycle, fact.cycle), coalesce(scheduled.threshold, fact.threshold),
                    coalesce(scheduled.falls_at::text, 'not fired'), coalesce(fact.due_at::text, 'nothing'))
            FROM (
                SELECT * FROM (\(scheduled(where: "clock.schedule LIKE '%!%'"))) AS every WHERE has_fired
            ) AS scheduled
            FULL JOIN clock_threshold AS fact USING (ticket_id, metric, cycle, threshold)
            WHERE scheduled.falls_at IS DISTINCT FROM date_trunc('second', fact.due_at)
            """
        ),
        Invariant(
            "breach_is_told",
            "a breach is on record, in its clock and on the timeline, or in none of them",
            """
            SELECT coalesce(fact.ticket_id, clock.ticket_id, event.ticket_id)::text,
                format('%s: on record %s, in the clock %s, on the timeline %s',
                    coalesce(fact.metric || '/' || fact.cycle, clock.metric || '/' || clock.cycle, event.cause),
                    fact.ticket_id IS NOT NULL, clock.ticket_id IS NOT NULL, event.ticket_id IS NOT NULL)
            FROM (SELECT * FROM clock_threshold WHERE threshold = 'breach') AS fact
            FULL JOIN (SELECT * FROM clock WHERE breached_at IS NOT NULL) AS clock USING (ticket_id, metric, cycle)
            FULL JOIN (SELECT * FROM ticket_event WHERE kind = 'clock_breached') AS event
                ON event.ticket_id = coalesce(fact.ticket_id, clock.ticket_id)
                AND event.cause = coalesce(fact.metric || '/' || fact.cycle, clock.metric || '/' || clock.cycle) || '/breach'
            WHERE fact.ticket_id IS NULL OR clock.ticket_id IS NULL OR event.ticket_id IS NULL
            """
        ),
        Invariant(
            "annulment_is_told",
            "a breach that was annulled says so on its ticket's timeline, with the same reason, or it was not annulled",
            """
            SELECT coalesce(fact.ticket_id, event.ticket_id)::text,
                format('%s: on record %s, on the timeline %s',
                    coalesce(fact.metric || '/' || fact.cycle, event.data ->> 'metric'),
                    coalesce(fact.annulled_reason, 'not annulled'), coalesce(event.data ->> 'reason', 'nothing'))
            FROM (SELECT * FROM clock_threshold WHERE annulled_at IS NOT NULL) AS fact
            FULL JOIN (SELECT * FROM ticket_event WHERE kind = 'breach_annulled') AS event
                ON event.ticket_id = fact.ticket_id AND event.data ->> 'metric' = fact.metric
                AND event.data ->> 'cycle' = fact.cycle::text
            WHERE fact.annulled_reason IS DISTINCT FROM event.data ->> 'reason' OR fact.ticket_id IS NULL
            """
        ),
        Invariant(
            "warning_is_on_record",
            "every warning on a timeline is on record as fired",
            """
            SELECT ticket.number::text, format('warning %s', event.cause)
            FROM ticket_event AS event JOIN ticket ON ticket.id = event.ticket_id
            WHERE event.kind = 'clock_warned' AND NOT EXISTS (
                SELECT FROM clock_threshold AS fact
                WHERE fact.ticket_id = event.ticket_id
                    AND event.cause = format('%s/%s/%s', fact.metric, fact.cycle, fact.threshold)
            )
            """
        ),
        Invariant(
            "breach_is_not_missed",
            "no clock ended after its breach without the breach being told",
            """
            SELECT ticket.number::text, format('%s %s ended %s, too late since %s', metric, cycle, ended_at, falls_at)
            FROM (\(scheduled(where: "clock.ended_at IS NOT NULL"))) AS scheduled JOIN ticket ON ticket.id = scheduled.ticket_id
            WHERE threshold = 'breach' AND NOT has_fired AND falls_at <= ended_at
            """
        ),
    ]
}
