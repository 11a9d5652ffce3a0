-- What is to be told to somebody outside. The intent is committed before the call; the id is the idempotency key.
CREATE TABLE notification (
    id            uuid        PRIMARY KEY,
    ticket_id     uuid        NOT NULL,
    kind          text        NOT NULL CHECK (kind IN ('acknowledgement', 'agent_reply', 'resolution', 'escalation', 'update', 'warning', 'page', 'rerouted')),
    channel       text        NOT NULL CHECK (channel IN ('email', 'webhook', 'chat')),
    queue         text        NOT NULL CHECK (queue IN ('notification.email', 'notification.webhook', 'notification.page')),
    sender        text        NOT NULL,
    recipient     text        NOT NULL,
    subject       text        NOT NULL,
    body          text        NOT NULL,
    in_reply_to   text,
    page_id       uuid,
    state         text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'delivered', 'retrying', 'failed', 'cancelled')),
    attempts      int         NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL,
    settled_at    timestamptz,
    last_error    text,
    -- Who is sending it, and until when they are taken to be alive unless they say so again. Wall time, not
    -- tierline_now(): whether a process is alive is a fact about machines.
    sending_by    uuid,
    sending_until timestamptz,
    CONSTRAINT a_delivered_notification_was_tried CHECK (state <> 'delivered' OR (attempts > 0 AND settled_at IS NOT NULL)),
    CONSTRAINT somebody_sends_what_is_being_sent CHECK (state <> 'sending' OR (sending_by IS NOT NULL AND sending_until IS NOT NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX notification_of_ticket ON notification (ticket_id);
CREATE INDEX notification_unsettled ON notification (state, created_at) WHERE state IN ('pending', 'sending', 'retrying', 'failed');

-- One row for each try that did not simply succeed at the first go, and for the one that ended it.
CREATE TABLE delivery_attempt (
    notification_id uuid        NOT NULL,
    attempt         int         NOT NULL,
    outcome         text        NOT NULL CHECK (outcome IN ('delivered', 'temporary_failure', 'permanent_failure')),
    detail          text        NOT NULL,
    started_at      timestamptz NOT NULL,
    finished_at     timestamptz NOT NULL,
    PRIMARY KEY (notification_id, attempt)
);

-- A page wakes a person. It stays open, and calls on, until somebody acknowledges it or its ticket is
-- resolved.
CREATE TABLE page (
    id              uuid        PRIMARY KEY,
    ticket_id       uuid        NOT NULL REFERENCES ticket,
    tier            smallint    NOT NULL,
    reason          text        NOT NULL,
    rung            int         NOT NULL DEFAULT 1 CHECK (rung > 0),
    state           text        NOT NULL CHECK (state IN ('open', 'acknowledged', 'cancelled')),
    created_at      timestamptz NOT NULL,
    acknowledge_by  timestamptz,
    settled_at      timestamptz,
    settled_by      text,
    policy_version  int         NOT NULL,
    CONSTRAINT an_open_page_waits_for_something CHECK (state <> 'open' OR acknowledge_by IS NOT NULL)
) WITH (fillfactor = 80);
CREATE INDEX page_of_ticket ON page (ticket_id);
-- Two pages about one ticket would wake two people for the same thing.
CREATE UNIQUE INDEX one_open_page ON page (ticket_id) WHERE state = 'open';
CREATE INDEX page_open ON page (created_at) WHERE state = 'open';
ALTER TABLE notification ADD FOREIGN KEY (page_id) REFERENCES page;
