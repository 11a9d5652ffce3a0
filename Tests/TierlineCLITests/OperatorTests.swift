import Foundation
import Postgres
import TestSupport
import Testing

struct OperatorTests {
    private static let policy = TestServices.checkout.appending(path: "deploy/policies/archbuilder.yaml").path

    @Test func `a message that was sent is in the queue, under its own id`() async throws {
        try await TestBroker.with { broker in
            let tierline = TierlineProcess(amqp: broker.url)
            try await tierline.run("topology", "apply")
            try await tierline.run("topology", "verify")

            let mail = "From: ann@example.com\nMessage-ID: <one@example.com>\n\nIt stops.\n"
            #expect(try await tierline.run("send", "--programme", "archbuilder", input: mail) == "one@example.com\n")
            #expect(
                try await tierline.run("send", "--programme", "p", "--id", "7", "--from", "a@b", "--text", "x") == "7\n"
            )
            try await eventually("two messages in the queue") { try await broker.queues()["intake"]?.ready == 2 }
        }
    }

    @Test func `migrating twice changes nothing, and a policy is applied once`() async throws {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            let migration = try await tierline.json("migrate", "--test-database")
            #expect((migration["steps"] as? [Any])?.isEmpty == true)
            #expect(migration["is_test_database"] as? Bool == true)

            let first = try await tierline.json("policy", "apply", Self.policy, "--by", "kim")
            let second = try await tierline.json("policy", "apply", Self.policy, "--by", "lee")
            #expect(first["is_new"] as? Bool == true)
            #expect(second["is_new"] as? Bool == false)
            #expect(second["version"] as? Int == 1)
            let history = try await tierline.list("history", "policy", "show", "archbuilder")
            #expect(history.map { $0["applied_by"] as? String } == ["kim"])
            let source = try await tierline.run("policy", "show", "archbuilder", "--yaml")
            #expect(source == (try String(contentsOfFile: Self.policy, encoding: .utf8)))
        }
    }

    @Test func `only the clock of a test database moves, and never back`() async throws {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            let clock = try await tierline.json("clock", "advance", "5h")
            #expect(clock["moved_by_seconds"] as? Int == 18_000)
            await tierline.expectRefusal(65, "never goes back", ["clock", "set", "2020-01-01T00:00:00Z"])

            _ = try await fresh.database.query("UPDATE database_clock SET is_test = false, moved_by = '0'")
            await tierline.expectRefusal(69, "not a test database", ["clock", "advance", "5h"])
            _ = try await fresh.database.withTransaction { try $0.run(script: FleetInOrder.sql) }
            await tierline.expectRefusal(69, "has tickets", ["migrate", "--test-database"])
        }
    }

    @Test func `tickets are listed, shown and explained by number, name and id`() async throws {
        try await FreshDatabase.with { fresh in
            _ = try await fresh.database.withTransaction { try $0.run(script: FleetInOrder.sql) }
            let tierline = TierlineProcess(database: fresh.url)

            #expect(try await tierline.list("tickets", "ticket", "list").count == 3)
            let overdue = try await tierline.list("tickets", "ticket", "list", "--overdue")
            #expect(overdue.map { $0["requester"] as? String } == ["ann"])
            let number = try #require(overdue[0]["ticket"] as? String)
            let id = try #require(overdue[0]["id"] as? String)

            #expect(try await tierline.run("ticket", "show", number).contains("first response"))
            #expect(try await tierline.run("explain", id).contains("clock breached"))
            #expect(try await tierline.run("explain", number, "first_response").contains("late by 2h"))
            await tierline.expectRefusal(65, "no ticket 999", ["ticket", "show", "999"])
            await tierline.expectRefusal(64, "is no ticket", ["ticket", "show", "the-first-one"])
        }
    }

    @Test func `a merged ticket is listed and shown with the one in which it goes on`() async throws {
        try await FreshDatabase.with { fresh in
            _ = try await fresh.database.withTransaction { try $0.run(script: FleetInOrder.sql) }
            let tierline = TierlineProcess(database: fresh.url)
            let tickets = try await tierline.list("tickets", "ticket", "list")
            let merged = try #require(tickets.first { $0["merged_into"] != nil })
            let into = try #require(merged["merged_into"] as? String)
            let name = try #require(merged["ticket"] as? String)

            #expect(try await tierline.run("ticket", "list").contains("merged into \(into)"))
            #expect(try await tierline.run("ticket", "show", name).contains("closed, merged into \(into)"))
            let target = try await tierline.run("ticket", "show", into)
            #expect(target.contains("Took in"))
            #expect(target.contains("customer: ann (on \(name))"), "\(target)")
        }
    }

    @Test func `a breach is annulled through the front door, if it is there and counts`() async throws {
        try await FreshDatabase.with { fresh in
            try await TestBroker.with { broker in
                _ = try await fresh.database.withTransaction { try $0.run(script: FleetInOrder.sql + Self.missedTwice) }
                let tierline = TierlineProcess(database: fresh.url, amqp: broker.url)
                try await tierline.run("topology", "apply")
                func annul(_ metric: String, _ more: String...) -> [String] {
                    ["sla", "annul", Self.ticket, metric, "--reason", "an outage", "--by", "lee"] + more
                }

                await tierline.expectRefusal(65, "annulled already", annul("first_response"))
                await tierline.expectRefusal(65, "has no breach of resolution; it has", annul("resolution"))
                await tierline.expectRefusal(
                    65,
                    "no breach of next_response, cycle 3",
                    annul("next_response", "--cycle", "3")
                )
                await tierline.expectRefusal(64, "name one with --cycle: 1, 2", annul("next_response"))
                let said = try await tierline.run(annul("next_response", "--cycle", "2"))
                #expect(said.contains("the breach of next_response, cycle 2, of"))
                try await eventually("one message in the queue") { try await broker.queues()["intake"]?.ready == 1 }
            }
        }
    }

    private static let ticket = "10000000-0000-8000-8000-000000000001"

    /// Two next responses that were missed.
    private static let missedTwice = """
        INSERT INTO clock (ticket_id, metric, cycle, state, started_at, target, calendar, due_at, schedule, ended_at,
            breached_at, rule, policy_version)
        SELECT '\(ticket)', 'next_response', cycle, 'fulfilled', now(), '1h', 'c', now(), '', now(), now(), 'r', 1
        FROM generate_series(1, 2) AS cycle;

        """

    @Test func `verify ends with 1 when a promise is broken`() async throws {
        try await FreshDatabase.with { fresh in
            _ = try await fresh.database.withTransaction { try $0.run(script: FleetInOrder.sql) }
            let tierline = TierlineProcess(database: fresh.url)
            #expect(try await tierline.json("verify")["is_kept"] as? Bool == true)

            let ledger = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID())")
            defer { try? FileManager.default.removeItem(at: ledger) }
            try Data("one\ntwo\n".utf8).write(to: ledger)
            try await tierline.run("verify", "--ledger", ledger.path, "--expect-dead", "0")
            await tierline.expectRefusal(1, "", ["verify", "--expect-dead", "1"])
            try Data("one\nthree\n".utf8).write(to: ledger)
            await tierline.expectRefusal(1, "", ["verify", "--ledger", ledger.path])
        }
    }

    @Test func `a dead letter is replayed to its queue once, and discarded with a reason`() async throws {
        try await FreshDatabase.with { fresh in
            try await TestBroker.with { broker in
                _ = try await fresh.database.query(
                    """
                    INSERT INTO dead_letter (queue, message_key, reason, error, exchange, routing_key, body)
                    SELECT 'intake', 'key ' || n, 'refused', 'no policy for ''p''', 'support.inbound', 'p.email', 'hello'
                    FROM generate_series(1, 3) AS n
                    """
                )
                let tierline = TierlineProcess(database: fresh.url, amqp: broker.url)
                try await tierline.run("topology", "apply")
                let groups = try await tierline.list("groups", "dead")
                #expect(groups.map { $0["count"] as? Int } == [3])

                try await tierline.run("dead", "replay", "1", "2")
                await tierline.expectRefusal(65, "not waiting", ["dead", "replay", "1"])
                try await eventually("two messages in the queue") { try await broker.queues()["intake"]?.ready == 2 }
                #expect(try await tierline.run("dead", "show", "3", "--raw") == "hello")
                try await tierline.run("dead", "discard", "3", "--why", "a test")
                #expect(try await tierline.run("dead") == "No dead letters.\n")
                #expect(try await tierline.run("dead", "replay", "--queue", "intake") == "replayed: 0 dead letters\n")
                #expect(try await tierline.run("dead", "replay", "--queue", "outbox") == "replayed: 0 dead letters\n")
                await tierline.expectRefusal(
                    65,
                    "no queue 'intak'; there is intake,",
                    ["dead", "replay", "--queue", "intak"]
                )
            }
        }
    }

    @Test func `status names what is wrong and ends with 1`() async throws {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url, amqp: "amqp://127.0.0.1:1")
            await tierline.expectRefusal(1, "", ["status"])
        }
    }

    @Test func `a customer's plan must be one that the policy has`() async throws {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            try await tierline.run("policy", "apply", Self.policy)
            let set = ["customer", "set", "Ann@Example.com", "--programme", "archbuilder", "--plan"]
            await tierline.expectRefusal(65, "no plan 'gold'", set + ["gold"])
            try await tierline.run(set + ["enterprise"])
            let list = try await tierline.list("customers", "customer")
            #expect(list.map { $0["address"] as? String } == ["ann@example.com"])
        }
    }
}
