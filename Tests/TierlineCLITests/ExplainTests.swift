import Foundation
import Postgres
import TestSupport
import Testing

struct ExplainTests {
    private static let policy = TestServices.checkout.appending(path: "deploy/policies/archbuilder.yaml").path

    @Test func `a clock is explained as recorded and under today's policy, and stays as it is`() async throws {
        try await FreshDatabase.with { fresh in
            let source = try String(contentsOfFile: Self.policy, encoding: .utf8)
            _ = try await fresh.database.query(
                """
                INSERT INTO policy_version (programme, version, source, sha256, applied_by)
                VALUES ('archbuilder', 1, \(source + "\n# older\n"), '', 'test')
                """
            )
            _ = try await fresh.database.withTransaction { try $0.run(script: Self.answeredLate) }
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)
            let before = try await Self.clocks(in: fresh)

            let text = try await tierline.run("ticket", "explain", Self.ticket, "first_response")
            for line in [
                "target 2 business hours in calendar office, set by rule older of policy v1",
                "counted 2026-03-06 16:00 -08:00 to 2026-03-06 18:00 -08:00, 2h so far",
                "so it is due 2026-03-07 02:00:00Z, when 2h are used up",
                "AS RECORDED, v1       UNDER TODAY'S POLICY, v2",
                "rule      older                 high",
                "target    2 business hours      4 business hours",
                "due       2026-03-07 02:00:00Z  2026-03-09 18:00:00Z",
                "missed    2026-03-09 16:00:01Z  no",
            ] {
                #expect(text.contains(line), "\(text)")
            }
            #expect(try await tierline.run("explain", Self.ticket, "first_response") == text)
            let clock = try #require(try await tierline.list("clocks", "explain", Self.ticket, "first_response").first)
            let today = try #require(clock["today"] as? [String: Any])
            #expect(today["due_at"] as? String == "2026-03-09T18:00:00Z")
            #expect(try await Self.clocks(in: fresh) == before)
        }
    }

    private static let ticket = "10000000-0000-8000-8000-000000000001"

    /// A ticket of Friday afternoon in Los Angeles that was answered on Monday morning, after the clocks went forward.
    private static let answeredLate = """
        INSERT INTO ticket (id, programme, channel, requester, subject, plan, status, priority, tier, issue_type,
            policy_version, created_at, triaged_at, first_response_at, event_count)
        VALUES ('\(ticket)', 'archbuilder', 'email', 'ann@example.com', 's', 'standard', 'open', 2, 1, 'technical', 1,
            '2026-03-07 00:00Z', '2026-03-07 00:00Z', '2026-03-09 17:30Z', 1);
        INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) VALUES
            ('\(ticket)', 1, 'received', 'ann', 'one', 1, '2026-03-07 00:00Z', '{}');
        INSERT INTO clock (ticket_id, metric, cycle, state, started_at, target, calendar, due_at, schedule, ended_at,
            breached_at, rule, policy_version)
        VALUES ('\(ticket)', 'first_response', 1, 'fulfilled', '2026-03-07 00:00Z', '2 business hours', 'office',
            '2026-03-07 02:00Z', 'breach@1773072001!', '2026-03-09 17:30Z', '2026-03-09 16:00:01Z', 'older', 1);

        """

    private static func clocks(in fresh: FreshDatabase) async throws -> [String] {
        try await fresh.database.query("SELECT clock::text FROM clock ORDER BY 1").map { row in try row.get(0) as String
        }
    }
}
