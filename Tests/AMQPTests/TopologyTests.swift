import AMQP
import Foundation
import TestSupport
import Testing

@Suite(.serialized)  // each test starts several rabbitmqctl
struct TopologyTests {
    private let topology = Topology(
        exchanges: [
            Topology.Exchange("in", kind: .topic, alternateExchange: "lost"), Topology.Exchange("lost", kind: .fanout),
        ],
        queues: [Topology.Queue("work"), Topology.Queue("lost")],
        bindings: [
            Topology.Binding(from: "in", to: "work", routingKey: "a.*"), Topology.Binding(from: "lost", to: "lost"),
        ],
        policies: [
            BrokerPolicy(
                "limits",
                pattern: "^(work|it's)$",
                definition: ["delivery-limit": 50, "dead-letter-exchange": "lost"]
            )
        ]
    )

    private func withClient<R>(_ body: (TopologyClient, TestBroker) async throws -> R) async throws -> R {
        try await TestBroker.with { broker in
            let configuration = try BrokerConfiguration(url: broker.url)
            let client = TopologyClient(configuration, name: "topology", logger: .tests)
            let result = try await body(client, broker)
            await client.close()
            return result
        }
    }

    @Test func `an empty broker lacks everything, and after applying nothing`() async throws {
        try await withClient { client, _ in
            let before = try await client.plan(topology)
            #expect(before.missingExchanges.map(\.name) == ["in", "lost"])
            #expect(before.missingQueues.map(\.name) == ["work", "lost"])
            await #expect { try await client.verify(topology) } throws: { error in
                "\(error)".contains("queue work (quorum) is missing")
                    && "\(error)".contains("run `tierline topology apply`")
            }

            #expect(try await client.apply(topology) == before)
            #expect(try await client.apply(topology).isEmpty)
            try await client.verify(topology)
        }
    }

    @Test func `an object with other properties is explained and nothing is changed`() async throws {
        try await withClient { client, _ in
            let other = Topology(
                exchanges: [Topology.Exchange("in", kind: .direct)],
                queues: [Topology.Queue("work", kind: .classic)],
                bindings: []
            )
            _ = try await client.apply(other)
            let plan = try await client.plan(topology)

            #expect(plan.differences.map(\.object) == ["exchange in", "queue work"])
            #expect(plan.differences[0].explanation.contains("received 'topic' but current is 'direct'"))
            #expect(plan.differences[1].explanation.contains("x-queue-type"))
            let error = await #expect(throws: AMQPError.self) { try await client.apply(topology) }
            #expect(error?.code == .topologyDiffers)
            #expect(try await client.plan(topology) == plan)
        }
    }

    @Test func `what an exchange cannot route reaches its alternate`() async throws {
        try await withClient { client, broker in
            _ = try await client.apply(topology)
            let publisher = Publisher(
                try BrokerConfiguration(url: broker.url),
                name: "alternate",
                logger: .tests
            )
            try await publisher.publish([
                OutgoingMessage(exchange: "in", routingKey: "a.b", message: Message(body: [1])),
                OutgoingMessage(exchange: "in", routingKey: "elsewhere", message: Message(body: [2])),
            ])

            for queue in ["work", "lost"] {
                try await eventually("\(queue) holds one") {
                    try await client.status(ofQueue: queue) == QueueStatus(ready: 1, consumers: 0)
                }
            }
            #expect(try await client.status(ofQueue: "missing") == nil)
            #expect(try await client.status(ofQueue: "work")?.ready == 1)
        }
    }

    @Test func `a client whose connection was closed makes a new one`() async throws {
        try await withClient { client, broker in
            _ = try await client.apply(topology)
            try await broker.closeAllConnections()
            try await eventually("the client is back") { (try? await client.plan(topology).isEmpty) == true }
        }
    }

    @Test func `the broker takes the rendered definitions`() async throws {
        try await withClient { client, broker in
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
            defer { try? FileManager.default.removeItem(at: file) }
            try topology.definitions(virtualHost: broker.virtualHost).write(to: file, atomically: true, encoding: .utf8)
            try await broker.control("import_definitions", file.path)

            try await client.verify(topology)
            let policies = try await broker.control("list_policies", "-p", broker.virtualHost)
            #expect(policies.contains(#""delivery-limit":50"#))
            #expect(try await broker.control("list_bindings", "-p", broker.virtualHost).contains("a.*"))
        }
    }

    @Test func `a policy becomes a command a shell understands`() {
        let expected =
            #"rabbitmqctl set_policy -p '/' --priority 0 --apply-to queues 'limits' '^(work|it'\''s)$' "#
            + #"'{"dead-letter-exchange":"lost","delivery-limit":50}'"#
        #expect(topology.policyCommands(virtualHost: "/") == [expected])
    }
}
