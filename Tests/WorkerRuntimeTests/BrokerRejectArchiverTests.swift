import AMQP
import Foundation
import TestSupport
import Testing
import WorkerRuntime

struct BrokerRejectArchiverTests {
    @Test func `what the broker gave up on, and what found no queue, become dead letters of their queues`()
        async throws
    {
        try await Toy.with { toy in
            let context = try await toy.context()
            let death: [String: FieldValue] = [
                "queue": "toy", "exchange": "toy.inbound", "reason": "delivery_limit", "routing-keys": .array(["pay"]),
            ]
            let rejected = OutgoingMessage(
                exchange: "",
                routingKey: "dead",
                message: Message(
                    body: Array("anna 3".utf8),
                    messageID: "given up",
                    headers: [
                        "x-death": .array([.table(death)]), "x-first-death-queue": "toy",
                        "x-first-death-reason": "delivery_limit", "x-first-death-exchange": "toy.inbound",
                    ]
                )
            )
            let stray = OutgoingMessage(
                exchange: "toy.inbound",
                routingKey: "nowhere",
                message: Message(body: [1], messageID: "stray")
            )
            try await context.publisher.publish([rejected, stray])

            try await toy.run(context.archiveBrokerRejects() + [context.consume("toy", with: ToyStage())]) {
                try await eventually { try await toy.deadLetters.count == 2 }
                let dead = try await toy.deadLetters
                let given = try #require(dead.first { $0.messageKey == "given up" })
                #expect(given.reason == .broker)
                #expect(given.queue == "toy")
                #expect(given.exchange == "toy.inbound")
                #expect(given.routingKey == "pay")
                #expect(given.error == "the broker gave up on it: delivery_limit")
                let unroutable = try #require(dead.first { $0.messageKey == "stray" })
                #expect(unroutable.reason == .unroutable)
                #expect(unroutable.routingKey == "nowhere")

                let store = DeadLetterStore(toy.database)
                _ = try await store.replay([given.id], by: "olga", through: context.outbox)
                try await eventually { try await toy.balance(of: "anna") == 3 }
            }
        }
    }
}
