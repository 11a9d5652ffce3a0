import AMQP
import Foundation
import Postgres
import TestSupport
import Testing
import WorkerRuntime

struct StageRunnerTests {
    @Test func `every message has its effect once and in order, and its news go out`() async throws {
        try await Toy.with { toy in
            let bodies = (1...300).map { "anna \($0 % 7) \($0)" }
            try await toy.send(bodies)
            try await toy.work { _ in
                try await eventually { try await toy.paymentCount == 300 }
            }

            let order = try await toy.database.query("SELECT key FROM payment ORDER BY position")
            #expect(try order.map { try $0.get(0, as: String.self) } == bodies)
            #expect(try await toy.balance(of: "anna") == (1...300).map { $0 % 7 }.reduce(0, +))
            #expect(try await toy.waiting(in: "toy") == 0)
            #expect(try await toy.outboxCount == 0)
            #expect(try await toy.take(300, from: "toy.out").count == 300)
        }
    }

    @Test func `a message that comes twice changes nothing the second time`() async throws {
        try await Toy.with { toy in
            try await toy.send(["anna 5", "anna 5", "bert 1"], ids: ["a", "a", "b"])
            try await toy.work { _ in
                try await eventually { try await toy.paymentCount == 2 }
                try await toy.send(["anna 5", "cleo 1"], ids: ["a", "c"])
                try await eventually { try await toy.paymentCount == 3 }
            }

            #expect(try await toy.balance(of: "anna") == 5)
            #expect(try await toy.take(3, from: "toy.out").count == 3)
            #expect(try await toy.waiting(in: "toy.out") == 0)
        }
    }

    @Test func `what goes out carries the trace, the time of acceptance and an id that a second run makes again`()
        async throws
    {
        try await Toy.with { toy in
            let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            let headers: [String: FieldValue] = ["traceparent": .string(parent), "tierline-accepted-at": 1_000_000]
            try await toy.send(["anna 5"], ids: ["a"], headers: headers)
            try await toy.workUntilStruck(at: "before_commit:throw")
            try await toy.workUntilStruck(at: "after_publish_before_ack:throw")
            let first = try await toy.take(1, from: "toy.out")[0]

            #expect(first.headers["tierline-accepted-at"] == 1_000_000)
            let child = try #require(first.headers["traceparent"]?.string)
            #expect(child.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-"))
            #expect(child != parent)
            #expect(first.messageID?.count == 32)
        }
    }

    @Test func `a message that can never be dealt with becomes one dead letter, however often it comes`() async throws {
        try await Toy.with { toy in
            try await toy.send(["refuse 1", "nonsense", "refuse 1", "anna 1"], ids: ["r", "n", "r", "a"])
            try await toy.work { _ in
                try await eventually { try await toy.paymentCount == 1 }
                try await toy.send(["refuse 1", "bert 1"], ids: ["r", "b"])
                try await eventually { try await toy.paymentCount == 2 }
            }

            let dead = try await toy.deadLetters
            #expect(dead.map(\.messageKey).sorted() == ["n", "r"])
            let refused = try #require(dead.first { $0.messageKey == "r" })
            #expect(refused.reason == .refused)
            #expect(refused.error == "nobody may pay into this account")
            #expect(refused.timesSeen == 3)
            #expect(refused.queue == "toy")
            #expect(refused.routingKey == "pay")
            #expect(refused.message.body == Array("refuse 1".utf8))
            #expect(dead.first { $0.messageKey == "n" }?.reason == .undecodable)
        }
    }

    @Test func `one message that breaks the batch is found, and its neighbours go through`() async throws {
        try await Toy.with { toy in
            let bodies = (1...50).map { $0 == 31 ? "anna 5000 \($0)" : "anna 1 \($0)" }
            try await toy.send(bodies)
            try await toy.work { _ in
                try await eventually { try await toy.paymentCount == 49 }
            }

            let dead = try await toy.deadLetters
            #expect(dead.map(\.messageKey) == ["anna 5000 31"])
            #expect(dead.first?.reason == .failed)
            #expect(dead.first?.error.contains("not_too_much") == true)
            #expect(try await toy.balance(of: "anna") == 49)
            #expect(try await toy.take(49, from: "toy.out").count == 49)
            #expect(try await toy.outboxCount == 0)
        }
    }

    @Test func `a batch that loses a race to a copy runs again`() async throws {
        try await Toy.with { toy in
            try await toy.send((1...10).map { "anna 1 \($0)" })
            try await toy.work(ToyStage(conflicts: Conflicts(3))) { _ in
                try await eventually { try await toy.paymentCount == 10 }
            }

            #expect(try await toy.deadLetters.isEmpty)
            #expect(try await toy.balance(of: "anna") == 10)
        }
    }

    @Test func `a body above the limit becomes a dead letter that says so`() async throws {
        try await Toy.with { toy in
            let large = "anna 1 " + String(repeating: "x", count: 20_000)
            try await toy.send([large, "anna 1"], ids: ["large", "small"])
            try await toy.work(settings: ["TIERLINE_MESSAGE_MAX_BYTES": "16384"]) { _ in
                try await eventually { try await toy.paymentCount == 1 }
            }

            let dead = try await toy.deadLetters
            #expect(dead.map(\.reason) == [.oversized])
            #expect(dead.first?.error == "the body is 20007 bytes long; the limit is 16384")
            #expect(dead.first?.message.body.count == 20_007)
        }
    }
}
