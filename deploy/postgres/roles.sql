-- One role for each worker, each allowed what that worker does and nothing else. Run by the database's owner after each
-- `tierline migrate`, as often as you like; setup.sh beside it does so and sets the passwords.

SELECT format('CREATE ROLE %I LOGIN', role)
FROM unnest(ARRAY['tierline_intake', 'tierline_triage', 'tierline_sla_watcher', 'tierline_escalation',
                  'tierline_notifier', 'tierline_operator']) AS role
WHERE role NOT IN (SELECT rolname FROM pg_roles)
\gexec

BEGIN;

-- From scratch each time, so that a grant taken out of this file is taken away.
REVOKE ALL ON ALL TABLES IN SCHEMA public
    FROM PUBLIC, tierline_intake, tierline_triage, tierline_sla_watcher, tierline_escalation, tierline_notifier,
         tierline_operator;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public
    TO tierline_intake, tierline_triage, tierline_sla_watcher, tierline_escalation, tierline_notifier,
       tierline_operator;

-- What every worker is: it reads the clock, the schema's version and the policy, sends through the outbox, keeps dead
-- letters and quarantine, and says that it is there.
GRANT SELECT ON database_clock, schema_migration, policy_version, customer, plan_assignment
    TO tierline_intake, tierline_triage, tierline_sla_watcher, tierline_escalation, tierline_notifier;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, quarantine, worker_presence
    TO tierline_intake, tierline_triage, tierline_sla_watcher, tierline_escalation, tierline_notifier;
GRANT SELECT, INSERT, UPDATE ON dead_letter
    TO tierline_intake, tierline_triage, tierline_sla_watcher, tierline_escalation, tierline_notifier;

-- A ticket's file: its state, clocks and timeline, and what is to be told to whom. Every worker moves tickets on; none
-- deletes anything but a timer that nothing waits for any more.
GRANT SELECT, UPDATE ON ticket
    TO tierline_intake, tierline_triage, tierline_sla_watcher, tierline_escalation, tierline_notifier;
GRANT SELECT, INSERT, UPDATE ON clock, ticket_pause, notification, page
    TO tierline_intake, tierline_triage, tierline_sla_watcher, tierline_escalation, tierline_notifier;
-- What happened, and what fired, are facts.
GRANT SELECT, INSERT ON ticket_event, clock_threshold
    TO tierline_intake, tierline_triage, tierline_sla_watcher, tierline_escalation, tierline_notifier;
GRANT SELECT, INSERT, UPDATE, DELETE ON timer
    TO tierline_intake, tierline_triage, tierline_sla_watcher, tierline_escalation, tierline_notifier;

-- Intake hears that a breach does not count, and the notifier may find that the customer had been told in time.
GRANT UPDATE (annulled_at, annulled_reason) ON clock_threshold TO tierline_intake, tierline_notifier;

-- Only intake opens tickets and keeps what is said.
GRANT INSERT ON ticket TO tierline_intake;
GRANT SELECT, INSERT ON message, message_source TO tierline_intake;
-- A reply that overtook what it answers points its reference at the ticket that both end up on.
GRANT SELECT, INSERT, UPDATE ON thread_reference TO tierline_intake;

-- Triage and escalation read what was said. The watcher and the notifier do not: a mail that goes out was composed
-- before, in the transaction that asked for it.
GRANT SELECT ON message, thread_reference TO tierline_triage, tierline_escalation;

-- The notifier writes down how each delivery went.
GRANT SELECT, INSERT ON delivery_attempt TO tierline_notifier;

-- The operator's tool reads everything, settles dead letters, applies policies and keeps the customer list. It tells the
-- workers of it through the outbox, and of plans that begin later by a timer. Only the owner migrates; what customers said
-- and what happened is changed by workers alone.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO tierline_operator;
GRANT INSERT ON policy_version TO tierline_operator;
GRANT INSERT, UPDATE, DELETE ON customer, plan_assignment, timer TO tierline_operator;
GRANT INSERT ON outbox TO tierline_operator;
GRANT UPDATE ON dead_letter TO tierline_operator;

COMMIT;
