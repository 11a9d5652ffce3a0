-- What the bench of the timers keeps for itself, and the ten million that wait for something far away.
--
-- psql variable: timers. Indexes are taken off for the load and put back as the migrations made them.
SET synchronous_commit = off;
SET maintenance_work_mem = '1GB';
SET client_min_messages = warning;

-- What a phase is to fire: for each ticket the one threshold that falls, and when.
CREATE TABLE bench_due (
    ticket_id uuid        PRIMARY KEY,
    phase     text        NOT NULL,
    due_at    timestamptz NOT NULL
);

-- What the null consumer heard.
CREATE UNLOGGED TABLE bench_heard (ticket_id uuid NOT NULL, microseconds bigint NOT NULL);

-- The transaction that is held open writes here.
CREATE TABLE bench_held (at timestamptz NOT NULL);

-- Ids as the fleet makes them: the time in milliseconds, then bits of a hash.
CREATE FUNCTION bench_id(made_at timestamptz, name text) RETURNS uuid
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (lpad(to_hex((extract(epoch FROM made_at) * 1000)::bigint), 12, '0') || '8' || substr(md5(name), 1, 3)
            || '8' || substr(md5(name), 4, 15))::uuid;

SELECT string_agg(pg_get_indexdef(index.oid), '; ') AS indexes
FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid
WHERE indrelid = 'timer'::regclass AND NOT indisprimary
\gset
SELECT format('DROP INDEX %s', string_agg(indexrelid::regclass::text, ', ')) AS drop_indexes
FROM pg_index WHERE indrelid = 'timer'::regclass AND NOT indisprimary
\gset
SELECT pg_get_constraintdef(oid) AS primary_key FROM pg_constraint WHERE conname = 'timer_pkey'
\gset
:drop_indexes;
ALTER TABLE timer DROP CONSTRAINT timer_pkey;

-- Made over the last year, due in the next one, in no order: a day at the earliest from now.
INSERT INTO timer (subject_id, due_at, kind)
SELECT bench_id(now() - (1 - n / :timers::float8) * interval '365 days', n::text),
       date_trunc('second', now()) + interval '1 day' + n::bigint * 7919 % 31536000 * interval '1 second', 1
FROM generate_series(1, :timers) AS n;

ALTER TABLE timer ADD CONSTRAINT timer_pkey :primary_key;
:indexes;
