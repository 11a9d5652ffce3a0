import Foundation
import Postgres
import TestSupport
import Testing

/// `tierline policy backtest`; what it finds is for the tests of the replay itself and of the fleet.
struct BacktestTests {
    private static let policy = TestServices.checkout.appending(path: "deploy/policies/archbuilder.yaml").path

    @Test func `a range is replayed by somebody who may only read, under a file or a version`() async throws {
        try await FreshDatabase.with { fresh in
            try await TierlineProcess(database: fresh.url).run("policy", "apply", Self.policy)
            _ = try await fresh.database.withTransaction { try $0.run(script: Self.unread) }
            let reader = fresh.url + (fresh.url.contains("?") ? "&" : "?") + "options=-c%20role%3Dpg_read_all_data"
            let tierline = TierlineProcess(database: reader)
            await tierline.expectRefusal(77, "permission denied", ["policy", "apply", Self.changed()])

            await tierline.expectRefusal(
                65,
                "is the policy of 'archbuilder', and says nothing of tickets of 'q-aviogen'",
                ["policy", "backtest", Self.policy, "--programme", "q-aviogen", "--since", "2026-03-06"]
            )
            let since = ["policy", "backtest", "--since", "2026-03-06", "--exit-code"]
            let stored = ["--programme", "archbuilder", "--version", "1"]
            let text = try await tierline.run(since + stored)
            #expect(
                text.hasPrefix(
                    "archbuilder under version 1: 2 tickets opened from 2026-03-06 08:00:00Z to 20"
                ),
                "\(text)"
            )
            #expect(text.contains("; nothing would change.\n"), "\(text)")
            #expect(
                text.contains("1 ticket left out, because the first message is not kept any more.\n"),
                "\(text)"
            )
            #expect(try await tierline.run(since + [Self.changed()]).contains(": 2 tickets opened"))

            let none = try await tierline.json("policy", "backtest", Self.policy, "--since", "2026-03-07")
            #expect(none["tickets"] as? Int == 0)
            let noon = ["--since", "2026-03-06 10:00:00", "--until", "2026-03-06T18:00:01Z"]
            #expect(try await tierline.run(["policy", "backtest", Self.policy] + noon).contains(": 1 ticket opened"))
        }
    }

    @Test func `what would have gone otherwise is reported: breaches, due times, pages and who is called at night`()
        async throws
    {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)
            _ = try await fresh.database.withTransaction { try $0.run(script: Self.ignoredOutage) }
            let question = [
                "policy", "backtest", Self.policy, "--since", "2026-03-06", "--until", "2026-03-08",
                "--answered-after", "20m",
            ]
            let text = try await tierline.run(question)
            let answer = try await tierline.json(question)
            func numbers(_ object: Any?, _ keys: String...) -> [Int?] {
                keys.map { (object as? [String: Any])?[$0] as? Int }
            }

            #expect(answer["changed"] as? Int == 1)
            for kind in ["breaches", "escalations", "pages"] {
                let counted = numbers(answer[kind], "replayed", "new").compactMap(\.self)
                #expect(numbers(answer[kind], "recorded", "avoided") == [0, 0])
                #expect(counted.count == 2 && counted[0] > 0 && counted[0] == counted[1], "\(kind): \(counted)")
            }
            let dues = try #require(answer["due_times"] as? [[String: Any]])
            let response = dues.first { $0["metric"] as? String == "first_response" }
            #expect(numbers(response, "earlier", "later", "new", "gone") == [0, 0, 1, 0])
            let people = try #require(answer["people"] as? [[String: Any]])
            // The first is not answered for a quarter of an hour, the second after five minutes.
            for name in ["Tier 3 on call", "Tier 3 second"] {
                let person = people.first { $0["person"] as? String == name }
                #expect(
                    numbers(person, "calls", "replayed_calls", "night_calls", "replayed_night_calls") == [0, 1, 0, 1],
                    "\(people)"
                )
            }
            #expect(text.contains("1 of them would have gone otherwise."), "\(text)")
            #expect(text.contains("Tier 3 second"), "\(text)")
        }
    }

    /// An outage on Friday night in Los Angeles that was triaged, and that nobody and nothing looked at again until it was
    /// closed on Saturday at noon.
    private static let ignoredOutage = """
        INSERT INTO ticket (id, programme, channel, requester, subject, plan, status, priority, tier, policy_version,
            created_at, triaged_at, closed_at, event_count)
        VALUES ('019cc74f-7800-8000-8000-000000000001', 'archbuilder', 'email', 'ann@example.com', 's', 'standard', 'closed',
            1, 2, 1, '2026-03-07 08:00Z', '2026-03-07 08:00Z', '2026-03-07 20:00Z', 3);
        INSERT INTO message (programme, source_id, ticket_id, direction, author, body, fingerprint, said_at) VALUES
            ('archbuilder', 'one', '019cc74f-7800-8000-8000-000000000001', 'from_customer', 'ann@example.com',
                'Complete system outage.', 1, '2026-03-07 08:00Z');
        INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) VALUES
            ('019cc74f-7800-8000-8000-000000000001', 1, 'received', 'ann@example.com', 'one', 1, '2026-03-07 08:00Z', '{}'),
            ('019cc74f-7800-8000-8000-000000000001', 2, 'triaged', 'triage', 'one', 1, '2026-03-07 08:00Z',
                '{"priority": "Critical"}'),
            ('019cc74f-7800-8000-8000-000000000001', 3, 'closed', 'kim', 'two', 1, '2026-03-07 20:00Z', '{}');

        """

    @Test func `a version that this release cannot read is named, and today's priority is not taken for triage's`()
        async throws
    {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)
            _ = try await fresh.database.withTransaction { try $0.run(script: Self.outageOfNewerRelease) }
            let question = ["policy", "backtest", Self.policy, "--since", "2026-03-06", "--until", "2026-03-08"]
            let text = try await tierline.run(question)
            let answer = try await tierline.json(question)

            let unreadable = try #require(answer["unreadable_versions"] as? [[String: Any]])
            #expect(unreadable.map { $0["version"] as? Int } == [2])
            let problem = try #require(unreadable.first?["problem"] as? String)
            #expect(problem.hasPrefix("archbuilder version 2:"), "\(problem)")
            #expect(text.contains("\nVersion 2 cannot be read by this release: archbuilder version 2:"), "\(text)")
            let decisions = try #require(answer["decisions"] as? [[String: Any]])
            #expect(answer["tickets"] as? Int == 1)
            #expect(!decisions.contains { $0["what"] as? String == "priority" }, "\(decisions)")
        }
    }

    /// An outage that was triaged under a version of a newer release, and that an agent then found to be none.
    private static let outageOfNewerRelease = """
        INSERT INTO policy_version (programme, version, source, sha256, applied_by)
        VALUES ('archbuilder', 2, 'programme: archbuilder', '', 'a newer release');
        INSERT INTO ticket (id, programme, channel, requester, subject, plan, status, priority, tier, policy_version,
            created_at, triaged_at, closed_at, event_count)
        VALUES ('019cc74f-7800-8000-8000-000000000001', 'archbuilder', 'email', 'ann@example.com', 's', 'standard', 'closed',
            3, 2, 2, '2026-03-07 08:00Z', '2026-03-07 08:00Z', '2026-03-07 08:02Z', 4);
        INSERT INTO message (programme, source_id, ticket_id, direction, author, body, fingerprint, said_at) VALUES
            ('archbuilder', 'one', '019cc74f-7800-8000-8000-000000000001', 'from_customer', 'ann@example.com',
                'Complete system outage.', 1, '2026-03-07 08:00Z');
        INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) VALUES
            ('019cc74f-7800-8000-8000-000000000001', 1, 'received', 'ann@example.com', 'one', 2, '2026-03-07 08:00Z', '{}'),
            ('019cc74f-7800-8000-8000-000000000001', 2, 'triaged', 'triage', 'one', 2, '2026-03-07 08:00Z',
                '{"priority": "Critical"}'),
            ('019cc74f-7800-8000-8000-000000000001', 3, 'prioritised', 'kim', 'two', 2, '2026-03-07 08:01Z',
                '{"from_priority": "P1", "to_priority": "P3"}'),
            ('019cc74f-7800-8000-8000-000000000001', 4, 'closed', 'kim', 'three', 2, '2026-03-07 08:02Z', '{}');

        """

    @Test func `what cannot be replayed is refused with a reason`() async throws {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            let backtest = ["policy", "backtest"]
            let since = ["--since", "2026-01-01"]
            await tierline.expectRefusal(64, "either a file or --version", backtest + since)
            await tierline.expectRefusal(64, "needs --programme", backtest + ["--version", "1"] + since)
            await tierline.expectRefusal(64, "no hours such as", backtest + [Self.policy, "--night", "late"] + since)
            await tierline.expectRefusal(
                64,
                "no time such as",
                backtest + [Self.policy, "--answered-after", "x"] + since
            )
            await tierline.expectRefusal(65, "no programme 'archbuilder'", backtest + [Self.policy] + since)
            try await tierline.run("policy", "apply", Self.policy)
            await tierline.expectRefusal(64, "no date such as", backtest + [Self.policy, "--since", "soon"])
            await tierline.expectRefusal(64, "comes before", backtest + [Self.policy, "--until", "2025-01-01"] + since)
            let future = backtest + [Self.policy, "--since", "2062-01-01"]
            await tierline.expectRefusal(64, "--since is not in the past", future)
            await tierline.expectRefusal(64, "--since is not in the past", future + ["--until", "2063-01-01"])
            let missing = ["--programme", "archbuilder", "--version", "7"]
            await tierline.expectRefusal(65, "no version 7", backtest + missing + since)
        }
    }

    /// The policy with shorter rungs, in a file of its own.
    private static func changed() -> String {
        let text = (try? String(contentsOfFile: policy, encoding: .utf8)) ?? ""
        let file = FileManager.default.temporaryDirectory.appending(path: "tierline-changed.yaml")
        try? Data(text.replacing("acknowledge_within: 30m", with: "acknowledge_within: 20m").utf8).write(to: file)
        return file.path
    }

    /// Two tickets that nobody has triaged, and one that was triaged by a message that is gone.
    private static let unread = """
        INSERT INTO ticket (id, programme, channel, requester, subject, plan, status, priority, tier, policy_version,
            created_at, triaged_at, event_count)
        VALUES
            ('019cc44e-6d00-8000-8000-000000000001', 'archbuilder', 'email', 'ann@example.com', 's', 'standard',
                'received', NULL, NULL, 1, '2026-03-06 18:00Z', NULL, 1),
            ('019cc485-5b80-8000-8000-000000000002', 'archbuilder', 'email', 'bob@example.com', 's', 'standard',
                'received', NULL, NULL, 1, '2026-03-06 19:00Z', NULL, 1),
            ('019cc4bc-4a00-8000-8000-000000000003', 'archbuilder', 'email', 'bob@example.com', 's', 'standard',
                'open', 3, 1, 1, '2026-03-06 20:00Z', '2026-03-06 20:00Z', 2);
        INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) VALUES
            ('019cc44e-6d00-8000-8000-000000000001', 1, 'received', 'ann', 'one', 1, '2026-03-06 18:00Z', '{}'),
            ('019cc485-5b80-8000-8000-000000000002', 1, 'received', 'bob', 'two', 1, '2026-03-06 19:00Z', '{}'),
            ('019cc4bc-4a00-8000-8000-000000000003', 1, 'received', 'bob', 'three', 1, '2026-03-06 20:00Z', '{}'),
            ('019cc4bc-4a00-8000-8000-000000000003', 2, 'triaged', 'triage', 'three', 1, '2026-03-06 20:00Z', '{}');

        """
}
