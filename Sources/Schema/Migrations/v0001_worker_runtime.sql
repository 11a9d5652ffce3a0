-- What every worker needs, whatever it works on: the fleet's clock, the outbox, dead letters, quarantine, presence.

-- PostgreSQL's clock is the fleet's clock. One row; the offset may differ from zero only in a test database.
CREATE TABLE database_clock (
    is_only     boolean  PRIMARY KEY DEFAULT true CHECK (is_only),
    is_test     boolean  NOT NULL DEFAULT false,
    moved_by    interval NOT NULL DEFAULT '0',
    CONSTRAINT only_a_test_clock_moves CHECK (is_test OR moved_by = '0')
);
INSERT INTO database_clock DEFAULT VALUES;

-- STABLE, and the time of the transaction's start: one batch has one now.
CREATE FUNCTION tierline_now() RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN now() + (SELECT moved_by FROM database_clock);

-- Outgoing messages, committed with the effects that ask for them. A row lives until its publisher knows the broker
-- has it; what is older than a few seconds was left by a crash and is swept. Wall time, not tierline_now(): the age
-- of a row is a fact about machines, not about service levels.
CREATE TABLE outbox (
    id           uuid        PRIMARY KEY,
    exchange     text        NOT NULL,
    routing_key  text        NOT NULL,
    content_type text,
    type         text,
    message_id   text        NOT NULL,
    headers      jsonb       NOT NULL DEFAULT '{}',
    body         bytea       NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    -- When a relay last took it, so that two relays side by side do not publish it twice.
    swept_at     timestamptz
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000);
CREATE INDEX outbox_created_at ON outbox (created_at);

-- What could not be processed, whole and with its reason. A copy of the same message does not make a second row.
CREATE TABLE dead_letter (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue         text        NOT NULL,
    message_key   text        NOT NULL,
    reason        text        NOT NULL CHECK (reason IN ('undecodable', 'unsupported', 'refused', 'oversized', 'crash', 'failed', 'broker', 'unroutable')),
    error         text        NOT NULL,
    exchange      text        NOT NULL,
    routing_key   text        NOT NULL,
    content_type  text,
    type          text,
    message_id    text,
    headers       jsonb       NOT NULL DEFAULT '{}',
    body          bytea       NOT NULL,
    state         text        NOT NULL DEFAULT 'dead' CHECK (state IN ('dead', 'replayed', 'discarded')),
    times_seen    int         NOT NULL DEFAULT 1,
    times_replayed int        NOT NULL DEFAULT 0,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at  timestamptz NOT NULL DEFAULT now(),
    settled_at    timestamptz,
    settled_by    text,
    CONSTRAINT one_row_for_each_message UNIQUE (queue, message_key)
);
CREATE INDEX dead_letter_open ON dead_letter (queue, reason, id) WHERE state = 'dead';

-- A message suspected of killing its process, marked before each run on its own and unmarked after it.
CREATE TABLE quarantine (
    queue         text        NOT NULL,
    message_key   text        NOT NULL,
    lone_runs     int         NOT NULL DEFAULT 1,
    last_run_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (queue, message_key)
);

-- Which worker processes are there; each writes its own row every few seconds.
CREATE TABLE worker_presence (
    instance       text        PRIMARY KEY,
    worker         text        NOT NULL,
    version        text        NOT NULL,
    started_at     timestamptz NOT NULL,
    seen_at        timestamptz NOT NULL DEFAULT now(),
    is_ready       boolean     NOT NULL,
    detail         jsonb       NOT NULL DEFAULT '{}'
);
