import AMQP
import Foundation
import Logging
import SupportDomain
import TestSupport
import Testing

@testable import SupportWorkers

struct SupportTopologyTests {
    let topology = SupportTopology.all

    @Test func `exchanges are the ones the document describes`() throws {
        let channels = try ContractDocument().channels.values
        let described = Set(
            channels.map { channel in
                Topology.Exchange(
                    channel.exchange,
                    kind: Topology.Exchange.Kind(rawValue: channel.exchangeType) ?? .headers,
                    alternateExchange: channel.alternateExchange,
                    isDurable: channel.isDurable
                )
            }
        )

        #expect(Set(topology.exchanges) == described)
        #expect(topology.exchanges.count == described.count)
    }

    @Test func `each queue gets what the document says is received through it, and nothing else`() throws {
        let document = try ContractDocument()
        var described: Set<Topology.Binding> = []
        for operation in document.operations.values {
            guard let queue = operation.queue else { continue }
            #expect(operation.action == "receive")
            let channel = try document.channel(operation.channel)
            for routingKey in routingKeys(of: operation, on: channel) {
                described.insert(.init(from: channel.exchange, to: queue, routingKey: routingKey))
            }
        }
        let replay = try document.channel("replay")
        described.formUnion(replay.addresses.map { .init(from: replay.exchange, to: $0, routingKey: $0) })

        #expect(Set(topology.bindings) == described)
        #expect(topology.bindings.count == described.count)
    }

    /// Intake takes everything, whatever the programme; a fanout has no keys; an event's key is its type.
    private func routingKeys(
        of operation: ContractDocument.Operation,
        on channel: ContractDocument.Channel
    ) -> Set<String> {
        switch channel.exchange {
        case SupportTopology.Exchange.inbound: ["#"]
        case _ where channel.exchangeType == "fanout": [""]
        default: operation.messages
        }
    }

    @Test func `every queue is a durable quorum queue with a way in`() {
        #expect(topology.queues.allSatisfy { $0.kind == .quorum && $0.isDurable })
        #expect(Set(topology.queues.map(\.name)) == Set(topology.bindings.map(\.queue)))
        #expect(topology.queues.count == Set(topology.queues.map(\.name)).count)
    }

    @Test func `notifications of every kind have a queue`() {
        #expect(topology.notificationKeys == Set(SupportDomain.Notification.Queue.allCases.map(\.rawValue)))
    }

    @Test func `the last fence stands behind every work queue, and only there`() throws {
        let policy = try #require(topology.policies.first)
        let pattern = try Regex(policy.pattern)

        #expect(topology.queues.map(\.name).filter { $0.contains(pattern) } == SupportTopology.Queue.work)
        #expect(policy.definition["delivery-limit"] == 50)
    }

    @Test(arguments: ["exchanges", "queues", "bindings", "policies"])
    func `the definitions for servers are the same objects`(kind: String) throws {
        let deployed = try JSONValue(json: Array(Data(contentsOf: .deploy("rabbitmq/definitions.json"))))
        let expected = try JSONValue(json: Array(topology.definitions(virtualHost: "tierline").utf8))

        #expect(Set(deployed[kind]?.array ?? []) == Set(expected[kind]?.array ?? []))
    }

    @Test func `the broker takes it all and routes what the contract promises`() async throws {
        try await TestBroker.with { broker in
            let configuration = try BrokerConfiguration(url: broker.url)
            let logger = Logger(label: "topology")
            let client = TopologyClient(configuration, name: "topology", logger: logger)
            _ = try await client.apply(topology)
            #expect(try await client.plan(topology).isEmpty)
            try await client.verify(topology)

            let publisher = Publisher(configuration, name: "topology", logger: logger)
            try await publisher.publish([
                .probe(SupportTopology.Exchange.inbound, "archbuilder.email"),
                .probe(SupportTopology.Exchange.inbound, "archbuilder.agent"),
                .probe(SupportTopology.Exchange.events, ClockWarned.type),
                .probe(SupportTopology.Exchange.events, "ticket.exploded"),
                .probe(SupportTopology.Exchange.outbound, "archbuilder.chat"),
                .probe(SupportTopology.Exchange.dead, "anything"),
            ])
            try await publisher.publish(
                SupportTopology.Queue.work.map { .probe(SupportTopology.Exchange.replay, $0) }
            )
            await publisher.close()

            var depths: [String: Int] = [:]
            for queue in topology.queues {
                depths[queue.name] = try await client.status(ofQueue: queue.name)?.ready
            }
            await client.close()
            #expect(
                depths == [
                    "intake": 3, "triage": 1, "escalation": 2, "notifier.email": 1, "notifier.webhook": 1,
                    "notifier.page": 1, "dead": 1, "unroutable": 2,
                ]
            )
        }
    }

    @Test func `a message that the broker gives up on is kept for the watcher`() async throws {
        try await TestBroker.with { broker in
            let configuration = try BrokerConfiguration(url: broker.url)
            let logger = Logger(label: "topology")
            let client = TopologyClient(configuration, name: "topology", logger: logger)
            _ = try await client.apply(topology)
            await client.close()
            for policy in topology.policies {
                var definition = policy.definition
                definition["delivery-limit"] = 1
                try await broker.setPolicy(policy.name, pattern: policy.pattern, definition: definition.json)
            }
            let publisher = Publisher(configuration, name: "topology", logger: logger)
            try await publisher.publish([.probe(SupportTopology.Exchange.events, TicketReceived.type)])
            await publisher.close()

            let triage = Consumer(
                configuration,
                queue: SupportTopology.Queue.triage,
                prefetch: 1,
                name: "topology",
                logger: logger
            )
            for _ in 0..<2 {
                try await triage.requeue(try await triage.next(upTo: 1))
            }
            let watcher = Consumer(
                configuration,
                queue: SupportTopology.Queue.dead,
                prefetch: 1,
                name: "topology",
                logger: logger
            )
            let dead = try await watcher.next(upTo: 1)

            #expect(dead.map(\.message.messageID) == ["probe ticket.received"])
            #expect(dead.first?.routingKey == TicketReceived.type)
            await watcher.close()
            await triage.close()
        }
    }
}

extension Topology {
    /// The keys under which notifications are published.
    var notificationKeys: Set<String> {
        Set(bindings.filter { $0.queue.hasPrefix("notifier.") && $0.queue != $0.routingKey }.map(\.routingKey))
    }
}

extension OutgoingMessage {
    fileprivate static func probe(_ exchange: String, _ routingKey: String) -> OutgoingMessage {
        let message = Message(body: [], messageID: "probe \(routingKey)")
        return OutgoingMessage(exchange: exchange, routingKey: routingKey, message: message)
    }
}

extension [String: FieldValue] {
    /// A policy's definition as `rabbitmqctl` reads it.
    fileprivate var json: String {
        let fields = map { key, value in
            value.int.map { "\"\(key)\": \($0)" } ?? "\"\(key)\": \"\(value.string ?? "")\""
        }
        return "{\(fields.joined(separator: ", "))}"
    }
}
