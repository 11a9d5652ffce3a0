-- Tickets whose clocks will fire one threshold each: half of them a warning, half a breach.
--
-- psql variables: phase, tickets, seconds (0 is all in one second), starts_at. Nothing of a ticket but this is ever due
-- during the run; after it has fired, the ticket's timer waits for a resolution far away. Ids are in the order of
-- opening, and tickets fall due in no such order, as in life: what fires together lies apart.
SET synchronous_commit = off;

CREATE TEMPORARY TABLE new_ticket AS
SELECT bench_id(now() - n * interval '1 millisecond', :'phase' || n) AS id,
       n % 2 = 0 AS breaches,
       :'starts_at'::timestamptz
           + CASE WHEN :seconds = 0 THEN 0 ELSE n::bigint * 7919 % :seconds END * interval '1 second' AS due_at
FROM generate_series(1, :tickets) AS n;

INSERT INTO bench_due SELECT id, :'phase', due_at FROM new_ticket;

INSERT INTO ticket (id, programme, channel, requester, requester_name, subject, plan, language, status, priority, category,
                    issue_type, tier, policy_version, created_at, triaged_at, unanswered_since, last_customer_message,
                    event_count)
SELECT id, 'archbuilder', 'email', 'user' || right(id::text, 4) || '@customer.example', 'Ann Example',
       'Importing a model gives an error', 'standard', 'en', 'open', 3, 'technical', 'bug', 1, 1,
       now() - interval '3 hours', now() - interval '3 hours', now() - interval '3 hours', id || '@customer.example', 2
FROM new_ticket ORDER BY id;

INSERT INTO clock (ticket_id, metric, cycle, state, started_at, target, calendar, due_at, schedule, ended_at, tier, rule,
                   policy_version)
SELECT id, metric, 1, state, now() - interval '3 hours', target, 'always', due, schedule, ended_at, 1, 'default', 1
FROM new_ticket
CROSS JOIN LATERAL (SELECT extract(epoch FROM due_at)::bigint AS falls) AS moment
CROSS JOIN LATERAL (VALUES
    ('acknowledgement', 'fulfilled', '1 minute', due_at - interval '4 hours', format('breach@%s', falls - 14400),
        now() - interval '2 hours'),
    ('first_response', 'running', '4 hours', CASE WHEN breaches THEN due_at - interval '1 s' ELSE due_at + interval '300 days' END,
        CASE WHEN breaches THEN format('75%%@%s! 90%%@%s! breach@%s', falls - 3600, falls - 1440, falls)
             ELSE format('75%%@%s 90%%@%s breach@%s', falls, falls + 25920000, falls + 25920001) END, NULL),
    ('resolution', 'running', '3 days', due_at + interval '300 days',
        format('75%%@%s 90%%@%s breach@%s', falls + 25920000, falls + 25920000, falls + 25920001), NULL),
    ('time_at_tier', 'running', '2 days', due_at + interval '300 days',
        format('75%%@%s 90%%@%s breach@%s', falls + 25920000, falls + 25920000, falls + 25920001), NULL)
) AS of_ticket (metric, state, target, due, schedule, ended_at)
ORDER BY id, metric;

INSERT INTO timer (subject_id, due_at, kind) SELECT id, due_at, 1 FROM new_ticket ORDER BY id;
DROP TABLE new_ticket;
