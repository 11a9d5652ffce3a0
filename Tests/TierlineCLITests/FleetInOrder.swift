/// A small fleet in which everything is as it must be: an open ticket with an annulled breach of its first response and an
/// open page, one that was answered, resolved and told so, and one that was merged into the first.
enum FleetInOrder {
    static let sql = """
        INSERT INTO policy_version (programme, version, source, sha256, applied_by) VALUES ('p', 1, '', '', 'test');

        INSERT INTO ticket (id, programme, channel, requester, subject, plan, status, priority, tier, policy_version,
            created_at, triaged_at, first_response_at, resolved_at, assignee, reopen_count, escalation_count, event_count,
            closed_at, merged_into)
        VALUES
            ('10000000-0000-8000-8000-000000000001', 'p', 'email', 'ann', 's', 'x', 'open', 1, 2, 1,
                now() - interval '3 h', now() - interval '3 h', NULL, NULL, 'kim', 0, 1, 8, NULL, NULL),
            ('10000000-0000-8000-8000-000000000002', 'p', 'email', 'bob', 's', 'x', 'resolved', 3, 1, 1,
                now() - interval '3 h', now() - interval '3 h', now() - interval '2 h', now() - interval '1 h', NULL, 0, 0, 4,
                NULL, NULL),
            ('10000000-0000-8000-8000-000000000003', 'p', 'email', 'ann', 's', 'x', 'closed', 3, 1, 1,
                now() - interval '3 h', now() - interval '3 h', NULL, NULL, NULL, 0, 0, 3,
                now() - interval '1 h', '10000000-0000-8000-8000-000000000001');

        UPDATE ticket SET escalated_at = now() - interval '2 h' WHERE id = '10000000-0000-8000-8000-000000000001';

        INSERT INTO message (programme, source_id, ticket_id, direction, author, body, fingerprint, said_at) VALUES
            ('p', 'one', '10000000-0000-8000-8000-000000000001', 'from_customer', 'ann', 'b', 1, now() - interval '3 h'),
            ('p', 'two', '10000000-0000-8000-8000-000000000002', 'from_customer', 'bob', 'b', 1, now() - interval '3 h'),
            ('p', 'dup', '10000000-0000-8000-8000-000000000003', 'from_customer', 'ann', 'b', 1, now() - interval '3 h');
        INSERT INTO message_source VALUES ('p', 'one', '');
        INSERT INTO thread_reference VALUES ('p', 'ref', '10000000-0000-8000-8000-000000000001');

        INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) VALUES
            ('10000000-0000-8000-8000-000000000001', 1, 'received', 'ann', 'one', 1, now() - interval '3 h', '{}'),
            ('10000000-0000-8000-8000-000000000001', 2, 'triaged', 'triage', 'one', 1, now() - interval '3 h', '{"tier":"1"}'),
            ('10000000-0000-8000-8000-000000000001', 3, 'assigned', 'kim', 'a', 1, now() - interval '3 h', '{"assignee":"kim"}'),
            ('10000000-0000-8000-8000-000000000001', 4, 'clock_warned', 'w', 'first_response/1/warning:75%', 1, now() - interval '2 h', '{}'),
            ('10000000-0000-8000-8000-000000000001', 5, 'clock_breached', 'w', 'first_response/1/breach', 1, now() - interval '2 h', '{}'),
            ('10000000-0000-8000-8000-000000000001', 6, 'escalated', 'e', 'first_response/1/breach', 1, now() - interval '2 h', '{"from_tier":"1","to_tier":"2"}'),
            ('10000000-0000-8000-8000-000000000001', 7, 'merged_from', 'kim', 'm', 1, now() - interval '1 h', '{"id":"10000000-0000-8000-8000-000000000003"}'),
            ('10000000-0000-8000-8000-000000000001', 8, 'breach_annulled', 'lee', 'n', 1, now(), '{"metric":"first_response","cycle":"1","reason":"outage"}'),
            ('10000000-0000-8000-8000-000000000003', 1, 'received', 'ann', 'dup', 1, now() - interval '3 h', '{}'),
            ('10000000-0000-8000-8000-000000000003', 2, 'triaged', 'triage', 'dup', 1, now() - interval '3 h', '{"tier":"1"}'),
            ('10000000-0000-8000-8000-000000000003', 3, 'merged_into', 'kim', 'm', 1, now() - interval '1 h', '{"id":"10000000-0000-8000-8000-000000000001"}'),
            ('10000000-0000-8000-8000-000000000002', 1, 'received', 'bob', 'two', 1, now() - interval '3 h', '{}'),
            ('10000000-0000-8000-8000-000000000002', 2, 'triaged', 'triage', 'two', 1, now() - interval '3 h', '{"tier":"1"}'),
            ('10000000-0000-8000-8000-000000000002', 3, 'agent_replied', 'kim', 'b', 1, now() - interval '2 h', '{}'),
            ('10000000-0000-8000-8000-000000000002', 4, 'resolved', 'kim', 'c', 1, now() - interval '1 h', '{}');

        INSERT INTO clock (ticket_id, metric, cycle, state, started_at, target, calendar, due_at, schedule, ended_at,
            breached_at, rule, policy_version)
        VALUES ('10000000-0000-8000-8000-000000000001', 'first_response', 1, 'running', now() - interval '3 h', '1h', 'c',
            now() - interval '2 h',
            format('75%%@%1$s! after+30m@%1$s! breach@%1$s!', floor(extract(epoch FROM now() - interval '2 h'))),
            NULL, date_trunc('second', now() - interval '2 h'), 'r', 1),
            ('10000000-0000-8000-8000-000000000001', 'resolution', 1, 'running', now() - interval '3 h', '9h', 'c',
            now() + interval '6 h', format('30m@%1$s breach@%1$s', floor(extract(epoch FROM now() + interval '6 h'))),
            NULL, NULL, 'r', 1),
            ('10000000-0000-8000-8000-000000000001', 'page_acknowledgement', 1, 'running', now(), '6h', 'c',
            now() + interval '6 h', format('breach@%s', floor(extract(epoch FROM now() + interval '6 h'))),
            NULL, NULL, 'r', 1),
            ('10000000-0000-8000-8000-000000000003', 'resolution', 1, 'cancelled', now() - interval '3 h', '9h', 'c',
            now() + interval '6 h', format('breach@%s', floor(extract(epoch FROM now() + interval '6 h'))),
            now() - interval '1 h', NULL, 'r', 1),
            ('10000000-0000-8000-8000-000000000002', 'resolution', 1, 'fulfilled', now() - interval '3 h', '9h', 'c',
            now() + interval '6 h', format('breach@%s', floor(extract(epoch FROM now() + interval '6 h'))),
            now() - interval '1 h', NULL, 'r', 1);

        INSERT INTO clock_threshold (ticket_id, metric, cycle, threshold, due_at, detected_at, policy_version, calendar,
            clock_due_at)
        SELECT '10000000-0000-8000-8000-000000000001'::uuid, 'first_response', 1, threshold,
            date_trunc('second', now() - interval '2 h'), now() - interval '2 h', 1, 'c', now() - interval '2 h'
        FROM unnest(ARRAY['warning:75%', 'warning:after 30m', 'breach']) AS threshold;

        UPDATE clock_threshold SET annulled_at = now(), annulled_reason = 'outage' WHERE threshold = 'breach';

        INSERT INTO page (id, ticket_id, tier, reason, state, created_at, acknowledge_by, policy_version) VALUES
            ('20000000-0000-8000-8000-000000000001', '10000000-0000-8000-8000-000000000001', 2, 'r', 'open', now(),
                now() + interval '5 min', 1);

        INSERT INTO notification (id, ticket_id, kind, channel, queue, sender, recipient, subject, body, state, attempts,
            created_at, settled_at)
        VALUES
            ('30000000-0000-8000-8000-000000000001', '10000000-0000-8000-8000-000000000002', 'resolution', 'email',
                'notification.email', 's', 'bob', 's', 'b', 'delivered', 1, now() - interval '1 h', now() - interval '1 h'),
            ('30000000-0000-8000-8000-000000000002', '10000000-0000-8000-8000-000000000001', 'escalation', 'email',
                'notification.email', 's', 'ann', 's', 'b', 'retrying', 1, now() - interval '2 h', NULL);
        INSERT INTO delivery_attempt VALUES
            ('30000000-0000-8000-8000-000000000001', 1, 'delivered', 'ok', now(), now()),
            ('30000000-0000-8000-8000-000000000002', 1, 'temporary_failure', 'away', now(), now());

        INSERT INTO customer (programme, address) VALUES ('p', 'ann@example.com');
        INSERT INTO plan_assignment (id, programme, address, plan, valid_from, valid_to, assigned_by) VALUES
            ('40000000-0000-8000-8000-000000000001', 'p', 'ann@example.com', 'x', 'epoch', now() + interval '1 d', 't'),
            ('40000000-0000-8000-8000-000000000002', 'p', 'ann@example.com', 'y', now() + interval '1 d', NULL, 't');

        INSERT INTO timer (subject_id, due_at, kind) VALUES
            ('40000000-0000-8000-8000-000000000002', now() + interval '1 d', 4),
            ('10000000-0000-8000-8000-000000000001', now() + interval '1 h', 1),
            ('20000000-0000-8000-8000-000000000001', now() + interval '5 min', 2),
            ('30000000-0000-8000-8000-000000000002', now() + interval '1 h', 3);

        """

    /// Takes away what would keep a test from breaking things; rolled back with everything else.
    static let withoutGuards = """
        DO $$
        DECLARE guard record;
        BEGIN
            FOR guard IN SELECT conrelid::regclass AS tbl, conname FROM pg_constraint
                WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
                ORDER BY contype = 'p', contype = 'u'
            LOOP
                EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', guard.tbl, guard.conname);
            END LOOP;
            FOR guard IN SELECT indexrelid::regclass AS name FROM pg_index
                WHERE indisunique AND indrelid::regclass::text = ANY (
                    SELECT tablename FROM pg_tables WHERE schemaname = 'public'
                )
            LOOP
                EXECUTE format('DROP INDEX %s', guard.name);
            END LOOP;
            FOR guard IN SELECT tgrelid::regclass AS tbl, tgname FROM pg_trigger WHERE NOT tgisinternal LOOP
                EXECUTE format('DROP TRIGGER %I ON %s', guard.tgname, guard.tbl);
            END LOOP;
        END $$;

        """
}
