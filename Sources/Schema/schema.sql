-- What the migrations make. Written by scripts/schema; a test keeps it true.

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';

CREATE FUNCTION public.refuse_all_but_annulment() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.annulled_at IS NOT NULL
        OR to_jsonb(OLD) - '{annulled_at,annulled_reason}'::text[] IS DISTINCT FROM to_jsonb(NEW) - '{annulled_at,annulled_reason}'::text[]
    THEN
        RAISE EXCEPTION 'what fired is a fact: a breach can be annulled, once, and nothing else of % changes', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TABLE public.database_clock (
    is_only boolean DEFAULT true NOT NULL,
    is_test boolean DEFAULT false NOT NULL,
    moved_by interval DEFAULT '00:00:00'::interval NOT NULL,
    CONSTRAINT database_clock_is_only_check CHECK (is_only),
    CONSTRAINT only_a_test_clock_moves CHECK ((is_test OR (moved_by = '00:00:00'::interval)))
);

CREATE FUNCTION public.tierline_now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (now() + (SELECT database_clock.moved_by FROM public.database_clock));

CREATE TABLE public.clock (
    ticket_id uuid NOT NULL,
    metric text NOT NULL,
    cycle integer NOT NULL,
    state text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    target text NOT NULL,
    calendar text NOT NULL,
    due_at timestamp with time zone,
    schedule text NOT NULL,
    ended_at timestamp with time zone,
    breached_at timestamp with time zone,
    tier smallint,
    rule text NOT NULL,
    policy_version integer NOT NULL,
    CONSTRAINT a_running_clock_is_due CHECK (((state <> 'running'::text) OR (due_at IS NOT NULL))),
    CONSTRAINT an_ended_clock_has_an_end CHECK (((state = ANY (ARRAY['fulfilled'::text, 'cancelled'::text])) = (ended_at IS NOT NULL))),
    CONSTRAINT clock_cycle_check CHECK ((cycle > 0)),
    CONSTRAINT clock_metric_check CHECK ((metric = ANY (ARRAY['acknowledgement'::text, 'first_response'::text, 'next_response'::text, 'periodic_update'::text, 'resolution'::text, 'time_at_tier'::text, 'vendor_wait'::text, 'page_acknowledgement'::text]))),
    CONSTRAINT clock_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'fulfilled'::text, 'cancelled'::text])))
)
WITH (fillfactor='80');

CREATE TABLE public.clock_threshold (
    ticket_id uuid NOT NULL,
    metric text NOT NULL,
    cycle integer NOT NULL,
    threshold text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    detected_at timestamp with time zone NOT NULL,
    policy_version integer NOT NULL,
    annulled_at timestamp with time zone,
    annulled_reason text,
    calendar text,
    clock_due_at timestamp with time zone,
    CONSTRAINT an_annulment_has_a_reason CHECK (((annulled_at IS NULL) = (annulled_reason IS NULL))),
    CONSTRAINT an_annulment_says_why CHECK ((annulled_reason ~ '\S'::text)),
    CONSTRAINT never_early CHECK ((detected_at >= due_at)),
    CONSTRAINT only_a_breach_is_annulled CHECK (((annulled_at IS NULL) OR (threshold = 'breach'::text)))
);

CREATE TABLE public.customer (
    programme text NOT NULL,
    address text NOT NULL,
    name text,
    is_vip boolean DEFAULT false NOT NULL,
    manager text,
    CONSTRAINT customer_address_check CHECK (((address = lower(address)) AND (address ~~ '%@%'::text)))
);

CREATE TABLE public.dead_letter (
    id bigint NOT NULL,
    queue text NOT NULL,
    message_key text NOT NULL,
    reason text NOT NULL,
    error text NOT NULL,
    exchange text NOT NULL,
    routing_key text NOT NULL,
    content_type text,
    type text,
    message_id text,
    headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    body bytea NOT NULL,
    state text DEFAULT 'dead'::text NOT NULL,
    times_seen integer DEFAULT 1 NOT NULL,
    times_replayed integer DEFAULT 0 NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone,
    settled_by text,
    CONSTRAINT dead_letter_reason_check CHECK ((reason = ANY (ARRAY['undecodable'::text, 'unsupported'::text, 'refused'::text, 'oversized'::text, 'crash'::text, 'failed'::text, 'broker'::text, 'unroutable'::text]))),
    CONSTRAINT dead_letter_state_check CHECK ((state = ANY (ARRAY['dead'::text, 'replayed'::text, 'discarded'::text])))
);

ALTER TABLE public.dead_letter ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.dead_letter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.delivery_attempt (
    notification_id uuid NOT NULL,
    attempt integer NOT NULL,
    outcome text NOT NULL,
    detail text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    CONSTRAINT delivery_attempt_outcome_check CHECK ((outcome = ANY (ARRAY['delivered'::text, 'temporary_failure'::text, 'permanent_failure'::text])))
);

CREATE TABLE public.message (
    programme text NOT NULL,
    source_id text NOT NULL,
    ticket_id uuid NOT NULL,
    direction text NOT NULL,
    author text NOT NULL,
    author_name text,
    subject text,
    body text NOT NULL,
    attachments jsonb,
    hints jsonb,
    fingerprint bigint NOT NULL,
    said_at timestamp with time zone NOT NULL,
    CONSTRAINT message_direction_check CHECK ((direction = ANY (ARRAY['from_customer'::text, 'to_customer'::text, 'internal'::text])))
);

CREATE TABLE public.message_source (
    programme text NOT NULL,
    source_id text NOT NULL,
    raw bytea NOT NULL
);

CREATE TABLE public.notification (
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    kind text NOT NULL,
    channel text NOT NULL,
    queue text NOT NULL,
    sender text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    in_reply_to text,
    page_id uuid,
    state text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    last_error text,
    sending_by uuid,
    sending_until timestamp with time zone,
    CONSTRAINT a_delivered_notification_was_tried CHECK (((state <> 'delivered'::text) OR ((attempts > 0) AND (settled_at IS NOT NULL)))),
    CONSTRAINT notification_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'webhook'::text, 'chat'::text]))),
    CONSTRAINT notification_kind_check CHECK ((kind = ANY (ARRAY['acknowledgement'::text, 'agent_reply'::text, 'resolution'::text, 'escalation'::text, 'update'::text, 'warning'::text, 'page'::text, 'rerouted'::text, 'merged'::text]))),
    CONSTRAINT notification_queue_check CHECK ((queue = ANY (ARRAY['notification.email'::text, 'notification.webhook'::text, 'notification.page'::text]))),
    CONSTRAINT notification_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'delivered'::text, 'retrying'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT somebody_sends_what_is_being_sent CHECK (((state <> 'sending'::text) OR ((sending_by IS NOT NULL) AND (sending_until IS NOT NULL))))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02');

CREATE TABLE public.outbox (
    id uuid NOT NULL,
    exchange text NOT NULL,
    routing_key text NOT NULL,
    content_type text,
    type text,
    message_id text NOT NULL,
    headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    body bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    swept_at timestamp with time zone
)
WITH (fillfactor='90', autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_threshold='5000');

CREATE TABLE public.page (
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    tier smallint NOT NULL,
    reason text NOT NULL,
    rung integer DEFAULT 1 NOT NULL,
    state text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    acknowledge_by timestamp with time zone,
    settled_at timestamp with time zone,
    settled_by text,
    policy_version integer NOT NULL,
    CONSTRAINT an_open_page_waits_for_something CHECK (((state <> 'open'::text) OR (acknowledge_by IS NOT NULL))),
    CONSTRAINT page_rung_check CHECK ((rung > 0)),
    CONSTRAINT page_state_check CHECK ((state = ANY (ARRAY['open'::text, 'acknowledged'::text, 'cancelled'::text])))
)
WITH (fillfactor='80');

CREATE TABLE public.plan_assignment (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    programme text NOT NULL,
    address text NOT NULL,
    plan text NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    assigned_by text NOT NULL,
    assigned_at timestamp with time zone DEFAULT public.tierline_now() NOT NULL,
    CONSTRAINT an_assignment_takes_time CHECK ((valid_from < valid_to))
);

CREATE TABLE public.policy_version (
    programme text NOT NULL,
    version integer NOT NULL,
    source text NOT NULL,
    sha256 bytea NOT NULL,
    applied_by text NOT NULL,
    applied_at timestamp with time zone DEFAULT public.tierline_now() NOT NULL,
    CONSTRAINT policy_version_programme_check CHECK ((programme ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
    CONSTRAINT policy_version_version_check CHECK ((version > 0))
);

CREATE TABLE public.quarantine (
    queue text NOT NULL,
    message_key text NOT NULL,
    lone_runs integer DEFAULT 1 NOT NULL,
    last_run_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.ticket (
    id uuid NOT NULL,
    number bigint NOT NULL,
    programme text NOT NULL,
    channel text NOT NULL,
    requester text NOT NULL,
    requester_name text,
    address text,
    subject text NOT NULL,
    plan text NOT NULL,
    language text,
    is_vip boolean DEFAULT false NOT NULL,
    status text NOT NULL,
    priority smallint,
    category text,
    subcategory text,
    issue_type text,
    tier smallint,
    assignee text,
    vendor_reference text,
    policy_version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    triaged_at timestamp with time zone,
    first_response_at timestamp with time zone,
    resolved_at timestamp with time zone,
    closed_at timestamp with time zone,
    unanswered_since timestamp with time zone,
    last_customer_message text,
    conversation text,
    reopen_count integer DEFAULT 0 NOT NULL,
    escalation_count integer DEFAULT 0 NOT NULL,
    event_count integer NOT NULL,
    merged_into uuid,
    team text,
    manager text,
    escalated_at timestamp with time zone,
    CONSTRAINT a_merged_ticket_is_closed CHECK (((merged_into IS NULL) OR ((status = 'closed'::text) AND (merged_into <> id)))),
    CONSTRAINT a_received_ticket_is_not_triaged CHECK (((status <> 'received'::text) OR (triaged_at IS NULL))),
    CONSTRAINT a_triaged_ticket_has_a_priority CHECK (((triaged_at IS NULL) OR ((priority IS NOT NULL) AND (tier IS NOT NULL)))),
    CONSTRAINT ticket_priority_check CHECK (((priority >= 0) AND (priority <= 4))),
    CONSTRAINT ticket_status_check CHECK ((status = ANY (ARRAY['received'::text, 'open'::text, 'waiting_on_customer'::text, 'waiting_on_vendor'::text, 'resolved'::text, 'closed'::text]))),
    CONSTRAINT ticket_tier_check CHECK (((tier >= 1) AND (tier <= 9)))
)
WITH (autovacuum_vacuum_scale_factor='0.05', fillfactor='50');

CREATE TABLE public.ticket_event (
    ticket_id uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    cause text NOT NULL,
    policy_version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    data jsonb NOT NULL,
    CONSTRAINT ticket_event_seq_check CHECK ((seq > 0))
);

CREATE VIEW public.support_breaches AS
 SELECT fact.ticket_id,
    ticket.number,
    ticket.programme,
    COALESCE(( SELECT (event.data ->> 'from_priority'::text)
           FROM public.ticket_event event
          WHERE ((event.ticket_id = fact.ticket_id) AND (event.kind = 'prioritised'::text) AND (event.at > fact.due_at) AND (event.data ? 'from_priority'::text))
          ORDER BY event.seq
         LIMIT 1), ('P'::text || ticket.priority)) AS priority,
    COALESCE(( SELECT (event.data ->> 'from'::text)
           FROM public.ticket_event event
          WHERE ((event.ticket_id = fact.ticket_id) AND (event.kind = 'plan_changed'::text) AND (event.at > fact.due_at))
          ORDER BY event.seq
         LIMIT 1), ticket.plan) AS plan,
    COALESCE(( SELECT ((event.data ->> 'from_tier'::text))::smallint AS int2
           FROM public.ticket_event event
          WHERE ((event.ticket_id = fact.ticket_id) AND (event.kind = 'escalated'::text) AND (event.at > fact.due_at) AND (event.data ? 'from_tier'::text))
          ORDER BY event.seq
         LIMIT 1), ticket.tier) AS tier,
    fact.metric,
    fact.cycle,
    fact.policy_version,
    fact.calendar,
    fact.clock_due_at AS due_at,
    fact.due_at AS breached_at,
    fact.detected_at,
    fact.annulled_at,
    fact.annulled_reason
   FROM (public.clock_threshold fact
     JOIN public.ticket ON ((ticket.id = fact.ticket_id)))
  WHERE (fact.threshold = 'breach'::text);

CREATE VIEW public.support_tickets AS
 SELECT ticket.id AS ticket_id,
    ticket.number,
    ticket.programme,
    ('P'::text || ticket.priority) AS priority,
    ticket.status,
    ticket.category,
    ticket.plan,
    ticket.tier,
    ticket.assignee,
    ticket.created_at,
    ticket.first_response_at,
    ticket.resolved_at,
    ticket.merged_into,
    ticket.team,
    ticket.manager
   FROM public.ticket;

CREATE TABLE public.thread_reference (
    programme text NOT NULL,
    reference text NOT NULL,
    ticket_id uuid NOT NULL
);

ALTER TABLE public.ticket ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_pause (
    ticket_id uuid NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    reason text NOT NULL,
    CONSTRAINT ticket_pause_reason_check CHECK ((reason = ANY (ARRAY['customer'::text, 'vendor'::text, 'resolved'::text])))
);

CREATE TABLE public.timer (
    subject_id uuid NOT NULL,
    due_at timestamp with time zone NOT NULL,
    kind smallint NOT NULL,
    CONSTRAINT timer_kind_check CHECK (((kind >= 1) AND (kind <= 4)))
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_threshold='5000', autovacuum_vacuum_cost_delay='0');

CREATE TABLE public.worker_presence (
    instance text NOT NULL,
    worker text NOT NULL,
    version text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    is_ready boolean NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE ONLY public.clock
    ADD CONSTRAINT clock_pkey PRIMARY KEY (ticket_id, metric, cycle);

ALTER TABLE ONLY public.clock_threshold
    ADD CONSTRAINT clock_threshold_pkey PRIMARY KEY (ticket_id, metric, cycle, threshold);

ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (programme, address);

ALTER TABLE ONLY public.database_clock
    ADD CONSTRAINT database_clock_pkey PRIMARY KEY (is_only);

ALTER TABLE ONLY public.dead_letter
    ADD CONSTRAINT dead_letter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.delivery_attempt
    ADD CONSTRAINT delivery_attempt_pkey PRIMARY KEY (notification_id, attempt);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (programme, source_id);

ALTER TABLE ONLY public.message_source
    ADD CONSTRAINT message_source_pkey PRIMARY KEY (programme, source_id);

ALTER TABLE ONLY public.notification
    ADD CONSTRAINT notification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ticket_event
    ADD CONSTRAINT one_event_for_each_cause UNIQUE (ticket_id, cause, kind);

ALTER TABLE ONLY public.plan_assignment
    ADD CONSTRAINT one_plan_at_a_time EXCLUDE USING gist (programme WITH =, address WITH =, tstzrange(valid_from, valid_to) WITH &&);

ALTER TABLE ONLY public.dead_letter
    ADD CONSTRAINT one_row_for_each_message UNIQUE (queue, message_key);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plan_assignment
    ADD CONSTRAINT plan_assignment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.policy_version
    ADD CONSTRAINT policy_version_pkey PRIMARY KEY (programme, version);

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (queue, message_key);

ALTER TABLE ONLY public.thread_reference
    ADD CONSTRAINT thread_reference_pkey PRIMARY KEY (programme, reference);

ALTER TABLE ONLY public.ticket_event
    ADD CONSTRAINT ticket_event_pkey PRIMARY KEY (ticket_id, seq);

ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_number_key UNIQUE (number);

ALTER TABLE ONLY public.ticket_pause
    ADD CONSTRAINT ticket_pause_pkey PRIMARY KEY (ticket_id, since);

ALTER TABLE ONLY public.ticket
    ADD CONSTRAINT ticket_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.timer
    ADD CONSTRAINT timer_pkey PRIMARY KEY (subject_id, kind);

ALTER TABLE ONLY public.worker_presence
    ADD CONSTRAINT worker_presence_pkey PRIMARY KEY (instance);

CREATE INDEX dead_letter_open ON public.dead_letter USING btree (queue, reason, id) WHERE (state = 'dead'::text);

CREATE INDEX message_of_ticket ON public.message USING btree (ticket_id);

CREATE INDEX notification_of_ticket ON public.notification USING btree (ticket_id);

CREATE INDEX notification_unsettled ON public.notification USING btree (state, created_at) WHERE (state = ANY (ARRAY['pending'::text, 'sending'::text, 'retrying'::text, 'failed'::text]));

CREATE UNIQUE INDEX one_open_page ON public.page USING btree (ticket_id) WHERE (state = 'open'::text);

CREATE UNIQUE INDEX one_open_pause ON public.ticket_pause USING btree (ticket_id) WHERE (until IS NULL);

CREATE INDEX outbox_created_at ON public.outbox USING btree (created_at);

CREATE INDEX page_of_ticket ON public.page USING btree (ticket_id);

CREATE INDEX page_open ON public.page USING btree (created_at) WHERE (state = 'open'::text);

CREATE INDEX plan_assignment_of_customer ON public.plan_assignment USING btree (programme, address, valid_from);

CREATE INDEX timer_due ON public.timer USING btree (due_at);

CREATE TRIGGER clock_threshold_is_a_fact BEFORE UPDATE ON public.clock_threshold FOR EACH ROW EXECUTE FUNCTION public.refuse_all_but_annulment();

CREATE TRIGGER clock_threshold_is_kept BEFORE DELETE ON public.clock_threshold FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER clock_threshold_is_not_emptied BEFORE TRUNCATE ON public.clock_threshold FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER policy_version_is_immutable BEFORE DELETE OR UPDATE ON public.policy_version FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER policy_version_is_not_emptied BEFORE TRUNCATE ON public.policy_version FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER ticket_event_is_append_only BEFORE DELETE OR UPDATE ON public.ticket_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER ticket_event_is_not_emptied BEFORE TRUNCATE ON public.ticket_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE ONLY public.notification
    ADD CONSTRAINT notification_page_id_fkey FOREIGN KEY (page_id) REFERENCES public.page(id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);

ALTER TABLE ONLY public.plan_assignment
    ADD CONSTRAINT plan_assignment_programme_address_fkey FOREIGN KEY (programme, address) REFERENCES public.customer(programme, address) ON DELETE CASCADE;

ALTER TABLE ONLY public.ticket_pause
    ADD CONSTRAINT ticket_pause_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES public.ticket(id);

