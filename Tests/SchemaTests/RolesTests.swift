import Foundation
import Postgres
import Schema
import TestSupport
import Testing

struct RolesTests {
    @Test func `operators can set roles up again and again, and each has what it needs and no more`() async throws {
        try await PrivatePostgres.with { server in
            let database = Database(DatabaseConfiguration(url: server.url, poolSize: 1), logger: .tests)
            _ = try await Migrator.migrate(database, migrations: Migration.all)
            try await setUpRoles(server.url)
            try await setUpRoles(server.url)

            for (role, right, table, expected) in [
                ("tierline_intake", "INSERT", "ticket", true),
                ("tierline_intake", "DELETE", "ticket", false),
                ("tierline_triage", "INSERT", "ticket", false),
                ("tierline_triage", "INSERT", "message", false),
                ("tierline_sla_watcher", "SELECT", "message", false),
                ("tierline_notifier", "INSERT", "delivery_attempt", true),
                ("tierline_operator", "SELECT", "ticket", true),
                ("tierline_operator", "UPDATE", "ticket", false),
                ("tierline_operator", "UPDATE", "dead_letter", true),
                ("tierline_operator", "INSERT", "plan_assignment", true),
                ("tierline_operator", "INSERT", "outbox", true),
                ("tierline_operator", "DELETE", "outbox", false),
                ("tierline_intake", "SELECT", "plan_assignment", true),
                ("tierline_intake", "INSERT", "plan_assignment", false),
                ("tierline_intake", "UPDATE", "policy_version", false),
                ("tierline_intake", "UPDATE", "database_clock", false),
                ("tierline_sla_watcher", "INSERT", "clock_threshold", true),
                ("tierline_sla_watcher", "UPDATE", "clock_threshold", false),
                ("tierline_intake", "UPDATE", "clock_threshold", false),
            ] {
                let row = try await database.query("SELECT has_table_privilege(\(role), \(table), \(right))")[0]
                #expect(try row.get(0, as: Bool.self) == expected, "\(role): \(right) on \(table)")
            }
            for (role, column, expected) in [
                ("tierline_intake", "annulled_reason", true), ("tierline_intake", "due_at", false),
                ("tierline_escalation", "annulled_reason", false),
            ] {
                let row = try await database.query(
                    "SELECT has_column_privilege(\(role), 'clock_threshold', \(column), 'UPDATE')"
                )[0]
                #expect(try row.get(0, as: Bool.self) == expected, "\(role): UPDATE of \(column)")
            }
            await database.close()
        }
    }

    private func setUpRoles(_ url: String) async throws {
        let script = TestServices.checkout.appending(path: "deploy/postgres/setup.sh").path
        let secrets = TestServices.checkout.appending(path: "deploy/make-secrets").path
        let run = #"folder=$(mktemp -d); "$0" "$folder" && "$1" "$folder"; answer=$?; rm -rf "$folder"; exit $answer"#
        try await Command.run("sh", ["-c", run, secrets, script], environment: ["TIERLINE_DATABASE_URL": url])
    }
}
