-- What became of a phase, as one JSON object; psql variable: phase.
--
-- A ticket of the phase has one threshold to fire. It must be on record once, in the timeline once, heard once and never
-- before its time.
WITH due AS (SELECT * FROM bench_due WHERE phase = :'phase'),
fired AS (
    SELECT ticket_id, count(*) AS n, min(detected_at) AS detected_at
    FROM clock_threshold WHERE ticket_id IN (SELECT ticket_id FROM due) GROUP BY ticket_id
),
told AS (
    SELECT ticket_id, count(*) AS n FROM ticket_event WHERE ticket_id IN (SELECT ticket_id FROM due) GROUP BY ticket_id
),
heard AS (
    SELECT ticket_id, count(*) AS n, to_timestamp(min(microseconds) / 1e6) AS at FROM bench_heard GROUP BY ticket_id
),
every AS (
    SELECT due.due_at, fired.n AS fired, told.n AS told, heard.n AS heard, heard.at AS heard_at,
           extract(epoch FROM detected_at - due.due_at) * 1000 AS detected_ms,
           extract(epoch FROM heard.at - due.due_at) * 1000 AS heard_ms
    FROM due LEFT JOIN fired USING (ticket_id) LEFT JOIN told USING (ticket_id) LEFT JOIN heard USING (ticket_id)
)
SELECT jsonb_build_object(
    'due', count(*),
    'missed', count(*) FILTER (WHERE fired IS NULL OR told IS NULL OR heard IS NULL),
    'doubled', count(*) FILTER (WHERE fired > 1 OR told > 1 OR heard > 1),
    'early', count(*) FILTER (WHERE detected_ms < 0),
    'lateness_ms', jsonb_build_object(
        'p50', round((percentile_disc(0.5) WITHIN GROUP (ORDER BY heard_ms))::numeric, 1),
        'p99', round((percentile_disc(0.99) WITHIN GROUP (ORDER BY heard_ms))::numeric, 1),
        'max', round(max(heard_ms)::numeric, 1)),
    'detected_ms', jsonb_build_object(
        'p50', round((percentile_disc(0.5) WITHIN GROUP (ORDER BY detected_ms))::numeric, 1),
        'p99', round((percentile_disc(0.99) WITHIN GROUP (ORDER BY detected_ms))::numeric, 1),
        'max', round(max(detected_ms)::numeric, 1)),
    'per_s', round((count(*) / nullif(extract(epoch FROM max(heard_at) - min(due_at)), 0))::numeric)
) FROM every;
