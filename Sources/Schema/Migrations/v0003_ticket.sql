-- The tables that every ticket writes to do not refer to each other by foreign keys: checking and locking the other row
-- for each new one costs more than the row. Nothing here is ever deleted, a batch writes a ticket and its rows in one
-- transaction, and 'tierline verify' looks for orphans.

-- A ticket is what one customer wants done. Its id is time-ordered, so that new rows land beside each other.
CREATE TABLE ticket (
    id                 uuid        PRIMARY KEY,
    number             bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    programme          text        NOT NULL,
    channel            text        NOT NULL,
    requester          text        NOT NULL,
    requester_name     text,
    -- the requester letter for letter, where the gateway does not write them in lower case
    address            text,
    subject            text        NOT NULL,
    plan               text        NOT NULL,
    language           text,
    is_vip             boolean     NOT NULL DEFAULT false,
    status             text        NOT NULL CHECK (status IN ('received', 'open', 'waiting_on_customer', 'waiting_on_vendor', 'resolved', 'closed')),
    priority           smallint    CHECK (priority BETWEEN 0 AND 4),
    category           text,
    subcategory        text,
    issue_type         text,
    tier               smallint    CHECK (tier BETWEEN 1 AND 9),
    assignee           text,
    vendor_reference   text,
    policy_version     int         NOT NULL,
    created_at         timestamptz NOT NULL,
    triaged_at         timestamptz,
    first_response_at  timestamptz,
    resolved_at        timestamptz,
    closed_at          timestamptz,
    -- the oldest thing the customer said that no agent has answered
    unanswered_since   timestamptz,
    last_customer_message text,
    -- the gateway's name for the conversation in which the customer spoke last
    conversation       text,
    reopen_count       int         NOT NULL DEFAULT 0,
    escalation_count   int         NOT NULL DEFAULT 0,
    event_count        int         NOT NULL,
    CONSTRAINT a_triaged_ticket_has_a_priority CHECK (triaged_at IS NULL OR (priority IS NOT NULL AND tier IS NOT NULL)),
    CONSTRAINT a_received_ticket_is_not_triaged CHECK (status <> 'received' OR triaged_at IS NULL)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- Everything said on a ticket. The source id is the gateway's idempotency key: the same key is the same message.
CREATE TABLE message (
    programme    text        NOT NULL,
    source_id    text        NOT NULL,
    ticket_id    uuid        NOT NULL,
    direction    text        NOT NULL CHECK (direction IN ('from_customer', 'to_customer', 'internal')),
    author       text        NOT NULL,
    author_name  text,
    subject      text,
    body         text        NOT NULL,
    attachments  jsonb,
    -- what the gateway knew that triage looks at: to, urgency, category, issue_type
    hints        jsonb,
    -- tells a message sent again from another one under the same id
    fingerprint  bigint      NOT NULL,
    said_at      timestamptz NOT NULL,
    PRIMARY KEY (programme, source_id)
);
CREATE INDEX message_of_ticket ON message (ticket_id);

-- The mail as it came, attachments and all, for messages that were mails.
CREATE TABLE message_source (
    programme    text  NOT NULL,
    source_id    text  NOT NULL,
    raw          bytea NOT NULL,
    PRIMARY KEY (programme, source_id)
);

-- Message-IDs that belong to a ticket without being the source id of one of its messages: those a mail referred to
-- before they arrived, and a mail's own where the gateway keyed it otherwise.
CREATE TABLE thread_reference (
    programme    text NOT NULL,
    reference    text NOT NULL,
    ticket_id    uuid NOT NULL,
    PRIMARY KEY (programme, reference)
);

-- The timeline: who did what, when, why, caused by which message, under which policy version. Never changed.
CREATE TABLE ticket_event (
    ticket_id      uuid        NOT NULL,
    seq            int         NOT NULL CHECK (seq > 0),
    kind           text        NOT NULL,
    actor          text        NOT NULL,
    cause          text        NOT NULL,
    policy_version int         NOT NULL,
    at             timestamptz NOT NULL,
    data           jsonb       NOT NULL,
    PRIMARY KEY (ticket_id, seq),
    CONSTRAINT one_event_for_each_cause UNIQUE (ticket_id, cause, kind)
);
CREATE TRIGGER ticket_event_is_append_only BEFORE UPDATE OR DELETE ON ticket_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The columns under which the support-tiers document's reporting query runs as it stands.
CREATE VIEW support_tickets AS
    SELECT id AS ticket_id, number, programme, 'P' || priority AS priority, status, category, plan, tier, assignee,
           created_at, first_response_at, resolved_at
    FROM ticket;
