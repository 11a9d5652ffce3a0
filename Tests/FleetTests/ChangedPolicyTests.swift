import Foundation
import Postgres
import SupportStore
import Testing
import TestSupport

extension FleetSuite {
    /// A policy that changes while customers write.
    struct ChangedPolicyTests {
        @Test func `a new version reaches every copy of every worker within two seconds, and whole`() async throws {
            let monday = try Date.losAngeles("Mon 2026-01-05 09:30")
            try await Fleet.with(.init(copies: 2, time: monday)) { fleet in
                var decidedUnderFirst: [String] = []
                let dead = try await fleet.whileCustomersWrite("switch") {
                    try await fleet.waitForProgress(of: 100)
                    decidedUnderFirst = try await Self.decisions(under: 1, in: fleet)
                    for version in 2...4 { try await Self.apply(version, to: fleet) }
                }
                try await fleet.prove(deadLetters: dead)

                for (complaint, query) in Self.late + Self.halves {
                    #expect(try await fleet.texts(query) == [], "\(complaint)")
                }
                for version in 1...4 {
                    #expect(try await !Self.decisions(under: version, in: fleet).isEmpty, "version \(version)")
                }
                let kept = Set(try await Self.decisions(under: 1, in: fleet))
                #expect(!decidedUnderFirst.isEmpty && kept.isSuperset(of: decidedUnderFirst))
            }
        }

        /// Puts a version in force that says its number wherever it decides, and waits until it has been for a while.
        private static func apply(_ version: Int, to fleet: Fleet) async throws {
            let file = TestServices.checkout.appending(path: "deploy/policies/archbuilder.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            let changed =
                text
                .replacing(
                    "first_response: 3 business days\n    resolution: 5 business days",
                    with: "first_response: \(version + 2) business days\n    resolution: \(version + 4) business days"
                )
                .replacing(
                    #"subject: "[{{ticket}}] {{subject}}""#,
                    with: #"subject: "[{{ticket}}] v\#(version) {{subject}}""#
                )
            try await fleet.database.applyPolicy(changed, of: "archbuilder")
            // A worker that had not looked since then would be seen to decide by the version before.
            try await fleet.waitForMore(
                than: 50,
                """
                SELECT count(*) FROM ticket_event
                WHERE kind = 'triaged' AND at > (
                    SELECT max(applied_at) + interval '2 s' FROM policy_version WHERE version = \(version))
                """
            )
        }

        /// What was decided under a version, as it stands on the timelines.
        private static func decisions(under version: Int, in fleet: Fleet) async throws -> [String] {
            try await fleet.texts(
                """
                SELECT ticket_id || ' ' || seq || ' ' || kind || ' ' || data FROM ticket_event
                WHERE policy_version = \(version) AND kind IN ('received', 'triaged', 'escalated') ORDER BY 1
                """
            )
        }

        /// Decisions of each worker that were made by an older version than had been in force for two seconds.
        private static let late = ["received", "triaged", "escalated"].map { kind -> (String, Query) in
            (
                "'\(kind)' under a version that another had replaced",
                """
                SELECT ticket_id || ' under ' || policy_version || ' at ' || at FROM ticket_event
                WHERE kind = \(kind) AND policy_version < (
                    SELECT max(version) FROM policy_version WHERE applied_at + interval '2 s' < ticket_event.at)
                """
            )
        }

        /// Decisions of which one part is by one version and another by another.
        private static let halves: [(String, Query)] = [
            (
                "clocks with another version's target",
                """
                SELECT ticket_id || ' ' || metric || ' ' || target || ' under ' || policy_version FROM clock
                WHERE rule = 'low' AND (
                    metric = 'first_response' AND target <> (policy_version + 2) || ' business days'
                    OR metric = 'resolution' AND target <> (policy_version + 4) || ' business days')
                """
            ),
            (
                "clocks of a decision that are older than it, or were begun by another one",
                """
                SELECT clock.ticket_id || ' ' || metric || ' under ' || clock.policy_version FROM clock
                JOIN ticket_event triaged ON triaged.ticket_id = clock.ticket_id AND kind = 'triaged'
                WHERE cycle = 1 AND metric IN ('acknowledgement', 'first_response', 'resolution')
                    AND clock.policy_version < triaged.policy_version
                """
            ),
            (
                "acknowledgements in another version's words than decided",
                """
                SELECT told.ticket_id || ': ' || subject || ' under ' || triaged.policy_version FROM notification told
                JOIN ticket_event triaged ON triaged.ticket_id = told.ticket_id AND triaged.kind = 'triaged'
                WHERE told.kind = 'acknowledgement'
                    AND coalesce(substring(subject FROM '\\] v([0-9]+) '), '1') <> triaged.policy_version::text
                """
            ),
            (
                "escalations that customers were told of in another version's words than decided",
                """
                SELECT told.ticket_id || ': ' || subject || ' under ' || escalated.policy_version FROM notification told
                JOIN ticket_event escalated ON escalated.ticket_id = told.ticket_id AND escalated.kind = 'escalated'
                    AND escalated.at = told.created_at
                WHERE told.kind = 'escalation'
                    AND coalesce(substring(subject FROM '\\] v([0-9]+) '), '1') <> escalated.policy_version::text
                """
            ),
            (
                "pages of another version than the decision to call",
                """
                SELECT page.id || ' under ' || page.policy_version FROM page
                JOIN ticket_event paged ON paged.ticket_id = page.ticket_id AND paged.kind = 'paged'
                    AND paged.cause = page.id || '/1'
                WHERE page.policy_version <> paged.policy_version
                """
            ),
        ]
    }
}
