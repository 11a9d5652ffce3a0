import AMQP
import Foundation
import Postgres
import TestSupport
import Testing
import WorkerRuntime

struct OutboxRelayTests {
    private let settings = ["TIERLINE_OUTBOX_SWEEP_SECONDS": "0"]

    @Test func `relays side by side publish what a crash left, each message once`() async throws {
        try await Toy.with { toy in
            try await toy.send((1...200).map { "anna 1 \($0)" })
            try await toy.workUntilStruck(at: "after_commit_before_publish:throw")
            let left = try await toy.outboxCount
            #expect(left > 0)

            let first = OutboxRelay(context: try await toy.context(settings: settings))
            let second = OutboxRelay(context: try await toy.context(settings: settings))
            async let one = first.sweep()
            async let other = second.sweep()

            #expect(try await one + other == left)
            #expect(try await toy.outboxCount == 0)
            #expect(try await toy.take(left, from: "toy.out").count == left)
            #expect(try await toy.waiting(in: "toy.out") == 0)
        }
    }

    @Test func `what a relay could not publish is free for the next at once`() async throws {
        try await Toy.with { toy in
            try await toy.send((1...20).map { "anna 1 \($0)" })
            try await toy.workUntilStruck(at: "after_commit_before_publish:throw")
            let left = try await toy.outboxCount
            let cutOff = try await toy.context(settings: settings)
            await cutOff.publisher.close()
            await #expect(throws: AMQPError.self) { try await OutboxRelay(context: cutOff).sweep() }

            #expect(try await OutboxRelay(context: try await toy.context(settings: settings)).sweep() == left)
            #expect(try await toy.outboxCount == 0)
        }
    }

    @Test func `what cannot be published is seen growing old`() async throws {
        try await Toy.with { toy in
            try await toy.send((1...20).map { "anna 1 \($0)" })
            try await toy.workUntilStruck(at: "after_commit_before_publish:throw")
            _ = try await toy.database.query("UPDATE outbox SET created_at = created_at - interval '1 hour'")
            let cutOff = try await toy.context(settings: settings)
            await cutOff.publisher.close()
            let relay = Task { try await OutboxRelay(context: cutOff).run() }
            defer { relay.cancel() }

            try await eventually("the age of what waits being told") { cutOff.metrics.outboxAge.value >= 3600 }
            #expect(!cutOff.health.isReady, "nothing it does succeeds")
        }
    }

    @Test func `a message keeps its properties and headers on its way through the outbox`() async throws {
        try await Toy.with { toy in
            let context = try await toy.context(settings: settings)
            let message = Message(
                body: [0, 1, 255],
                contentType: "application/octet-stream",
                contentEncoding: "gzip",
                type: "paid",
                messageID: "m1",
                correlationID: "c1",
                replyTo: "r1",
                appID: "a1",
                timestamp: Date(timeIntervalSince1970: 1_700_000_000),
                headers: [
                    "text": "Grüße \"x\"\n", "number": 7, "fraction": .double(0.5), "flag": true, "nothing": .void,
                    "bytes": .bytes([0, 1]), "time": .timestamp(Date(timeIntervalSince1970: 5)),
                    "list": .array([1, "two"]), "table": .table(["a": .decimal(scale: 2, value: 314)]),
                ]
            )
            let outgoing = OutgoingMessage(exchange: "toy.events", routingKey: "paid", message: message)
            _ = try await toy.database.withTransaction { transaction in
                try context.outbox.store([outgoing], in: transaction)
            }
            try await OutboxRelay(context: context).sweep()

            #expect(try await toy.take(1, from: "toy.out") == [message])
        }
    }

    @Test func `a message that no queue is bound for becomes a dead letter, and its neighbours go out`() async throws {
        try await Toy.with { toy in
            let context = try await toy.context(settings: settings)
            let messages = ["paid", "nowhere", "paid"].map { key in
                OutgoingMessage(
                    exchange: "toy.events",
                    routingKey: key,
                    message: Message(body: Array(key.utf8), messageID: UUID().uuidString)
                )
            }
            _ = try await toy.database.withTransaction { transaction in
                try context.outbox.store(messages, in: transaction)
            }
            try await OutboxRelay(context: context).sweep()

            #expect(try await toy.take(2, from: "toy.out").count == 2)
            #expect(try await toy.outboxCount == 0)
            let dead = try await toy.deadLetters
            #expect(dead.map(\.reason) == [.unroutable])
            #expect(dead.map(\.routingKey) == ["nowhere"])
        }
    }
}
