import AMQP
import Foundation
import Testing

@Suite(.serialized)  // each test starts several rabbitmqctl
struct MessageRoundTripTests {
    @Test func `every property and every kind of header arrives as it was sent`() async throws {
        try await LentBroker.with { lent in
            let message = Message(
                body: Array("Grüße".utf8),
                contentType: "application/json",
                contentEncoding: "utf-8",
                type: "message.submitted",
                messageID: "id-1",
                correlationID: "cause-1",
                replyTo: "answers",
                appID: "portal",
                userID: lent.configuration.user,
                timestamp: Date(timeIntervalSince1970: 1_767_225_600),
                expiration: "600000",
                priority: 3,
                headers: [
                    "text": "Grüße", "empty": "", "whole": 42, "large": .int(.max), "negative": .int(.min),
                    "fraction": .double(2.5), "flag": true, "nothing": .void, "bytes": .bytes([0, 255, 10]),
                    "time": .timestamp(Date(timeIntervalSince1970: 1_767_225_601)),
                    "decimal": .decimal(scale: 2, value: 1_999),
                    "table": .table(["inner": .array([1, "two", .table(["three": 3])]), "none": .table([:])]),
                ]
            )
            try await lent.publisher().publish([
                OutgoingMessage(exchange: "letters", routingKey: "box.full", message: message)
            ])
            let delivery = try #require(try await lent.consumer().next(upTo: 1).first)

            #expect(delivery.message == message)
            #expect(delivery.exchange == "letters")
            #expect(delivery.routingKey == "box.full")
            #expect(!delivery.isRedelivered)
            #expect(delivery.deliveryCount == 0)
        }
    }

    @Test func `a body of any size arrives whole`() async throws {
        try await LentBroker.with { lent in
            // Around the edges of one frame, and beyond the window's four megabytes.
            let messages = [0, 1, 65_536, 65_537, 131_064, 131_065, 1 << 20, 6 << 20, 0].map { size in
                Message(body: (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            }
            try await lent.publisher().publish(
                messages.map { OutgoingMessage(exchange: "letters", routingKey: "box.size", message: $0) }
            )
            let deliveries = try await lent.consumer().drain(messages.count)

            for (sent, received) in zip(messages, deliveries) {
                #expect(received.message == sent, "of \(sent.body.count) bytes")
            }
        }
    }

    @Test func `what AMQP cannot express fails by its index and the rest of the batch goes through`() async throws {
        try await LentBroker.with { lent in
            let publisher = lent.publisher()
            let error = try await #require(throws: AMQPError.self) {
                try await publisher.publish([
                    .letter("first"),
                    .letter("long key", to: "box." + String(repeating: "k", count: 252)),
                    OutgoingMessage(
                        exchange: "letters",
                        routingKey: "box.x",
                        message: Message(body: [], headers: ["big": .bytes(.init(repeating: 0, count: 1 << 17))])
                    ),
                    .letter("last"),
                ])
            }

            #expect(error.failures.map(\.index) == [1, 2])
            #expect(error.failures.allSatisfy { $0.code == .invalidMessage && !$0.isTransient })
            #expect(try await lent.consumer().drain(2).map(\.text) == ["first", "last"])
        }
    }
}
