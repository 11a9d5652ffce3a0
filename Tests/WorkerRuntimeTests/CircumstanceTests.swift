import Foundation
import Postgres
import TestSupport
import Testing
import WorkerRuntime

struct CircumstanceTests {
    @Test func `a table that is missing is no message's fault: work waits until it is there`() async throws {
        try await Toy.with { toy in
            let health = Health()
            let context = try await toy.context(health: health)
            _ = try await toy.database.query("ALTER TABLE payment RENAME TO misplaced")
            try await toy.send(["anna 1", "bert 1"])

            try await toy.run([context.consume("toy", with: ToyStage())]) {
                try await eventually { health.reasonsNotReady.contains { $0.contains("42P01") } }
                _ = try await toy.database.query("ALTER TABLE misplaced RENAME TO payment")
                try await eventually { try await toy.paymentCount == 2 }
            }

            #expect(try await toy.deadLetters.isEmpty)
        }
    }
}
