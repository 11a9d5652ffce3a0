import AMQP
import Foundation
import TestSupport
import Testing
import WorkerRuntime

struct CrashPointTests {
    @Test(arguments: Failpoints.Point.allCases.filter { ![.afterIntent, .afterDelivery].contains($0) })
    func `a process that ends at any point leaves the same end state`(point: Failpoints.Point) async throws {
        try await Toy.with { toy in
            try await toy.send((1...20).map { "anna 1 \($0)" } + ["refuse 1", "anna 5000"])
            try await toy.workUntilStruck(at: "\(point.rawValue):throw")
            try await toy.send(["bert 1"])

            let settings = ["TIERLINE_OUTBOX_SWEEP_SECONDS": "0"]
            let relay = OutboxRelay(context: try await toy.context(settings: settings))
            try await toy.work { _ in
                try await eventually { try await toy.paymentCount == 21 }
                try await eventually { try await toy.deadLetters.count == 2 }
            }
            try await relay.sweep()

            #expect(try await toy.balance(of: "anna") == 20)
            #expect(try await toy.balance(of: "bert") == 1)
            #expect(try await toy.deadLetters.map(\.reason.rawValue).sorted() == ["failed", "refused"])
            #expect(try await toy.outboxCount == 0)
            #expect(try await toy.waiting(in: "toy") == 0)
            // A crash may send a message twice, and then both have the same id.
            let all = try await toy.take(try await toy.waiting(in: "toy.out"), from: "toy.out")
            #expect(all.count >= 21)
            #expect(Set(all.map(\.messageID)).count == 21)
        }
    }
}
