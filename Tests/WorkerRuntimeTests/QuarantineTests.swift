import AMQP
import Foundation
import Postgres
import TestSupport
import Testing
import WorkerRuntime

struct QuarantineTests {
    @Test func `a message that ends its process each time runs alone and is then dead-lettered; no neighbour is`()
        async throws
    {
        try await Toy.with { toy in
            try await toy.send((1...10).map { "anna 1 \($0)" } + ["poison 1"] + (11...20).map { "anna 1 \($0)" })
            for _ in 1...4 {
                try await toy.workUntilStruck(at: "decide:throw:containing=poison")
            }
            #expect(try await toy.deadLetters.isEmpty)

            try await toy.work { _ in
                try await eventually { try await toy.paymentCount == 20 }
                try await eventually { try await toy.deadLetters.count == 1 }
            }

            let dead = try #require(try await toy.deadLetters.first)
            #expect(dead.reason == .crash)
            #expect(dead.messageKey == "poison 1")
            #expect(dead.error.contains("2 times"))
            #expect(try await toy.balance(of: "anna") == 20)
            #expect(try await toy.count("SELECT count(*) FROM quarantine") == 0)
        }
    }
}
