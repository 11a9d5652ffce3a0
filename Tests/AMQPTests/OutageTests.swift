import AMQP
import Foundation
import TestSupport
import Testing

/// What happens when the broker itself is in trouble; each test has a broker of its own.
@Suite(.serialized)
struct OutageTests {
    private func lent(_ rabbitmq: PrivateRabbitMQ) async throws -> (BrokerConfiguration, Publisher, Consumer) {
        var configuration = try BrokerConfiguration(url: rabbitmq.url)
        configuration.blockedTimeout = .seconds(300)  // a busy machine needs long for the test's own steps
        configuration.confirmTimeout = .seconds(300)
        let client = TopologyClient(configuration, name: "topology", logger: .tests)
        _ = try await client.apply(LentBroker.topology)
        await client.close()
        return (
            configuration, Publisher(configuration, name: "publisher", logger: .tests),
            Consumer(configuration, queue: "box", prefetch: 100, name: "consumer", logger: .tests)
        )
    }

    @Test func `a memory alarm holds publishing up and lets go of it`() async throws {
        try await PrivateRabbitMQ.with { rabbitmq in
            let (configuration, publisher, consumer) = try await lent(rabbitmq)
            try await publisher.publish([.letter("before")])
            try await rabbitmq.raiseMemoryAlarm()
            // The broker says that it blocks when it is next sent something.
            let held = Task { try await publisher.publish([.letter("held")]) }
            try await eventually("publishing is blocked") { publisher.isBlocked }

            var impatient = configuration
            impatient.blockedTimeout = .milliseconds(100)
            impatient.confirmTimeout = .seconds(1)
            let other = Publisher(impatient, name: "impatient", logger: .tests)
            let error = await #expect(throws: AMQPError.self) {
                try await other.publish([.letter("first")])
                try await other.publish([.letter("second")])
            }
            #expect(error?.isTransient == true)
            try await eventually("the other is blocked") { other.isBlocked }
            let blocked = await #expect(throws: AMQPError.self) { try await other.publish([.letter("third")]) }
            #expect(blocked?.code == .blocked)
            #expect(blocked?.isTransient == true)

            // Consuming goes on over its own connection.
            #expect(try await consumer.next(upTo: 1).map(\.text) == ["before"])

            try await rabbitmq.clearMemoryAlarm()
            try await held.value
            try await publisher.publish([.letter("after")])
            #expect(!publisher.isBlocked)
            #expect(publisher.reconnects == 0)
        }
    }

    @Test(arguments: [false, true])
    func `a broker that stops and starts again is found again and nothing is lost`(abruptly: Bool) async throws {
        try await PrivateRabbitMQ.with { rabbitmq in
            let (_, publisher, consumer) = try await lent(rabbitmq)
            // RabbitMQ 3.10 writes the directory of quorum queues half a second after a queue was declared. A broker
            // that is killed before that takes the queue for a new one, which never elects a leader.
            try await rabbitmq.stop()
            try await rabbitmq.start()
            try await publisher.publish((0..<200).map { .letter("\($0)") })
            let old = try await consumer.next(upTo: 10)

            try await abruptly ? rabbitmq.stopImmediately() : rabbitmq.stop()
            try await eventually("both notice") { !publisher.isConnected && !consumer.isConnected }
            let late = Task {
                var remaining = (200..<300).map { OutgoingMessage.letter("\($0)") }
                while !remaining.isEmpty {
                    do throws(AMQPError) {
                        try await publisher.publish(remaining)
                        return
                    } catch {
                        remaining = error.failures.map { remaining[$0.index] }
                    }
                }
            }
            try await rabbitmq.start()
            await late.value
            try await consumer.acknowledge(old)  // of the connection before: no effect

            var texts: Set<String> = []
            while texts.count < 300 { texts.formUnion(try await consumer.drain(1).map(\.text)) }
            #expect(texts == Set((0..<300).map(String.init)))
        }
    }
}
