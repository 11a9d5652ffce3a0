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

    @Test func `what has ended is judged by what the ticket was by then, not by what it has become`() async throws {
        try await FreshDatabase.with { fresh in
            _ = try await fresh.database.withTransaction { transaction in
                try transaction.run(script: Self.answeredLate)
                try transaction.run(
                    script: """
                        UPDATE ticket SET priority = 1, plan = 'enterprise', issue_type = 'security', tier = 3, event_count = 4;
                        INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) VALUES
                            ('\(Self.ticket)', 2, 'prioritised', 'kim', 'a', 1, '2026-03-10 17:30Z',
                                '{"from_priority": "P2", "to_priority": "P1", "from_issue_type": "technical",
                                  "to_issue_type": "security"}'),
                            ('\(Self.ticket)', 3, 'plan_changed', 'kim', 'b', 1, '2026-03-10 18:30Z',
                                '{"from": "standard", "to": "enterprise"}'),
                            ('\(Self.ticket)', 4, 'escalated', 'kim', 'c', 1, '2026-03-10 19:30Z',
                                '{"from_tier": "1", "to_tier": "3"}');
                        """
                )
            }
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)
            let clock = try #require(try await tierline.list("clocks", "explain", Self.ticket, "first_response").first)

            let today = try #require(clock["today"] as? [String: Any])
            #expect(today["rule"] as? String == "high")
            #expect(today["due_at"] as? String == "2026-03-09T18:00:00Z")
            let breach = try await fresh.database.withTransaction { transaction in
                try transaction.run(
                    script: """
                        INSERT INTO clock_threshold (ticket_id, metric, cycle, threshold, due_at, detected_at, policy_version,
                            calendar, clock_due_at)
                        SELECT '\(Self.ticket)', 'first_response', cycle, 'breach', fell, noticed, 1, 'office', '2026-03-07 02:00Z'
                        FROM (VALUES
                            (1, '2026-03-09 16:00:01Z'::timestamptz, '2026-03-09 16:00:02Z'::timestamptz),
                            -- What noticed it was the change of priority, of what had been missed before, and by it.
                            (2, '2026-03-09 16:00:01Z', '2026-03-10 17:30Z'), (3, '2026-03-10 17:30Z', '2026-03-10 17:30Z'),
                            (4, '2026-03-10 20:00Z', '2026-03-10 20:00Z')
                        ) AS breach (cycle, fell, noticed);
                        """
                )
                return try transaction.query(
                    "SELECT concat_ws(' ', priority, plan, tier) FROM support_breaches ORDER BY cycle"
                ).map { row in try row.get(0, as: String.self) }
            }
            #expect(
                breach == ["P2 standard 1", "P2 standard 1", "P1 standard 1", "P1 enterprise 3"],
                "a report of last month stays as it was"
            )
        }
    }

    @Test func `a clock that an answer would still meet is not called late`() async throws {
        try await FreshDatabase.with { fresh in
            _ = try await fresh.database.withTransaction { transaction in
                try transaction.run(script: Self.answeredLate)
                try transaction.run(
                    script: """
                        UPDATE clock SET state = 'running', ended_at = NULL, breached_at = NULL, schedule = 'breach@4102444801';
                        """
                )
            }
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)
            let text = try await tierline.run("ticket", "show", Self.ticket)

            #expect(text.contains("due 2026-03-07 02:00:00Z, still in time"), "\(text)")
            #expect(!text.contains("late by"))

            _ = try await fresh.database.query(
                """
                UPDATE clock SET due_at = '2100-01-01Z', breached_at = '2026-03-09 16:00:01Z',
                    schedule = '30m@1773072001! breach@1773072001!'
                """
            )
            #expect(try await tierline.run("ticket", "show", Self.ticket).contains("missed, now due in "))
            _ = try await fresh.database.query(
                "UPDATE clock SET schedule = '30m@- breach@4102444801', breached_at = NULL"
            )
            let explained = try await tierline.run("explain", Self.ticket, "first_response")
            #expect(explained.contains("30m before: never given: the time is too short for it"), "\(explained)")
        }
    }

    @Test func `what happened to a cycle of a clock is told in order, with its times`() async throws {
        try await FreshDatabase.with { fresh in
            _ = try await fresh.database.withTransaction { try $0.run(script: Self.solvedLate) }
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)

            let text = try await tierline.run("explain", Self.ticket, "resolution")
            let events = [
                "2026-01-05 17:00:00Z  activated",
                "2026-01-05 18:00:00Z  paused     it waits for the customer",
                "2026-01-05 20:00:00Z  resumed",
                "2026-01-06 17:00:00Z  retargeted due 2026-01-06T21:00:00Z, was 2026-01-08T01:00:00Z (escalated by kim)",
                "2026-01-06 20:00:00Z  warned     75%",
                "2026-01-06 21:00:01Z  breached   was due 2026-01-06 21:00:00Z, noticed 59m 59s later",
                "2026-01-07 18:00:00Z  fulfilled",
                "2026-01-08 09:00:00Z  annulled   the mail server was down",
            ]
            #expect(text.contains(events.map { "      " + $0 }.joined(separator: "\n")), "\(text)")
            #expect(text.contains("resolution, cycle 1: fulfilled, met late, annulled"))
            let second = "2026-01-07 12:00:00Z  retargeted due 2026-01-09T21:00:00Z, was 2026-01-12T01:00:00Z"
            #expect(
                text.components(separatedBy: second).count == 2,
                "it is told of the cycle that it happened to: \(text)"
            )
            let clock = try #require(try await tierline.list("clocks", "explain", Self.ticket, "resolution").first)
            let kinds = try #require(clock["events"] as? [[String: Any]]).map { $0["kind"] as? String }
            #expect(
                kinds == [
                    "activated", "paused", "resumed", "retargeted", "warned", "breached", "fulfilled", "annulled",
                ]
            )
            #expect(try await tierline.run("ticket", "show", Self.ticket).contains("met late, annulled"))
        }
    }

    @Test(arguments: ["NULL", "'2026-01-06 18:00Z'"])
    func `a cycle that has ended is explained without the pauses that came after it`(until: String) async throws {
        try await FreshDatabase.with { fresh in
            _ = try await fresh.database.withTransaction { try $0.run(script: Self.answeredAndWaiting(until: until)) }
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)

            let text = try await tierline.run("explain", Self.ticket, "periodic_update")
            #expect(text.contains("so it is due 2026-01-05 21:00:00Z, when 4h are used up"), "\(text)")
            #expect(!text.contains("not what is recorded"), "\(text)")
            let none = try await tierline.run("explain", Self.ticket, "first_response")
            #expect(
                none.hasSuffix(" has no first response clock: kim opened it for the customer, who was spoken with.\n")
            )
        }
    }

    @Test func `a stored ticket's clock is explained with its pause, its holidays and the change of the clocks`()
        async throws
    {
        try await FreshDatabase.with { fresh in
            _ = try await fresh.database.withTransaction { try $0.run(script: Self.solvedAfterThanksgiving) }
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)

            let text = try await tierline.run("explain", Self.ticket, "resolution")
            let segments = [
                "counted 2025-10-31 16:00 -07:00 to 2025-10-31 18:00 -07:00, 2h so far",
                "closed  2025-10-31 18:00 -07:00 to 2025-11-03 09:00 -08:00; the clocks go back 1h",
                "counted 2025-11-03 09:00 -08:00 to 2025-11-03 10:00 -08:00, 3h so far",
                "paused  2025-11-03 10:00 -08:00 to 2025-11-26 16:00 -08:00",
                "counted 2025-11-26 16:00 -08:00 to 2025-11-26 18:00 -08:00, 5h so far",
                "closed  2025-11-26 18:00 -08:00 to 2025-11-28 10:00 -08:00 (2025-11-27 Thanksgiving, "
                    + "2025-11-28 the day after Thanksgiving)",
                "counted 2025-11-28 10:00 -08:00 to 2025-11-28 13:00 -08:00, 8h so far",
            ]
            #expect(text.contains(segments.map { "      " + $0 }.joined(separator: "\n")), "\(text)")
            #expect(text.contains("\n    so it is due 2025-11-28 21:00:00Z, when 8h are used up\n"), "\(text)")
            let clock = try #require(try await tierline.list("clocks", "explain", Self.ticket, "resolution").first)
            let told = try #require(clock["segments"] as? [[String: Any]])
            #expect(told.map { $0["clock_change_seconds"] as? Int } == [0, -3600, 0, 0, 0, 0, 0])
        }
    }

    /// Opened by an agent and answered at ten; from that moment on the customer is waited for.
    private static func answeredAndWaiting(until: String) -> String {
        """
        INSERT INTO ticket (id, programme, channel, requester, subject, plan, status, priority, tier, issue_type,
            policy_version, created_at, triaged_at, first_response_at, event_count)
        VALUES ('\(ticket)', 'archbuilder', 'email', 'ann@example.com', 's', 'standard', 'waiting_on_customer', 1, 1,
            'technical', 1, '2026-01-05 17:00Z', '2026-01-05 17:00Z', '2026-01-05 18:00Z', 1);
        INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) VALUES
            ('\(ticket)', 1, 'received', 'ann', 'one', 1, '2026-01-05 17:00Z', '{"opened_by": "kim"}');
        INSERT INTO ticket_pause (ticket_id, since, until, reason) VALUES
            ('\(ticket)', '2026-01-05 18:00Z', \(until), 'customer');
        INSERT INTO clock (ticket_id, metric, cycle, state, started_at, target, calendar, due_at, schedule, ended_at,
            rule, policy_version)
        VALUES ('\(ticket)', 'periodic_update', 1, 'fulfilled', '2026-01-05 17:00Z', '4 business hours', 'office',
            '2026-01-05 21:00Z', 'breach@1767646801', '2026-01-05 18:00Z', 'updates', 1);

        """
    }

    /// Solved late, after the customer had been waited for and the target had been made stricter.
    private static let solvedLate = """
        INSERT INTO ticket (id, programme, channel, requester, subject, plan, status, priority, tier, issue_type,
            policy_version, created_at, triaged_at, resolved_at, event_count)
        VALUES ('\(ticket)', 'archbuilder', 'email', 'ann@example.com', 's', 'standard', 'resolved', 2, 1, 'technical', 1,
            '2026-01-05 17:00Z', '2026-01-05 17:00Z', '2026-01-07 18:00Z', 3);
        INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) VALUES
            ('\(ticket)', 1, 'received', 'ann', 'one', 1, '2026-01-05 17:00Z', '{}'),
            ('\(ticket)', 2, 'escalated', 'kim', 'two', 1, '2026-01-06 17:00Z', '{"clocks":
                "time at tier: other warnings; resolution: due 2026-01-06T21:00:00Z, was 2026-01-08T01:00:00Z"}'),
            ('\(ticket)', 3, 'prioritised', 'kim', 'three', 1, '2026-01-07 12:00Z', '{"clocks":
                "resolution (2): due 2026-01-09T21:00:00Z, was 2026-01-12T01:00:00Z"}');
        INSERT INTO ticket_pause (ticket_id, since, until, reason) VALUES
            ('\(ticket)', '2026-01-05 18:00Z', '2026-01-05 20:00Z', 'customer');
        INSERT INTO clock (ticket_id, metric, cycle, state, started_at, target, calendar, due_at, schedule, ended_at,
            breached_at, rule, policy_version)
        VALUES ('\(ticket)', 'resolution', 1, 'fulfilled', '2026-01-05 17:00Z', '26h', 'office', '2026-01-06 21:00Z',
            '75%@1767729600! breach@1767733201!', '2026-01-07 18:00Z', '2026-01-06 21:00:01Z', 'high', 1),
            ('\(ticket)', 'resolution', 2, 'running', '2026-01-06 21:00:01Z', '26h', 'office', '2026-01-09 21:00Z',
            'breach@1767992401', NULL, NULL, 'high', 1);
        INSERT INTO clock_threshold (ticket_id, metric, cycle, threshold, due_at, detected_at, policy_version, calendar,
            clock_due_at, annulled_at, annulled_reason)
        VALUES
            ('\(ticket)', 'resolution', 1, 'warning:75%', '2026-01-06 20:00Z', '2026-01-06 20:00Z', 1, 'office',
                '2026-01-06 21:00Z', NULL, NULL),
            ('\(ticket)', 'resolution', 1, 'breach', '2026-01-06 21:00:01Z', '2026-01-06 22:00Z', 1, 'office',
                '2026-01-06 21:00Z', '2026-01-08 09:00Z', 'the mail server was down');

        """

    /// Asked on a Friday before the clocks went back, and solved after Thanksgiving, once the customer had answered.
    private static let solvedAfterThanksgiving = """
        INSERT INTO ticket (id, programme, channel, requester, subject, plan, status, priority, tier, issue_type,
            policy_version, created_at, triaged_at, resolved_at, event_count)
        VALUES ('\(ticket)', 'archbuilder', 'email', 'ann@example.com', 's', 'standard', 'resolved', 3, 1, 'technical', 1,
            '2025-10-31 23:00Z', '2025-10-31 23:00Z', '2025-11-28 20:00Z', 1);
        INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) VALUES
            ('\(ticket)', 1, 'received', 'ann', 'one', 1, '2025-10-31 23:00Z', '{}');
        INSERT INTO ticket_pause (ticket_id, since, until, reason) VALUES
            ('\(ticket)', '2025-11-03 18:00Z', '2025-11-27 00:00Z', 'customer');
        INSERT INTO clock (ticket_id, metric, cycle, state, started_at, target, calendar, due_at, schedule, ended_at,
            rule, policy_version)
        VALUES ('\(ticket)', 'resolution', 1, 'fulfilled', '2025-10-31 23:00Z', '8 business hours', 'office',
            '2025-11-28 21:00Z', 'breach@1764363601', '2025-11-28 20:00Z', 'medium', 1);

        """

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
