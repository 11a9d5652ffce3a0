import AMQP
import Foundation
import Postgres
import TestSupport
import Testing
import WorkerRuntime

struct DeadLetterStoreTests {
    @Test func `a replayed message goes through once, after the cause is mended`() async throws {
        try await Toy.with { toy in
            let store = DeadLetterStore(toy.database)
            try await toy.send(["anna 5000"], ids: ["a"])
            try await toy.work { context in
                try await eventually { try await toy.deadLetters.count == 1 }
                let id = try #require(try await toy.deadLetters.first).id
                _ = try await toy.database.query("ALTER TABLE payment DROP CONSTRAINT not_too_much")

                #expect(try await store.replay([id], by: "olga", through: context.outbox) == [id])
                #expect(try await store.replay([id], by: "olga", through: context.outbox).isEmpty)
                try await eventually { try await toy.paymentCount == 1 }
            }

            let letter = try #require(try await toy.deadLetters.first)
            #expect(letter.state == .replayed)
            #expect(letter.timesReplayed == 1)
            #expect(letter.settledBy == "olga")
            #expect(try await toy.balance(of: "anna") == 5000)
            #expect(try await toy.outboxCount == 0)
        }
    }

    @Test func `a replay that fails again turns the same dead letter dead again`() async throws {
        try await Toy.with { toy in
            let store = DeadLetterStore(toy.database)
            try await toy.send(["refuse 1"], ids: ["r"])
            try await toy.work { context in
                try await eventually { try await toy.deadLetters.count == 1 }
                let id = try #require(try await toy.deadLetters.first).id
                _ = try await store.replay([id], by: "olga", through: context.outbox)
                try await eventually { try await toy.deadLetters.first?.timesSeen == 2 }
            }

            let letter = try #require(try await store.list().first)
            #expect(letter.state == .dead)
            #expect(letter.settledBy == nil)
            #expect(letter.exchange == "toy.inbound")
            #expect(letter.routingKey == "pay")
            #expect(letter.message.headers.isEmpty)
        }
    }

    @Test func `dead letters are counted by queue and reason, and discarded with a name and a reason`() async throws {
        try await Toy.with { toy in
            let store = DeadLetterStore(toy.database)
            try await toy.send(["refuse 1", "refuse 2", "nonsense", "anna 1"])
            try await toy.work { _ in try await eventually { try await toy.paymentCount == 1 } }

            #expect(try await store.groups().map(\.reason) == [.refused, .undecodable])
            #expect(try await store.groups().map(\.count) == [2, 1])
            let refused = try await store.list(queue: "toy", reason: .refused)
            #expect(refused.count == 2)
            let ids = refused.map(\.id)
            #expect(try await store.discard(ids, by: "olga", because: "a test") == ids.sorted())
            #expect(try await store.discard(ids, by: "olga", because: "a test").isEmpty)
            #expect(try await store.list().count == 1)
            #expect(try await store.find(ids[0])?.settledBy == "olga: a test")
        }
    }
}
