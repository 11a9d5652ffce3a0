import AMQP
import Foundation
import Postgres
import ServiceLifecycle
import TestSupport
import Testing
import WorkerRuntime

struct WorkerProcessTests {
    @Test func `a wrong setting is a refusal with the code for configuration`() async {
        let status = await WorkerProcess("toy").run([], environment: ["TIERLINE_DATABASE_URL": "postgresql:///x"])

        #expect(status == .configuration)
    }

    @Test func `a database that nobody answers for is a reason to try again later`() async throws {
        let status = await WorkerProcess("toy").run(
            [],
            environment: [
                "TIERLINE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x", "TIERLINE_AMQP_URL": "amqp://127.0.0.1:1",
            ]
        )

        #expect(status == .temporaryFailure)
    }

    @Test func `a process serves its health, its metrics and its messages until it is told to end`() async throws {
        try await Toy.with { toy in
            let environment = [
                "TIERLINE_DATABASE_URL": toy.databaseURL, "TIERLINE_AMQP_URL": toy.amqpURL,
                "TIERLINE_LOG_LEVEL": "critical",
            ]
            try await toy.send(["anna 4"])
            let once = Worker("toy") { context in
                [context.consume("toy", with: ToyStage()), UntilPaid(toy: toy)]
            }
            let status = await WorkerProcess("toy", topology: Toy.topology).run([once], environment: environment)

            #expect(status == .software)  // UntilPaid ends the process by failing, which is an end in good order too
            #expect(try await toy.balance(of: "anna") == 4)
            #expect(try await toy.waiting(in: "toy") == 0)
        }
    }

    @Test func `a process forgets those who ended long ago without taking leave`() async throws {
        try await Toy.with { toy in
            _ = try await toy.database.query(
                """
                INSERT INTO worker_presence (instance, worker, version, started_at, seen_at, is_ready, detail)
                VALUES ('toy@gone:1', 'toy', '1', now(), now() - interval '2 hours', true, '{}'),
                    ('toy@silent:1', 'toy', '1', now(), now() - interval '10 minutes', true, '{}')
                """
            )
            try await toy.send(["anna 4"])
            let once = Worker("toy") { context in
                [context.consume("toy", with: ToyStage()), UntilPaid(toy: toy)]
            }
            let environment = [
                "TIERLINE_DATABASE_URL": toy.databaseURL, "TIERLINE_AMQP_URL": toy.amqpURL,
                "TIERLINE_LOG_LEVEL": "critical",
            ]
            _ = await WorkerProcess("toy", topology: Toy.topology).run([once], environment: environment)

            let gone = try await toy.count("SELECT count(*) FROM worker_presence WHERE instance = 'toy@gone:1'")
            let silent = try await toy.count("SELECT count(*) FROM worker_presence WHERE instance = 'toy@silent:1'")
            #expect(gone == 0)
            #expect(silent == 1)
        }
    }

    @Test func `a topology that is not there is a readable refusal`() async throws {
        try await Toy.with { toy in
            let environment = ["TIERLINE_DATABASE_URL": toy.databaseURL, "TIERLINE_AMQP_URL": toy.amqpURL]
            let expected = Topology(exchanges: [], queues: [.init("not.there")], bindings: [])
            let status = await WorkerProcess("toy", topology: expected).run([], environment: environment)

            #expect(status == .unavailable)
        }
    }

    @Test(arguments: [
        (
            PostgresError(.refused, operation: "connect", message: "no", isTransient: true),
            WorkerRuntime.ExitStatus.noPermission
        ),
        (PostgresError(.unreachable, operation: "connect", message: "no", isTransient: true), .temporaryFailure),
        (
            PostgresError(.statementFailed, sqlState: "42P01", operation: "x", message: "no", isTransient: false),
            .unavailable
        ),
    ])
    func `each trouble with the database has its exit code`(error: PostgresError, expected: WorkerRuntime.ExitStatus) {
        #expect(Refusal(error).status == expected)
    }
}

/// Ends the process by failing once the payment is there.
private struct UntilPaid: Service {
    struct Paid: Error {}
    let toy: Toy

    func run() async throws {
        try await eventually { try await toy.paymentCount == 1 }
        try await eventually { try await toy.waiting(in: "toy.out") == 1 }
        throw Paid()
    }
}
