import AMQP
import Foundation
import Postgres
import Schema
import TestSupport
import Testing
import WorkerRuntime

struct PauseTests {
    @Test func `work pauses while the database is away and loses nothing`() async throws {
        try await PrivatePostgres.with { postgres in
            try await TestBroker.with { broker in
                let database = Database(DatabaseConfiguration(url: postgres.url), logger: .tests)
                _ = try await Migrator.migrate(database, migrations: Migration.all)
                let toy = try await Toy(database, databaseURL: postgres.url, amqpURL: broker.url)
                let health = Health()
                health.report("start", isUnreadyBecause: nil)
                let context = try await toy.context(health: health)

                try await toy.run([context.consume("toy", with: ToyStage())]) {
                    try await toy.send(["anna 1"])
                    try await eventually { try await toy.paymentCount == 1 }

                    try await postgres.stopImmediately()
                    try await toy.send((2...30).map { "anna 1 \($0)" })
                    try await eventually { health.reasonsNotReady.contains { $0.hasPrefix("toy:") } }
                    let breaker = context.metrics.breaker(of: "toy")
                    #expect(breaker.state == .open)
                    #expect(context.metrics.registry.text().contains("tierline_breaker_state{breaker=\"toy\"} 2"))

                    try await postgres.start()
                    try await eventually { (try? await toy.paymentCount) == 30 }
                    try await eventually { health.isReady }
                    try await eventually { breaker.state == .closed }
                }

                #expect(try await toy.deadLetters.isEmpty)
                #expect(try await toy.balance(of: "anna") == 30)
                #expect(try await toy.take(30, from: "toy.out").count == 30)
                await database.close()
                await toy.close()
            }
        }
    }

    @Test func `who waited for a queue and has nothing to do afterwards is idle, not busy`() async throws {
        try await FreshDatabase.with { fresh in
            try await TestBroker.with { broker in
                let toy = try await Toy(fresh.database, databaseURL: fresh.url, amqpURL: broker.url)
                let health = Health()
                health.report("start", isUnreadyBecause: nil)
                let context = try await toy.context(health: health)

                try await toy.run([context.consume("toy", with: ToyStage())]) {
                    try await toy.send(["anna 1"])
                    try await eventually { try await toy.paymentCount == 1 }
                    _ = try await Command.run(
                        TestServices.rabbitmqctl,
                        ["--quiet", "delete_queue", "--vhost", broker.virtualHost, "toy"]
                    )
                    try await eventually { health.reasonsNotReady.contains { $0.hasPrefix("toy:") } }
                    _ = try await toy.inspector.apply(Toy.topology)
                    try await eventually(within: .seconds(120)) { health.isReady && health.idleSince("toy") != nil }
                }
                await toy.close()
            }
        }
    }

    @Test func `a process that is drained while it waits for the database gives its messages back`() async throws {
        try await PrivatePostgres.with { postgres in
            try await TestBroker.with { broker in
                let database = Database(DatabaseConfiguration(url: postgres.url), logger: .tests)
                _ = try await Migrator.migrate(database, migrations: Migration.all)
                let toy = try await Toy(database, databaseURL: postgres.url, amqpURL: broker.url)
                let health = Health()
                let context = try await toy.context(health: health)

                try await postgres.stopImmediately()
                try await toy.run([context.consume("toy", with: ToyStage())]) {
                    try await toy.send(["anna 1"])
                    try await eventually { health.reasonsNotReady.contains { $0.hasPrefix("toy:") } }
                }

                try await eventually { try await toy.waiting(in: "toy") == 1 }
                await database.close()
                await toy.close()
            }
        }
    }

    @Test func `work goes on after the broker was away, and nothing is lost`() async throws {
        try await PrivateRabbitMQ.with { rabbitmq in
            try await FreshDatabase.with { fresh in
                let toy = try await Toy(fresh.database, databaseURL: fresh.url, amqpURL: rabbitmq.url)
                let context = try await toy.context(settings: ["TIERLINE_OUTBOX_SWEEP_SECONDS": "1"])

                try await toy.run([context.relayOutbox(), context.consume("toy", with: ToyStage())]) {
                    try await toy.send((1...20).map { "anna 1 \($0)" })
                    try await eventually { try await toy.paymentCount > 0 }
                    try await rabbitmq.stopImmediately()
                    try await rabbitmq.start()
                    try await eventually(within: .seconds(120)) { try await toy.paymentCount == 20 }
                    try await toy.send(["bert 1"])
                    try await eventually(within: .seconds(120)) { try await toy.paymentCount == 21 }
                    try await context.outbox.deletePublished()
                    try await eventually(within: .seconds(120)) { try await toy.outboxCount == 0 }
                }

                #expect(try await toy.deadLetters.isEmpty)
                let all = try await toy.take(try await toy.waiting(in: "toy.out"), from: "toy.out")
                #expect(Set(all.map(\.messageID)).count == 21)
                await toy.close()
            }
        }
    }
}
