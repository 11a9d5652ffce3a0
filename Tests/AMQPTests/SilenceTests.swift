import AMQP
import Foundation
import TestSupport
import Testing

/// What happens when nobody says anything, because there is nothing to say or because the broker is stuck.
struct SilenceTests {
    @Test func `an idle connection keeps its heartbeats going`() async throws {
        try await LentBroker.with { lent in
            var configuration = lent.configuration
            configuration.heartbeat = .seconds(1)
            let publisher = Publisher(configuration, name: "idle", logger: .tests)
            let consumer = Consumer(configuration, queue: "box", prefetch: 1, name: "idle", logger: .tests)
            try await publisher.connect()
            try await consumer.connect()

            func framesReceived() async throws -> [Int] {
                let table = try await lent.broker.control("list_connections", "--no-table-headers", "vhost", "recv_cnt")
                return table.split(separator: "\n").filter { $0.hasPrefix(lent.broker.virtualHost) }
                    .compactMap { $0.split(separator: "\t").last.flatMap { Int($0) } }.sorted()
            }
            let before = try await framesReceived()
            #expect(before.count == 2)
            try await eventually("both spoke many times more", within: .seconds(60)) {
                let now = try await framesReceived()
                return now.count == 2 && zip(before, now).allSatisfy { $1 >= $0 + 10 }
            }

            #expect(publisher.reconnects == 0)
            #expect(consumer.reconnects == 0)
        }
    }

    @Test func `a broker that is stuck is given up, and found again when it goes on`() async throws {
        try await PrivateRabbitMQ.with { rabbitmq in
            var configuration = try BrokerConfiguration(url: rabbitmq.url)
            configuration.heartbeat = .seconds(2)
            configuration.connectTimeout = .seconds(1)
            let client = TopologyClient(configuration, name: "topology", logger: .tests)
            _ = try await client.apply(LentBroker.topology)
            let publisher = Publisher(configuration, name: "stuck", logger: .tests)
            let consumer = Consumer(configuration, queue: "box", prefetch: 10, name: "stuck", logger: .tests)
            try await publisher.publish([.letter("before")])
            try await consumer.connect()
            let process = try await rabbitmq.control("eval", "os:getpid().")
                .trimmingCharacters(in: CharacterSet(charactersIn: "\"\n "))

            try await Command.run("kill", ["-STOP", process])
            // Far more than the kernel buffers: a send that waits would wait for ever.
            let flood = (0..<40).map { number in
                var outgoing = OutgoingMessage.letter("\(number)")
                outgoing.message.body = [UInt8](repeating: 1, count: 1 << 20)
                return outgoing
            }
            let error = await #expect(throws: AMQPError.self) { try await publisher.publish(flood) }
            #expect(error?.isTransient == true)
            #expect(error?.failures.map(\.index) == Array(0..<40))
            try await eventually("the consumer notices too") { !consumer.isConnected }

            try await Command.run("kill", ["-CONT", process])
            try await eventually("both are back") { publisher.isConnected && consumer.isConnected }
            try await publisher.publish([.letter("after")])
            var texts: Set<String> = []
            while !texts.contains("after") { texts.formUnion(try await consumer.drain(1).map(\.text)) }
            #expect(texts.contains("before"))
        }
    }
}
