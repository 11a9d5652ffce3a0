/// A way to break a promise, as SQL on ``FleetInOrder``.
struct Breakage {
    let invariant: String
    let sql: String

    init(_ invariant: String, _ sql: String) {
        self.invariant = invariant
        self.sql = sql
    }

    static let all = ofTickets + ofTimelines + ofClocks + ofThresholds + ofTimers + ofOutsideEffects + ofRows

    private static let nobody = "'90000000-0000-8000-8000-000000000009'"

    private static let ofTickets = [
        Breakage("message_has_ticket", "UPDATE message SET ticket_id = \(nobody) WHERE source_id = 'one'"),
        Breakage("message_has_ticket", "UPDATE message SET programme = 'q' WHERE source_id = 'one'"),
        Breakage("ticket_has_opening", "DELETE FROM message WHERE source_id = 'one'"),
        Breakage("ticket_has_opening", "UPDATE ticket_event SET kind = 'noted' WHERE seq = 1"),
        Breakage(
            "word_is_on_timeline",
            """
            INSERT INTO message (programme, source_id, ticket_id, direction, author, body, fingerprint, said_at)
            SELECT programme, 'more', ticket_id, direction, author, body, 2, said_at FROM message WHERE source_id = 'one'
            """
        ),
        Breakage("ticket_is_triaged", "UPDATE ticket SET triaged_at = NULL, status = 'received'"),
        Breakage("escalation_is_decided", "DELETE FROM ticket_event WHERE kind = 'escalated'"),
    ]

    private static let ofTimelines = [
        Breakage("event_sequence", "DELETE FROM ticket_event WHERE seq = 2"),
        Breakage("event_sequence", "UPDATE ticket SET event_count = 9 WHERE event_count = 8"),
        Breakage("event_sequence", "DELETE FROM ticket_event"),
        Breakage(
            "event_once",
            "INSERT INTO ticket_event SELECT ticket_id, 9, kind, actor, cause, 1, at, data FROM ticket_event WHERE seq = 1"
        ),
        Breakage("ticket_status", "UPDATE ticket SET status = 'closed' WHERE status = 'open'"),
        Breakage("ticket_status", "DELETE FROM ticket_event WHERE kind = 'resolved'"),
        Breakage("ticket_tier", "UPDATE ticket SET tier = 3"),
        Breakage("ticket_counts", "UPDATE ticket SET escalation_count = 0"),
        Breakage("ticket_counts", "UPDATE ticket SET escalated_at = NULL"),
        Breakage("ticket_counts", "UPDATE ticket SET escalated_at = now()"),
        Breakage("ticket_counts", "UPDATE ticket SET reopen_count = 1"),
        Breakage("ticket_moments", "UPDATE ticket SET triaged_at = now() WHERE status = 'open'"),
        Breakage("ticket_moments", "UPDATE ticket SET first_response_at = NULL"),
        Breakage("ticket_moments", "UPDATE ticket SET resolved_at = now()"),
        Breakage("ticket_assignee", "UPDATE ticket SET assignee = NULL"),
        Breakage("merge_is_told", "UPDATE ticket SET merged_into = NULL"),
        Breakage("merge_is_told", "UPDATE ticket SET merged_into = \(nobody) WHERE merged_into IS NOT NULL"),
        Breakage("merge_is_told", "DELETE FROM ticket_event WHERE kind = 'merged_from'"),
        Breakage("merge_is_told", "DELETE FROM ticket_event WHERE kind = 'merged_into'"),
        Breakage("merge_leads_somewhere", "UPDATE ticket SET merged_into = \(nobody) WHERE merged_into IS NOT NULL"),
        Breakage(
            "merge_leads_somewhere",
            "UPDATE ticket SET merged_into = (SELECT id FROM ticket WHERE status = 'closed') WHERE status = 'open'"
        ),
        Breakage("merge_leads_somewhere", "UPDATE ticket SET programme = 'q' WHERE status = 'open'"),
    ]

    private static let ofClocks = [
        Breakage("ticket_has_clocks", "DELETE FROM clock"),
        Breakage("ticket_has_clocks", "UPDATE clock SET state = 'fulfilled', ended_at = now()"),
        Breakage(
            "ticket_is_under_policy_in_force",
            """
            INSERT INTO policy_version (programme, version, source, sha256, applied_by, applied_at)
            VALUES ('p', 2, '', '', 'test', now() - interval '2 h')
            """
        ),
        Breakage("settled_ticket_owes_nothing", "UPDATE clock SET state = 'running', ended_at = NULL"),
        Breakage("answered_clock_has_ended", "UPDATE ticket SET first_response_at = now() WHERE status = 'open'"),
        Breakage("clock_cycles", "UPDATE clock SET cycle = 2 WHERE metric = 'resolution'"),
        Breakage("clock_times", "UPDATE clock SET ended_at = started_at - interval '1 min' WHERE state = 'fulfilled'"),
        Breakage(
            "pause_is_open",
            "INSERT INTO ticket_pause SELECT id, now(), NULL, 'customer' FROM ticket WHERE status = 'open'"
        ),
        Breakage("pause_is_open", "UPDATE ticket SET status = 'waiting_on_customer' WHERE status = 'open'"),
        Breakage("page_clock_has_page", "UPDATE page SET state = 'acknowledged'"),
        Breakage("paused_clock_has_pause", "UPDATE clock SET state = 'paused' WHERE metric = 'first_response'"),
    ]

    private static let ofThresholds = [
        Breakage(
            "threshold_once",
            "INSERT INTO clock_threshold SELECT * FROM clock_threshold WHERE threshold = 'breach'"
        ),
        Breakage("threshold_not_early", "UPDATE clock_threshold SET detected_at = due_at - interval '1 s'"),
        Breakage("threshold_in_schedule", "DELETE FROM clock_threshold WHERE threshold <> 'breach'"),
        Breakage("threshold_in_schedule", "UPDATE clock_threshold SET due_at = due_at - interval '1 s'"),
        Breakage("threshold_in_schedule", "UPDATE clock SET schedule = replace(schedule, '!', '')"),
        Breakage("breach_is_told", "UPDATE clock SET breached_at = NULL"),
        Breakage("breach_is_told", "DELETE FROM ticket_event WHERE kind = 'clock_breached'"),
        Breakage("breach_is_told", "DELETE FROM clock_threshold WHERE threshold = 'breach'"),
        Breakage("annulment_is_told", "UPDATE clock_threshold SET annulled_at = NULL, annulled_reason = NULL"),
        Breakage(
            "annulment_is_told",
            "UPDATE clock_threshold SET annulled_reason = 'another' WHERE threshold = 'breach'"
        ),
        Breakage("annulment_is_told", "DELETE FROM ticket_event WHERE kind = 'breach_annulled'"),
        Breakage("warning_is_on_record", "UPDATE clock_threshold SET threshold = 'warning:80%'"),
        Breakage(
            "breach_is_not_missed",
            """
            UPDATE clock SET schedule = format('breach@%s', floor(extract(epoch FROM now() - interval '2 h')))
            WHERE state = 'fulfilled'
            """
        ),
    ]

    private static let ofTimers = [
        Breakage("clock_has_timer", "DELETE FROM timer WHERE kind = 1"),
        Breakage("clock_has_timer", "UPDATE timer SET due_at = now() + interval '7 h' WHERE kind = 1"),
        Breakage("page_has_timer", "DELETE FROM timer WHERE kind = 2"),
        Breakage("page_has_timer", "UPDATE page SET acknowledge_by = now() - interval '2 min'"),
        Breakage(
            "one_open_page",
            """
            INSERT INTO page (id, ticket_id, tier, reason, state, created_at, acknowledge_by, policy_version)
            SELECT \(nobody), ticket_id, tier, reason, state, created_at, acknowledge_by, policy_version FROM page
            """
        ),
        Breakage("page_of_open_ticket", "UPDATE ticket SET status = 'resolved'"),
        Breakage("plan_has_timer", "DELETE FROM timer WHERE kind = 4"),
        Breakage("plan_has_timer", "UPDATE plan_assignment SET valid_from = now() + interval '2 d' WHERE plan = 'y'"),
        Breakage("timer_is_not_overdue", "UPDATE timer SET due_at = now() - interval '11 s'"),
    ]

    private static let ofOutsideEffects = [
        Breakage("delivery_is_on_record", "DELETE FROM delivery_attempt"),
        Breakage(
            "delivered_once",
            "INSERT INTO delivery_attempt SELECT notification_id, 2, outcome, detail, now(), now() FROM delivery_attempt"
        ),
        Breakage(
            "notification_is_not_stuck",
            """
            UPDATE notification SET state = 'sending';
            UPDATE delivery_attempt SET finished_at = now() - interval '2 min'
            """
        ),
        Breakage(
            "notification_is_not_stuck",
            "DELETE FROM delivery_attempt; UPDATE notification SET state = 'pending'"
        ),
        Breakage("retry_has_timer", "DELETE FROM timer WHERE kind = 3"),
        Breakage(
            "outbox_is_swept",
            """
            INSERT INTO outbox (id, exchange, routing_key, message_id, body, created_at)
            VALUES (\(nobody), 'e', 'k', 'm', '', now() - interval '2 min')
            """
        ),
    ]

    private static let ofRows = [
        Breakage("orphans_message_source", "UPDATE message_source SET source_id = 'gone'"),
        Breakage("orphans_thread_reference", "UPDATE thread_reference SET ticket_id = \(nobody)"),
        Breakage("orphans_ticket_event", "UPDATE ticket_event SET ticket_id = \(nobody) WHERE seq = 6"),
        Breakage("orphans_clock", "UPDATE clock SET ticket_id = \(nobody) WHERE state = 'fulfilled'"),
        Breakage("orphans_ticket_pause", "INSERT INTO ticket_pause VALUES (\(nobody), now(), now(), 'customer')"),
        Breakage("orphans_clock_threshold", "UPDATE clock_threshold SET cycle = 2"),
        Breakage("orphans_notification", "UPDATE notification SET ticket_id = \(nobody)"),
        Breakage("orphans_page", "UPDATE page SET ticket_id = \(nobody)"),
        Breakage("orphans_delivery_attempt", "UPDATE delivery_attempt SET notification_id = \(nobody)"),
        Breakage("orphans_timer", "UPDATE timer SET subject_id = \(nobody) WHERE kind = 2"),
        Breakage("policy_is_kept", "DELETE FROM policy_version"),
    ]
}
