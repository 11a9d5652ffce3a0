import AMQP
import Postgres
import TestSupport
import Testing
import WorkerRuntime

/// A message that tells of several things is worth no more than they are.
struct TakingApartTests {
    @Test func `what cannot be dealt with is dead-lettered alone, and the rest of its message is done`() async throws {
        try await Toy.with { toy in
            try await toy.send(["anna 1;bert 5000;carl 3"])
            try await toy.work { _ in
                try await eventually { try await toy.deadLetters.count == 1 }
                try await eventually { try await toy.paymentCount == 2 }
            }

            #expect(try await toy.deadLetters.map(\.messageKey) == ["bert 5000"])
            #expect(try await toy.deadLetters.map(\.reason) == [.failed])
            #expect(try await toy.balance(of: "anna") == 1)
            #expect(try await toy.balance(of: "carl") == 3)
            #expect(try await toy.waiting(in: "toy") == 0)
        }
    }

    @Test func `what ends its process each time is dead-lettered alone, too`() async throws {
        try await Toy.with { toy in
            try await toy.send(["anna 1;poison 1;carl 3"])
            // Twice as a whole; it goes on in parts the third time, and of these one has four runs to itself.
            for _ in 1...6 {
                try await toy.workUntilStruck(at: "decide:throw:containing=poison")
            }
            try await toy.work { _ in
                try await eventually { try await toy.deadLetters.count == 1 }
                try await eventually { try await toy.paymentCount == 2 }
            }

            #expect(try await toy.deadLetters.map(\.messageKey) == ["poison 1"])
            #expect(try await toy.deadLetters.map(\.reason) == [.crash])
            #expect(try await toy.balance(of: "anna") == 1)
            #expect(try await toy.count("SELECT count(*) FROM quarantine") == 0)
        }
    }

    @Test func `what goes on losing a race to copies as a whole goes on in parts, and nothing of it is dead-lettered`()
        async throws
    {
        try await Toy.with { toy in
            try await toy.send(["anna 1;carl 3"])
            try await toy.work(ToyStage(conflicts: Conflicts(6))) { _ in
                try await eventually { try await toy.paymentCount == 2 }
            }
            let keys = try await toy.database.query("SELECT key FROM payment ORDER BY key").map { row in
                try row.get(0, as: String.self)
            }

            #expect(keys == ["anna 1", "carl 3"])
            #expect(try await toy.deadLetters.isEmpty)
            #expect(try await toy.waiting(in: "toy") == 0)
        }
    }

    @Test(arguments: Failpoints.Point.allCases.filter { ![.afterIntent, .afterDelivery].contains($0) })
    func `a process that ends at any point, also while it takes a message apart, does nothing twice and leaves nothing`(
        point: Failpoints.Point
    ) async throws {
        try await Toy.with { toy in
            try await toy.send(["anna 1 1;bert 5000;anna 1 2", "carl 1 3;carl 1 4"])
            try await toy.workUntilStruck(at: "\(point.rawValue):throw")

            let settings = ["TIERLINE_OUTBOX_SWEEP_SECONDS": "0"]
            let relay = OutboxRelay(context: try await toy.context(settings: settings))
            try await toy.work { _ in
                try await relay.sweep()
                try await eventually { try await toy.deadLetters.count == 1 }
                try await eventually { try await toy.paymentCount == 4 }
            }
            try await relay.sweep()

            #expect(try await toy.deadLetters.map(\.messageKey) == ["bert 5000"])
            #expect(try await toy.balance(of: "anna") == 2)
            #expect(try await toy.balance(of: "carl") == 2)
            #expect(try await toy.outboxCount == 0)
            #expect(try await toy.waiting(in: "toy") == 0)
        }
    }

    @Test func `a transaction deals with no more of them than a batch may hold, or with one message`() async throws {
        try await Toy.with { toy in
            let bodies = [(1...3), (4...6), (7...14), (15...15)].map { numbers in
                numbers.map { "anna 1 \($0)" }.joined(separator: ";")
            }
            try await toy.send(bodies)
            try await toy.work(settings: ["TIERLINE_BATCH_SIZE": "4"]) { _ in
                try await eventually { try await toy.paymentCount == 15 }
            }
            let together = try await toy.database.query(
                "SELECT count(*) FROM payment GROUP BY xmin::text ORDER BY min(position)"
            ).map { try $0.get(0, as: Int.self) }

            #expect(together == [3, 3, 8, 1])
            #expect(try await toy.balance(of: "anna") == 15)
        }
    }
}
