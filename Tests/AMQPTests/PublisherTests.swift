import AMQP
import Foundation
import TestSupport
import Testing

@Suite(.serialized)  // each test starts several rabbitmqctl
struct PublisherTests {
    @Test func `ten thousand messages in batches from many tasks are all confirmed and all consumed`() async throws {
        try await LentBroker.with { lent in
            let publisher = lent.publisher()
            try await withThrowingTaskGroup { group in
                for batch in 0..<40 {
                    group.addTask {
                        try await publisher.publish((0..<250).map { .letter("\(batch)-\($0)") })
                    }
                }
                try await group.waitForAll()
            }
            let received = try await lent.consumer().drain(10_000)

            #expect(Set(received.map(\.text)).count == 10_000)
            try await eventually("the queue is empty") {
                try await lent.broker.queues()["box"]?.unacknowledged == 0
            }
        }
    }

    @Test func `messages of one batch arrive in its order`() async throws {
        try await LentBroker.with { lent in
            try await lent.publisher().publish((0..<3_000).map { .letter("\($0)") })

            #expect(try await lent.consumer().drain(3_000).map(\.text) == (0..<3_000).map(String.init))
        }
    }

    @Test func `a message no queue takes is reported by its index and its neighbours are confirmed`() async throws {
        try await LentBroker.with { lent in
            let publisher = lent.publisher()
            let error = try await #require(throws: AMQPError.self) {
                try await publisher.publish([.letter("a"), .letter("b", to: "nowhere"), .letter("c")])
            }

            #expect(error.code == .unroutable)
            #expect(!error.isTransient)
            #expect(error.failures.map(\.index) == [1])
            #expect(error.message.contains("exchange 'letters' with key 'nowhere'"))
            #expect(try await lent.consumer().drain(2).map(\.text) == ["a", "c"])
        }
    }

    @Test func `two equal messages that reach no queue are two failures`() async throws {
        try await LentBroker.with { lent in
            let publisher = lent.publisher()
            let error = try await #require(throws: AMQPError.self) {
                try await publisher.publish([.letter("x", to: "nowhere"), .letter("x"), .letter("x", to: "nowhere")])
            }

            #expect(error.failures.map(\.index) == [0, 2])
        }
    }

    @Test func `a missing exchange is blamed on the messages that name it`() async throws {
        try await LentBroker.with { lent in
            let publisher = lent.publisher()
            let stray = OutgoingMessage(exchange: "missing", routingKey: "k", message: Message(body: []))
            let error = try await #require(throws: AMQPError.self) {
                try await publisher.publish([.letter("a"), stray])
            }

            let failure = try #require(error.failures.first { $0.index == 1 })
            #expect(failure.code == .notFound)
            #expect(!failure.isTransient)
            #expect(failure.message.contains("no exchange 'missing'"))
            let innocent = error.failures.filter { $0.index == 0 }
            #expect(innocent.allSatisfy { $0.isTransient })

            try await publisher.publish([.letter("b")])
            #expect(publisher.reconnects == 1)
        }
    }

    @Test func `a queue that refuses more nacks, and that is transient`() async throws {
        try await LentBroker.with { lent in
            try await lent.broker.setPolicy(
                "full",
                pattern: "^box$",
                definition: #"{"max-length":1,"overflow":"reject-publish"}"#
            )
            let publisher = lent.publisher()
            // A quorum queue takes a few more than its limit before it refuses.
            let error = try await #require(throws: AMQPError.self) {
                try await eventually("the queue refuses") {
                    try await publisher.publish((0..<50).map { .letter("\($0)") })
                    return false
                }
            }

            #expect(error.code == .nacked)
            #expect(error.isTransient)
        }
    }

    @Test func `an empty batch needs no broker`() async throws {
        let publisher = Publisher(
            try BrokerConfiguration(url: "amqp://127.0.0.1:1"),
            name: "empty",
            logger: .tests
        )
        try await publisher.publish([])
    }

    @Test func `a closed publisher says so`() async throws {
        try await LentBroker.with { lent in
            let publisher = lent.publisher()
            try await publisher.publish([.letter("a")])
            await publisher.close()
            await publisher.close()

            let error = await #expect(throws: AMQPError.self) { try await publisher.publish([.letter("b")]) }
            #expect(error?.code == .closed)
        }
    }
}
