-- Service-level clocks: one row for each cycle of each metric of a ticket.
CREATE TABLE clock (
    ticket_id      uuid        NOT NULL,
    metric         text        NOT NULL CHECK (metric IN ('acknowledgement', 'first_response', 'next_response', 'periodic_update', 'resolution', 'time_at_tier', 'vendor_wait', 'page_acknowledgement')),
    cycle          int         NOT NULL CHECK (cycle > 0),
    state          text        NOT NULL CHECK (state IN ('running', 'paused', 'fulfilled', 'cancelled')),
    started_at     timestamptz NOT NULL,
    target         text        NOT NULL,
    calendar       text        NOT NULL,
    due_at         timestamptz,
    -- each threshold, when it falls and whether it has fired: 75%@1767945600! breach@1767949200
    schedule       text        NOT NULL,
    ended_at       timestamptz,
    breached_at    timestamptz,
    tier           smallint,
    rule           text        NOT NULL,
    policy_version int         NOT NULL,
    PRIMARY KEY (ticket_id, metric, cycle),
    CONSTRAINT an_ended_clock_has_an_end CHECK ((state IN ('fulfilled', 'cancelled')) = (ended_at IS NOT NULL)),
    CONSTRAINT a_running_clock_is_due CHECK (state <> 'running' OR due_at IS NOT NULL)
) WITH (fillfactor = 80);

-- When a ticket's clocks stood still, to the second; open while "until" is null.
CREATE TABLE ticket_pause (
    ticket_id  uuid        NOT NULL REFERENCES ticket,
    since      timestamptz NOT NULL,
    until      timestamptz,
    reason     text        NOT NULL CHECK (reason IN ('customer', 'vendor', 'resolved')),
    PRIMARY KEY (ticket_id, since)
);
CREATE UNIQUE INDEX one_open_pause ON ticket_pause (ticket_id) WHERE until IS NULL;

-- Thresholds that fired: warnings as 'warning:75%', the breach as 'breach'. A fact; once for each clock cycle.
CREATE TABLE clock_threshold (
    ticket_id      uuid        NOT NULL,
    metric         text        NOT NULL,
    cycle          int         NOT NULL,
    threshold      text        NOT NULL,
    due_at         timestamptz NOT NULL,
    detected_at    timestamptz NOT NULL,
    policy_version int         NOT NULL,
    annulled_at    timestamptz,
    annulled_reason text,
    PRIMARY KEY (ticket_id, metric, cycle, threshold),
    FOREIGN KEY (ticket_id, metric, cycle) REFERENCES clock,
    CONSTRAINT never_early CHECK (detected_at >= due_at)
);

-- Everything that waits. One row for each thing that waits for a moment; narrow, because there may be ten million.
-- kind: 1 a ticket's clocks (subject: ticket), 2 an unanswered page (subject: page), 3 a notification's next try
-- (subject: notification).
CREATE TABLE timer (
    subject_id  uuid        NOT NULL,
    due_at      timestamptz NOT NULL,
    kind        smallint    NOT NULL CHECK (kind BETWEEN 1 AND 3),
    PRIMARY KEY (subject_id, kind)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX timer_due ON timer (due_at);
