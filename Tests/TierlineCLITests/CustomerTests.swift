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
