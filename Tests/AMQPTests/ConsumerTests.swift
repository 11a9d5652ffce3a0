import AMQP
import Foundation
import TestSupport
import Testing

@Suite(.serialized)  // each test starts several rabbitmqctl
struct ConsumerTests {
    @Test func `a wait for deliveries ends with the first one`() async throws {
        try await LentBroker.with { lent in
            let consumer = lent.consumer()
            async let first = consumer.next(upTo: 100)
            try await eventually("the consumer is subscribed") { consumer.isConnected }
            try await lent.publisher().publish([.letter("hello")])

            #expect(try await first.map(\.text) == ["hello"])
        }
    }

    @Test func `what was put back is delivered again and counted`() async throws {
        try await LentBroker.with { lent in
            try await lent.publisher().publish([.letter("again")])
            let consumer = lent.consumer()
            var counts: [Int] = []
            for _ in 0..<3 {
                let batch = try await consumer.next(upTo: 1)
                counts += batch.map(\.deliveryCount)
                try await consumer.requeue(batch)
            }

            #expect(counts == [0, 1, 2])
        }
    }

    @Test func `only what was acknowledged is forgotten`() async throws {
        try await LentBroker.with { lent in
            try await lent.publisher().publish((0..<10).map { .letter("\($0)") })
            let first = lent.consumer()
            var batch: [Delivery] = []
            while batch.count < 10 { batch += try await first.next(upTo: 10) }
            try await first.acknowledge([batch[7], batch[2]])  // out of order, with unfinished ones before them
            try await first.acknowledge([batch[0], batch[1], batch[3]])
            try await first.acknowledge([batch[0]])  // twice is harmless
            await first.close()

            let rest = try await lent.consumer().drain(5)
            #expect(Set(rest.map(\.text)) == ["4", "5", "6", "8", "9"])
        }
    }

    @Test func `a cancelled task stops waiting and takes nothing away`() async throws {
        try await LentBroker.with { lent in
            let consumer = lent.consumer()
            let waiting = Task { try await consumer.next(upTo: 1) }
            try await eventually("the consumer is subscribed") { consumer.isConnected }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }

            try await lent.publisher().publish([.letter("kept")])
            #expect(try await consumer.next(upTo: 1).map(\.text) == ["kept"])
        }
    }

    @Test func `after the end of the subscription what arrived can be finished, and nothing more comes`() async throws {
        try await LentBroker.with { lent in
            let publisher = lent.publisher()
            try await publisher.publish([.letter("before")])
            let consumer = lent.consumer()
            let batch = try await consumer.next(upTo: 10)
            await consumer.cancel()
            await consumer.cancel()
            try await publisher.publish([.letter("after")])

            #expect(batch.map(\.text) == ["before"])
            #expect(try await consumer.next(upTo: 10).isEmpty)
            try await consumer.acknowledge(batch)
            try await eventually("the finished one is gone, the other waits") {
                let counts = try await lent.broker.queues()["box"]
                return counts?.ready == 1 && counts?.unacknowledged == 0
            }
        }
    }

    @Test func `the end of a subscription in the middle of work sends nothing back counted as delivered`() async throws
    {
        try await LentBroker.with { lent in
            try await lent.publisher().publish((0..<3000).map { .letter("\($0)") })
            var seen: Set<String> = []
            for _ in 0..<20 {
                let consumer = lent.consumer(prefetch: 16)
                let first = try await consumer.next(upTo: 4)
                try await consumer.acknowledge(first)
                let work = Task {
                    var taken = first
                    while true {
                        let batch = try await consumer.next(upTo: 4)
                        guard !batch.isEmpty else { return taken }
                        try await consumer.acknowledge(batch)
                        taken += batch
                    }
                }
                await consumer.cancel()
                let taken = try await work.value
                await consumer.close()
                #expect(taken.allSatisfy { $0.deliveryCount == 0 })
                #expect(seen.isDisjoint(with: taken.map(\.text)))
                seen.formUnion(taken.map(\.text))
            }
            let rest = try await lent.consumer().drain(3000 - seen.count)
            #expect(rest.allSatisfy { $0.deliveryCount == 0 })
            #expect(seen.isDisjoint(with: rest.map(\.text)))
        }
    }

    @Test func `the end of the subscription ends a wait`() async throws {
        try await LentBroker.with { lent in
            let consumer = lent.consumer()
            async let waiting = consumer.next(upTo: 1)
            try await eventually("the consumer is subscribed") { consumer.isConnected }
            await consumer.cancel()

            #expect(try await waiting.isEmpty)
        }
    }

    @Test func `no more is out than the prefetch allows`() async throws {
        try await LentBroker.with { lent in
            try await lent.publisher().publish((0..<20).map { .letter("\($0)") })
            let consumer = lent.consumer(prefetch: 5)
            try await consumer.connect()
            try await eventually("five are out") {
                let counts = try await lent.broker.queues()["box"]
                return counts?.unacknowledged == 5 && counts?.ready == 15
            }
        }
    }

    @Test func `a subscription that is made anew brings what was not settled once more, and goes on`() async throws {
        try await LentBroker.with { lent in
            let consumer = lent.consumer()
            try await lent.publisher().publish([.letter("a"), .letter("b")])
            let first = try await consumer.next(upTo: 1)
            await consumer.renew()
            try await consumer.acknowledge(first)
            try await lent.publisher().publish([.letter("c")])

            #expect(try await consumer.drain(3).map(\.text).sorted() == ["a", "b", "c"])
            #expect(consumer.reconnects == 1)
        }
    }

    @Test func `no more is held than is good, and what is held back is neither lost nor the end of the connection`()
        async throws
    {
        try await LentBroker.with { lent in
            var configuration = lent.configuration
            configuration.heartbeat = .seconds(1)
            let body = [UInt8](repeating: 7, count: 1 << 20)
            for _ in 0..<4 {
                try await lent.publisher().publish(
                    (0..<10).map { _ in
                        var large = OutgoingMessage.letter("large", id: UUID().uuidString)
                        large.message.body = body
                        return large
                    }
                )
            }
            let consumer = Consumer(
                configuration,
                queue: "box",
                prefetch: 100,
                appetite: 3 << 20,
                name: "sated",
                logger: .tests
            )
            try await consumer.connect()
            try await eventually("it has enough") { await consumer.heldBytes >= 3 << 20 }
            let before = try await lent.framesReceived()
            try await eventually("the broker hears of it all the same", within: .seconds(60)) {
                try await lent.framesReceived() >= before + 10
            }
            #expect(await consumer.heldBytes == 3 << 20)
            #expect(consumer.isConnected)

            #expect(try await consumer.drain(40).allSatisfy { $0.message.body == body })
            #expect(consumer.reconnects == 0)
        }
    }

    @Test func `a batch of large messages is a small one`() async throws {
        try await LentBroker.with { lent in
            for _ in 0..<2 {
                try await lent.publisher().publish(
                    (0..<6).map { _ in
                        var large = OutgoingMessage.letter("large", id: UUID().uuidString)
                        large.message.body = [UInt8](repeating: 7, count: 4 << 20)
                        return large
                    }
                )
            }
            let consumer = lent.consumer()
            try await consumer.connect()
            try await eventually("all are there") { await consumer.heldBytes == 48 << 20 }
            let batch = try await consumer.next(upTo: 256)

            #expect(batch.count == 4)
            #expect(try await consumer.next(upTo: 3).count == 3)
            #expect(await consumer.heldBytes == 20 << 20)
        }
    }

    @Test func `a closed consumer says so`() async throws {
        try await LentBroker.with { lent in
            let consumer = lent.consumer()
            let waiting = Task { try await consumer.next(upTo: 1) }
            try await eventually("the consumer is subscribed") { consumer.isConnected }
            await consumer.close()

            let error = await #expect(throws: AMQPError.self) { try await waiting.value }
            #expect(error?.code == .closed)
        }
    }
}
