import AMQP
import Foundation
import Postgres
import TestSupport
import WorkerRuntime

extension Toy {
    func count(_ query: Query) async throws -> Int {
        try await database.query(query)[0].get(0)
    }

    var paymentCount: Int {
        get async throws { try await count("SELECT count(*) FROM payment") }
    }

    var outboxCount: Int {
        get async throws { try await count("SELECT count(*) FROM outbox") }
    }

    func balance(of account: String) async throws -> Int? {
        try await database.query("SELECT balance FROM account WHERE name = \(account)").first?.get(0)
    }

    var deadLetters: [DeadLetter] {
        get async throws { try await DeadLetterStore(database).list(state: nil).reversed() }
    }

    /// Takes `count` messages from a queue, settles them, and answers them.
    func take(_ count: Int, from queue: String) async throws -> [Message] {
        let broker = try BrokerConfiguration(url: amqpURL)
        let consumer = Consumer(broker, queue: queue, prefetch: 1000, name: "toy taker", logger: .tests)
        var messages: [Message] = []
        while messages.count < count {
            let deliveries = try await consumer.next(upTo: count - messages.count)
            messages += deliveries.map(\.message)
            try await consumer.acknowledge(deliveries)
        }
        await consumer.close()
        return messages
    }

    /// How many messages wait in a queue while nobody consumes from it.
    func waiting(in queue: String) async throws -> Int {
        try await inspector.status(ofQueue: queue)?.ready ?? 0
    }
}
