import Foundation
import Postgres
import TestSupport
import Testing

struct CustomerTests {
    private static let policy = TestServices.checkout.appending(path: "deploy/policies/q-aviogen.yaml").path

    @Test func `item 4: an upgrade holds at once, a downgrade from the next billing cycle`() async throws {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)
            let set = ["customer", "set", "Ann@Example.com", "--programme", "q-aviogen", "--plan"]
            func plans() async throws -> [String] {
                let customer = try #require(try await tierline.list("customers", "customer").first)
                let coming = (customer["coming"] as? [[String: Any]] ?? []).map {
                    "\($0["plan"] ?? "") \($0["from"] ?? "")"
                }
                return [customer["plan"] as? String ?? "none"] + coming
            }

            let standard = try await tierline.run(set + ["standard"])
            #expect(standard.contains("standard holds from now on."))
            try await tierline.run(set + ["premium"])
            #expect(try await plans() == ["premium"])
            await tierline.expectRefusal(
                65,
                "holds from the next billing cycle: say with --cycle-end",
                set + ["standard"]
            )
            await tierline.expectRefusal(65, "which has passed", set + ["standard", "--cycle-end", "2020-02-01"])
            let downgrade = try await tierline.run(set + ["standard", "--cycle-end", "2099-02-01T00:00:00Z"])
            #expect(downgrade.contains("standard holds from 2099-02-01 00:00:00Z on."))
            #expect(try await plans() == ["premium", "standard 2099-02-01T00:00:00Z"])

            try await tierline.run(set + ["premium"])
            #expect(try await plans() == ["premium"], "who stays has nothing to come")
            await tierline.expectRefusal(65, "began on", set + ["standard", "--from", "2020-02-01"])
            try await tierline.run(set + ["community", "--from", "2099-03-01"])
            let shown = try await tierline.json(
                "customer",
                "show",
                "ann@example.com",
                "--programme",
                "q-aviogen"
            )
            let history = try #require(shown["plans"] as? [[String: Any]])
            #expect(history.map { $0["plan"] as? String } == ["standard", "premium", "community"])
            try await tierline.run("customer", "show", "ann@example.com", "--programme", "q-aviogen")
            await tierline.expectRefusal(
                65,
                "no customer 'bob@example.com'",
                ["customer", "show", "bob@example.com", "--programme", "q-aviogen"]
            )

            // A release that cannot read the policy in force drops nothing that has begun either.
            _ = try await fresh.database.query(
                """
                INSERT INTO policy_version (programme, version, source, sha256, applied_by)
                VALUES ('q-aviogen', 99, 'programme: [', '', 'test')
                """
            )
            await tierline.expectRefusal(65, "which has passed", set + ["standard", "--cycle-end", "2020-02-01"])
            await tierline.expectRefusal(65, "began on", set + ["standard", "--from", "2020-02-01"])
            try await tierline.run(set + ["standard", "--cycle-end", "2099-02-01T00:00:00Z"])
            #expect(try await plans() == ["premium", "standard 2099-02-01T00:00:00Z"])
        }
    }

    @Test func `an address has its domain's plan until it has its own, and what is not said stays`() async throws {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)
            let of = ["--programme", "q-aviogen"]
            try await tierline.run(["customer", "set", "@example.com", "--plan", "premium"] + of)
            await tierline.expectRefusal(
                65,
                "standard after premium holds from the next billing cycle",
                ["customer", "set", "ann@example.com", "--plan", "standard"] + of
            )
            let ann = ["customer", "set", "ann@example.com", "--plan", "premium"] + of
            try await tierline.run(ann + ["--vip", "--name", "Ann"])
            try await tierline.run(ann)
            func entry() async throws -> [String: Any] {
                try #require(
                    try await tierline.list("customers", "customer").first {
                        $0["address"] as? String == "ann@example.com"
                    }
                )
            }
            let kept = try await entry()
            #expect(kept["is_vip"] as? Bool == true)
            #expect(kept["name"] as? String == "Ann")
            try await tierline.run(ann + ["--no-vip"])
            #expect(try await entry()["is_vip"] as? Bool == false)

            try await tierline.run(["customer", "set", "@example.com", "--vip"] + of)
            #expect(try await entry()["is_vip"] as? Bool == false, "an entry of its own goes before")
            try await tierline.run(["customer", "set", "bob@example.com", "--manager", "Kim"] + of)
            let bob = try await tierline.list("customers", "customer").first {
                $0["address"] as? String == "bob@example.com"
            }
            #expect(bob?["is_vip"] as? Bool == true, "who gets one of their own stays a VIP")
        }
    }

    @Test func `item 6: whoever looks after a customer is on the list, until nobody does`() async throws {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)
            let ann = ["customer", "set", "ann@example.com", "--programme", "q-aviogen"]
            func entry(_ more: [String]) async throws -> [String?] {
                try await tierline.run(ann + more)
                let customer = try await tierline.list("customers", "customer")[0]
                return [customer["plan"] as? String, customer["manager"] as? String]
            }

            #expect(try await entry(["--manager", "Kim Park"]) == [nil, "Kim Park"])
            #expect(try await entry(["--plan", "premium"]) == ["premium", "Kim Park"])
            #expect(try await tierline.run("customer").contains("Kim Park"))
            #expect(try await entry(["--manager", ""]) == ["premium", nil])
            await tierline.expectRefusal(64, "say what to set", ann)
            await tierline.expectRefusal(64, "need --plan", ann + ["--vip", "--from", "2099-01-01"])
        }
    }

    @Test func `item 8: the signals of customers are told for a range of days in the programme's zone`() async throws {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)
            let of = ["customer", "signals", "--programme", "q-aviogen"]
            // The ids of tickets are in the order in which they were opened; 2026-01-05 begins at 08:00 UTC there.
            _ = try await fresh.database.query(
                """
                INSERT INTO ticket (id, programme, channel, requester, subject, plan, status, policy_version, created_at,
                    event_count)
                SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0')
                        || '7000800000000000000' || number)::uuid,
                    'q-aviogen', 'email', 'ann@example.com', 's', 'premium', 'received', 1, moment, 0
                FROM (VALUES (1, timestamptz '2026-01-05 07:59:59Z'), (2, '2026-01-05 08:00:00Z'),
                    (3, '2026-01-06 07:59:59Z'), (4, '2026-01-06 08:00:00Z')) AS opened (number, moment)
                """
            )

            let day = try await tierline.json(of + ["--since", "2026-01-05", "--until", "2026-01-06"])
            let customers = try #require(day["customers"] as? [[String: Any]])
            #expect(customers.map { $0["customer"] as? String } == ["ann@example.com"])
            #expect(customers.map { $0["tickets"] as? Int } == [2])
            #expect(day["since"] as? String == "2026-01-05T08:00:00Z")
            let text = try await tierline.run(of + ["--since", "2026-01-05"])
            #expect(text.contains("ann@example.com") && text.contains("premium"), "\(text)")
            #expect(try await tierline.run(of).contains("No customer opened a ticket in that time."))
            await tierline.expectRefusal(
                64,
                "--until comes before",
                of + ["--since", "2026-01-05", "--until", "2026-01-04"]
            )
            await tierline.expectRefusal(64, "is no date", of + ["--since", "yesterday"])
            await tierline.expectRefusal(65, "no policy is in force", ["customer", "signals", "--programme", "x"])
        }
    }

    @Test func `the workers are told of a policy's next version by a message that commits with it`() async throws {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            let text = try String(contentsOfFile: Self.policy, encoding: .utf8)
            try await tierline.run(["policy", "apply", "-"], input: text)
            try await tierline.run(["policy", "apply", "-"], input: text + "\n# The same, with a note.\n")
            try await tierline.run(["policy", "apply", "-"], input: text + "\n# The same, with a note.\n")
            let rows = try await fresh.database.query("SELECT type, convert_from(body, 'UTF8') FROM outbox")

            #expect(try rows.map { try $0.get(0, as: String.self) } == ["policy.applied"])
            #expect(try rows.map { try $0.get(1, as: String.self) } == [#"{"programme":"q-aviogen","version":2}"#])
        }
    }
}
