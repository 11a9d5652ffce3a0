import TestSupport
import Testing

@testable import WorkerRuntime

struct WaitingAloneTests {
    @Test func `a process that ends while its only message waits was not ended by it`() async throws {
        try await FreshDatabase.with { fresh in
            let quarantine = Quarantine(queue: "toy", database: fresh.database)
            let mark = Quarantine.Mark(quarantine: quarantine, key: "message")
            for _ in 1...5 {
                #expect(try await quarantine.admit("message", deliveredBefore: 9))
                try await mark.lift()  // and the process ends
            }

            #expect(try await quarantine.admit("message", deliveredBefore: 9))
            try await mark.lift()
            try await mark.restore()  // and the process ends
            #expect(try await quarantine.admit("message", deliveredBefore: 9))
            #expect(try await !quarantine.admit("message", deliveredBefore: 9))
        }
    }
}
