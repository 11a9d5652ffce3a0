import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct ChatDeliveryTests {
    @Test func `a chat reply reaches the gateway that bound a queue for its channel, and says whom to tell and where`()
        async throws
    {
        try await TestBroker.with { broker in
            let configuration = try BrokerConfiguration(url: broker.url)
            let client = TopologyClient(configuration, name: "tests", logger: .tests)
            try await Outpost.with(channel: "chat", from: "Ann#1742", conversation: "Session-7") { outpost in
                var topology = SupportTopology.all
                topology.queues.append(.init("gateway"))
                topology.bindings.append(
                    .init(
                        from: SupportTopology.Exchange.outbound,
                        to: "gateway",
                        routingKey: "\(outpost.programme).chat"
                    )
                )
                _ = try await client.apply(topology)
                let publisher = Publisher(configuration, name: "notifier", logger: .tests)
                let consumer = Consumer(configuration, queue: "gateway", prefetch: 10, name: "gateway", logger: .tests)
                let trace = TraceContext(startedBy: "what a customer said")
                try await outpost.deliver(
                    outpost.requests.map { $0.traced(as: trace) },
                    through: [.chat: ChatDoor(publisher: publisher)]
                )
                let taken = try await consumer.next(upTo: 10)
                try await consumer.acknowledge(taken)
                await consumer.close()
                await publisher.close()

                let told = try await outpost.notification(.acknowledgement)
                let ticket = try await outpost.current()
                let message = try #require(taken.first).message
                let body: WebhookBody = try ContractJSON(message.body, type: "").decode()
                #expect(taken.count == 1)
                #expect(message.type == "reply.requested")
                #expect(message.messageID == told.id.uuidString.lowercased())
                #expect(message.correlationID == "first@example.com")
                #expect(message.headers["traceparent"]?.string?.contains(trace.traceID) == true)
                #expect(body.to == "Ann#1742")
                #expect(body.conversation == "Session-7")
                #expect(body.text.contains("Your request has the number \(ticket.name)"))
                #expect(told.state == .delivered)
                #expect(ticket.clock(.acknowledgement)?.state == .fulfilled)
            }
            await client.close()
        }
    }
}
