import AMQP
import Foundation
import Postgres
import TestSupport
import Testing
import WorkerRuntime

struct SuspectedCopyTests {
    @Test func `copies of one message that ran alone side by side when their processes ended are not guilty for it`()
        async throws
    {
        try await Toy.with { toy in
            try await toy.send(["anna 1", "anna 1"])
            for _ in 1...2 { try await toy.workUntilStruck(at: "after_deliver:throw") }

            // One copy runs alone in a process that ends as soon as the other copy has done so in another.
            let broker = try BrokerConfiguration(url: toy.amqpURL)
            let process = Consumer(broker, queue: "toy", prefetch: 1, name: "one process", logger: .tests)
            #expect(try await process.next(upTo: 1).map(\.deliveryCount) == [2])
            _ = try await toy.database.query("INSERT INTO quarantine (queue, message_key) VALUES ('toy', 'anna 1')")
            try await toy.workUntilStruck(at: "decide:throw")
            await process.close()

            try await toy.work { _ in
                try await eventually { try await toy.balance(of: "anna") == 1 }
            }
            #expect(try await toy.deadLetters.isEmpty)
            #expect(try await toy.count("SELECT count(*) FROM quarantine") == 0)
            #expect(try await toy.waiting(in: "toy") == 0)
        }
    }
}
