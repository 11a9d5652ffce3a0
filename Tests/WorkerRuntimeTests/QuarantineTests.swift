import AMQP
import Foundation
import Postgres
import TestSupport
import Testing
import WorkerRuntime

struct QuarantineTests {
    @Test(arguments: ["decode", "decide"])
    func `a message that ends its process each time runs alone and is then dead-lettered; no neighbour is`(
        point: String
    ) async throws {
        try await Toy.with { toy in
            try await toy.send((1...10).map { "anna 1 \($0)" } + ["poison 1"] + (11...20).map { "anna 1 \($0)" })
            for _ in 1...4 {
                try await toy.workUntilStruck(at: "\(point):throw:containing=poison")
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

    @Test(arguments: ["after_publish_before_ack", "after_ack"])
    func `a process that ends right after it dead-lettered such a message leaves no mark, and nobody runs it again`(
        failpoint: String
    ) async throws {
        try await Toy.with { toy in
            try await toy.send(["poison 1"])
            for _ in 1...4 {
                try await toy.workUntilStruck(at: "decide:throw:containing=poison")
            }
            try await toy.workUntilStruck(at: "\(failpoint):throw")
            let marks = try await toy.count("SELECT count(*) FROM quarantine")

            try await toy.send(["anna 1"])
            try await toy.work { _ in
                try await eventually { try await toy.balance(of: "anna") == 1 }
            }

            #expect(marks == 0)
            #expect(try await toy.count("SELECT count(*) FROM quarantine") == 0)
            #expect(try await toy.deadLetters.map(\.reason) == [.crash])
            #expect(try await toy.balance(of: "poison") == nil)
            #expect(try await toy.waiting(in: "toy") == 0)
        }
    }

    @Test func `a message that was replayed after a crash runs again`() async throws {
        try await Toy.with { toy in
            try await toy.send(["poison 1"])
            for _ in 1...4 {
                try await toy.workUntilStruck(at: "decide:throw:containing=poison")
            }
            try await toy.work { context in
                try await eventually { try await toy.deadLetters.count == 1 }
                let id = try #require(try await toy.deadLetters.first?.id)
                _ = try await DeadLetterStore(toy.database).replay([id], by: "kim", through: context.outbox)
                try await eventually { try await toy.balance(of: "poison") == 1 }
            }

            #expect(try await toy.deadLetters.map(\.state) == [.replayed])
        }
    }
}
