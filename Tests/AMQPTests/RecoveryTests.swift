import AMQP
import Foundation
import TestSupport
import Testing

@Suite(.serialized)  // each test starts several rabbitmqctl
struct RecoveryTests {
    @Test func `connections the broker closes are made anew and nothing is lost`() async throws {
        try await LentBroker.with { lent in
            let publisher = lent.publisher()
            let consumer = lent.consumer()
            let received = Received()
            let consuming = Task {
                while true {
                    let batch = try await consumer.next(upTo: 64)
                    if batch.isEmpty { return }
                    await received.add(batch.map(\.text))
                    try await consumer.acknowledge(batch)
                }
            }

            for round in 0..<3 {
                for batch in 0..<20 {
                    var remaining = (0..<50).map { OutgoingMessage.letter("\(round)-\(batch)-\($0)") }
                    while !remaining.isEmpty {
                        do throws(AMQPError) {
                            try await publisher.publish(remaining)
                            remaining = []
                        } catch {
                            #expect(error.isTransient)
                            remaining = error.failures.map { remaining[$0.index] }
                        }
                    }
                    if batch == 10 { try await lent.broker.closeAllConnections() }
                }
            }

            try await eventually("everything arrived") { await received.count == 3_000 }
            #expect(publisher.reconnects >= 1)
            #expect(consumer.reconnects >= 1)
            await consumer.cancel()
            try await consuming.value
        }
    }

    @Test func `an acknowledgement of an earlier connection is dropped and the message comes again`() async throws {
        try await LentBroker.with { lent in
            try await lent.publisher().publish([.letter("a")])
            let consumer = lent.consumer()
            let old = try await consumer.next(upTo: 1)
            try await lent.broker.closeAllConnections()
            try await eventually("the consumer is back") { consumer.isConnected && consumer.reconnects == 1 }
            try await consumer.acknowledge(old)

            let new = try await consumer.next(upTo: 1)
            #expect(new.map(\.text) == ["a"])
            #expect(new.map(\.deliveryCount) == [1])
            #expect(old[0].tag != new[0].tag)
            try await consumer.acknowledge(new)
            try await eventually("it is gone") {
                let counts = try await lent.broker.queues()["box"]
                return counts?.ready == 0 && counts?.unacknowledged == 0
            }
            #expect(consumer.reconnects == 1)
        }
    }

    @Test func `a deleted queue is named, and consuming goes on once it is back`() async throws {
        try await LentBroker.with { lent in
            let consumer = lent.consumer()
            let waiting = Task { try await consumer.next(upTo: 1) }
            try await eventually("the consumer is subscribed") { consumer.isConnected }
            try await lent.broker.control("delete_queue", "--vhost", lent.broker.virtualHost, "box")

            let error = await #expect(throws: AMQPError.self) { try await waiting.value }
            #expect(error?.code == .notFound)
            #expect(error?.isTransient == false)
            #expect(error?.message.contains("queue box does not exist") == true)

            _ = try await lent.applying(LentBroker.topology)
            try await lent.publisher().publish([.letter("back")])
            try await eventually("consuming goes on") { consumer.isConnected }
            #expect(try await consumer.next(upTo: 1).map(\.text) == ["back"])
        }
    }
}

private actor Received {
    private var texts: Set<String> = []
    var count: Int { texts.count }
    func add(_ new: [String]) { texts.formUnion(new) }
}
