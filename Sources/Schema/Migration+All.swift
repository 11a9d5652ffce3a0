package import Postgres

extension Migration {
    /// Every step of Tierline's schema, in order.
    ///
    /// `scripts/new-migration` adds a line here; a test compares it with the folder.
    package static let all: [Migration] = [
        embedded("v0001_worker_runtime.sql", PackageResources.v0001_worker_runtime_sql),
        embedded("v0002_policy.sql", PackageResources.v0002_policy_sql),
        embedded("v0003_ticket.sql", PackageResources.v0003_ticket_sql),
        embedded("v0004_clock.sql", PackageResources.v0004_clock_sql),
        embedded("v0005_notification.sql", PackageResources.v0005_notification_sql),
        embedded("v0006_hot_tables.sql", PackageResources.v0006_hot_tables_sql),
        embedded("v0007_fire_timers_fast.sql", PackageResources.v0007_fire_timers_fast_sql),
        embedded("v0008_merge_and_annul.sql", PackageResources.v0008_merge_and_annul_sql),
        embedded("v0009_plan_assignment.sql", PackageResources.v0009_plan_assignment_sql),
        embedded("v0010_ticket_is_escalated.sql", PackageResources.v0010_ticket_is_escalated_sql),
        embedded("v0011_facts_are_kept.sql", PackageResources.v0011_facts_are_kept_sql),
        embedded("v0012_routing.sql", PackageResources.v0012_routing_sql),
        embedded("v0013_ticket_escalated_at.sql", PackageResources.v0013_ticket_escalated_at_sql),
        embedded("v0014_breaches_keep_their_facts.sql", PackageResources.v0014_breaches_keep_their_facts_sql),
    ]

    private static func embedded(_ fileName: String, _ contents: [UInt8]) -> Migration {
        guard let migration = Migration(fileName: fileName, contents: contents) else {
            preconditionFailure("\(fileName) is not named like v0001_what_it_does.sql")
        }
        return migration
    }
}
