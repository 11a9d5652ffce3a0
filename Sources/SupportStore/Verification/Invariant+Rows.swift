extension Invariant {
    /// No row points to one that is not there; some tables have no foreign keys, for speed.
    static let ofRows = [
        orphans("message_source", of: "message", "USING (programme, source_id)", id: "child.source_id"),
        orphans("thread_reference", of: "ticket", "ON parent.id = child.ticket_id", id: "child.reference"),
        orphans("ticket_event", of: "ticket", "ON parent.id = child.ticket_id", id: "child.ticket_id::text"),
        orphans("clock", of: "ticket", "ON parent.id = child.ticket_id", id: "child.ticket_id::text"),
        orphans("ticket_pause", of: "ticket", "ON parent.id = child.ticket_id", id: "child.ticket_id::text"),
        orphans(
            "clock_threshold",
            of: "clock",
            "USING (ticket_id, metric, cycle)",
            id: "child.ticket_id::text"
        ),
        orphans("notification", of: "ticket", "ON parent.id = child.ticket_id", id: "child.id::text"),
        orphans("page", of: "ticket", "ON parent.id = child.ticket_id", id: "child.id::text"),
        orphans(
            "delivery_attempt",
            of: "notification",
            "ON parent.id = child.notification_id",
            id: "child.notification_id::text"
        ),
        Invariant(
            "orphans_timer",
            "every timer is that of a ticket, a page, a notification or a plan that is there",
            """
            SELECT timer.subject_id::text, format('a timer of kind %s for nothing', timer.kind)
            FROM timer
            LEFT JOIN ticket ON timer.kind = 1 AND ticket.id = subject_id
            LEFT JOIN page ON timer.kind = 2 AND page.id = subject_id
            LEFT JOIN notification ON timer.kind = 3 AND notification.id = subject_id
            LEFT JOIN plan_assignment AS plan ON timer.kind = 4 AND plan.id = subject_id
            WHERE coalesce(ticket.id, page.id, notification.id, plan.id) IS NULL
            """
        ),
        Invariant(
            "policy_is_kept",
            "the policy version under which anything was decided is kept",
            """
            SELECT DISTINCT ticket.programme, format('version %s is missing', event.policy_version)
            FROM (SELECT DISTINCT ticket_id, policy_version FROM ticket_event) AS event
            JOIN ticket ON ticket.id = event.ticket_id
            LEFT JOIN policy_version AS policy
                ON policy.programme = ticket.programme AND policy.version = event.policy_version
            WHERE policy.version IS NULL
            """
        ),
    ]

    private static func orphans(_ child: String, of parent: String, _ join: String, id: String) -> Invariant {
        let column = join.hasPrefix("USING") ? "parent.*" : "parent.id"
        return Invariant(
            "orphans_\(child)",
            "every \(child.replacing("_", with: " ")) belongs to a \(parent)",
            """
            SELECT \(id), 'the \(parent) it belongs to is not there'
            FROM \(child) AS child LEFT JOIN \(parent) AS parent \(join) WHERE \(column) IS NULL
            """
        )
    }
}
