import Foundation
import Postgres
import TestSupport
import Testing
import WorkerRuntime

struct DrainTests {
    @Test func `a worker that is drained in the middle of its work loses and doubles nothing`() async throws {
        try await Toy.with { toy in
            try await toy.send((1...2000).map { "anna 1 \($0)" })
            for wanted in [1, 600] {
                try await toy.work(settings: ["TIERLINE_BATCH_SIZE": "50"]) { _ in
                    try await eventually { try await toy.paymentCount >= wanted }
                }
                // Everything it had begun is finished, news included.
                #expect(try await toy.outboxCount == 0)
                #expect(try await toy.waiting(in: "toy.out") == toy.paymentCount)
            }
            try await toy.work { _ in try await eventually { try await toy.paymentCount == 2000 } }

            #expect(try await toy.balance(of: "anna") == 2000)
            #expect(try await toy.waiting(in: "toy.out") == 2000)
            #expect(try await toy.waiting(in: "toy") == 0)
        }
    }
}
