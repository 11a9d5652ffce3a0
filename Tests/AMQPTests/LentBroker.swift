import AMQP
import Foundation
import TestSupport

/// A virtual host of the test broker with one topic exchange, `letters`, and one quorum queue, `box`, bound to `box.#`.
struct LentBroker {
    let broker: TestBroker
    let configuration: BrokerConfiguration

    static let topology = Topology(
        exchanges: [Topology.Exchange("letters", kind: .topic)],
        queues: [Topology.Queue("box")],
        bindings: [Topology.Binding(from: "letters", to: "box", routingKey: "box.#")]
    )

    static func with<R>(_ body: (LentBroker) async throws -> R) async throws -> R {
        try await TestBroker.with { broker in
            let lent = LentBroker(broker: broker, configuration: try BrokerConfiguration(url: broker.url))
            _ = try await lent.applying(topology)
            return try await body(lent)
        }
    }

    func applying(_ topology: Topology) async throws -> TopologyPlan {
        let client = TopologyClient(configuration, name: "topology", logger: .tests)
        let plan = try await client.apply(topology)
        await client.close()
        return plan
    }

    func publisher() -> Publisher { Publisher(configuration, name: "publisher", logger: .tests) }

    /// How many frames the broker has got over all connections to the virtual host; heartbeats count.
    func framesReceived() async throws -> Int {
        let table = try await broker.control("list_connections", "--no-table-headers", "vhost", "recv_cnt")
        return table.split(separator: "\n").filter { $0.hasPrefix(broker.virtualHost) }
            .compactMap { $0.split(separator: "\t").last.flatMap { Int($0) } }.reduce(0, +)
    }

    func consumer(prefetch: Int = 512) -> Consumer {
        Consumer(configuration, queue: "box", prefetch: prefetch, name: "consumer", logger: .tests)
    }
}

extension OutgoingMessage {
    static func letter(_ text: String, to key: String = "box.test", id: String? = nil) -> OutgoingMessage {
        OutgoingMessage(
            exchange: "letters",
            routingKey: key,
            message: Message(body: Array(text.utf8), messageID: id ?? text)
        )
    }
}

extension Consumer {
    /// Takes and acknowledges deliveries until there were `count`.
    func drain(_ count: Int) async throws -> [Delivery] {
        var all: [Delivery] = []
        while all.count < count {
            let batch = try await next(upTo: 256)
            try await acknowledge(batch)
            all += batch
        }
        return all
    }
}

extension Delivery {
    var text: String { String(decoding: message.body, as: UTF8.self) }
}

extension TestBroker {
    /// Runs `rabbitmqctl` on the test broker and answers what it prints.
    @discardableResult
    func control(_ arguments: String...) async throws -> String {
        try await Command.run(try TestServices.rabbitmqctl, ["--quiet"] + arguments)
    }
}
