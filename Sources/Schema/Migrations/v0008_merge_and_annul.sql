-- Tickets that end in another one, and the whole of what is known of a breach.

-- The ticket in which this one goes on. No foreign key, as everywhere on this table; 'tierline verify' looks.
ALTER TABLE ticket
    ADD COLUMN merged_into uuid,
    ADD CONSTRAINT a_merged_ticket_is_closed CHECK (merged_into IS NULL OR (status = 'closed' AND merged_into <> id));

ALTER TABLE notification
    DROP CONSTRAINT notification_kind_check,
    ADD CONSTRAINT notification_kind_check CHECK (kind IN ('acknowledgement', 'agent_reply', 'resolution', 'escalation', 'update', 'warning', 'page', 'rerouted', 'merged'));

-- What held when a threshold fired, because the clock's own target may change later: when the clock was due (a breach by
-- a target that was made stricter is noticed long after it), and the calendar. A calendar has no version of its own: a
-- policy version contains its calendars and never changes. Null in what a worker of the release before this one writes
-- while both run.
ALTER TABLE clock_threshold
    ADD COLUMN calendar     text,
    ADD COLUMN clock_due_at timestamptz;
UPDATE clock_threshold SET
    calendar = clock.calendar,
    clock_due_at = coalesce(
        (SELECT (event.data ->> 'due')::timestamptz FROM ticket_event AS event
         WHERE event.ticket_id = clock_threshold.ticket_id AND event.kind = 'clock_breached'
            AND event.cause = format('%s/%s/%s', clock_threshold.metric, clock_threshold.cycle, clock_threshold.threshold)),
        clock.due_at, clock_threshold.due_at)
FROM clock
WHERE clock.ticket_id = clock_threshold.ticket_id AND clock.metric = clock_threshold.metric
    AND clock.cycle = clock_threshold.cycle;
ALTER TABLE clock_threshold
    ADD CONSTRAINT only_a_breach_is_annulled CHECK (annulled_at IS NULL OR threshold = 'breach'),
    ADD CONSTRAINT an_annulment_has_a_reason CHECK ((annulled_at IS NULL) = (annulled_reason IS NULL)),
    ADD CONSTRAINT an_annulment_says_why CHECK (annulled_reason ~ '\S');

-- What fired is a fact: it is never deleted, and nothing of it changes but that a breach is annulled, once.
CREATE FUNCTION refuse_all_but_annulment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.annulled_at IS NOT NULL
        OR to_jsonb(OLD) - '{annulled_at,annulled_reason}'::text[] IS DISTINCT FROM to_jsonb(NEW) - '{annulled_at,annulled_reason}'::text[]
    THEN
        RAISE EXCEPTION 'what fired is a fact: a breach can be annulled, once, and nothing else of % changes', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clock_threshold_is_a_fact BEFORE UPDATE ON clock_threshold
    FOR EACH ROW EXECUTE FUNCTION refuse_all_but_annulment();
CREATE TRIGGER clock_threshold_is_kept BEFORE DELETE ON clock_threshold
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A ticket that was merged is somebody's second ticket about the same thing; a report may want to leave it out.
CREATE OR REPLACE VIEW support_tickets AS
    SELECT id AS ticket_id, number, programme, 'P' || priority AS priority, status, category, plan, tier, assignee,
           created_at, first_response_at, resolved_at, merged_into
    FROM ticket;

-- Every breach, one row each, under the names that rule R13 has for them; one that counts has no annulled_at.
CREATE VIEW support_breaches AS
    SELECT fact.ticket_id, ticket.number, ticket.programme, 'P' || ticket.priority AS priority, ticket.plan, ticket.tier,
           fact.metric, fact.cycle, fact.policy_version, fact.calendar, fact.clock_due_at AS due_at,
           fact.due_at AS breached_at, fact.detected_at, fact.annulled_at, fact.annulled_reason
    FROM clock_threshold AS fact JOIN ticket ON ticket.id = fact.ticket_id
    WHERE fact.threshold = 'breach';
