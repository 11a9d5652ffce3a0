import Foundation
import Postgres
import TestSupport
import Testing

struct TestSupportTests {
    @Test func `a private server comes back with its data after a power cut`() async throws {
        try await PrivatePostgres.with { postgres in
            try await Command.run("psql", [postgres.url, "-qc", "CREATE TABLE kept (id int)"])
            try await postgres.stopImmediately()
            await #expect(throws: TestSupportError.self) {
                try await Command.run("psql", [postgres.url, "-qc", "SELECT"])
            }
            try await postgres.start()

            #expect(try await Command.run("psql", [postgres.url, "-Atc", "SELECT count(*) FROM kept"]) == "0\n")
        }
    }

    /// Whoever starts a server is told that the command has ended by what it holds open.
    @Test func `a server keeps nothing open of whoever started it, whatever its number`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tierline-descriptors-\(UUID())")
        let mark = folder.appendingPathExtension("mark")
        try Data().write(to: mark)
        defer { try? FileManager.default.removeItem(at: mark) }
        let script = """
            (exec 3<"$1" 63<"$1" 254<"$1" 255<"$1"; exec "$2" start postgres --dir "$3") >/dev/null
            find /proc/[0-9]*/fd -lname "$1" 2>/dev/null
            "$2" stop --immediate --dir "$3" >/dev/null
            rm -rf "$3"
            """
        let services = TestServices.checkout.appending(path: "scripts/services").path
        let kept = try await Command.run("/bin/bash", ["-c", script, "bash", mark.path, services, folder.path])

        #expect(kept == "")
    }

    @Test func `a private broker can be stopped, started and choked`() async throws {
        try await PrivateRabbitMQ.with { rabbitmq in
            try await rabbitmq.stop()
            try await rabbitmq.start()
            try await rabbitmq.raiseMemoryAlarm()
            try await eventually("the alarm") {
                try await rabbitmq.control("eval", "rabbit_alarm:get_alarms().").contains("memory")
            }
            try await rabbitmq.clearMemoryAlarm()
            try await eventually("the end of the alarm") {
                try await !rabbitmq.control("eval", "rabbit_alarm:get_alarms().").contains("memory")
            }
        }
    }

    @Test func `a test has a virtual host of its own`() async throws {
        try await TestBroker.with { broker in
            #expect(try await broker.queues().isEmpty)
            try await broker.setPolicy("limit", pattern: ".*", definition: #"{"delivery-limit":50}"#)
            try await broker.closeAllConnections()
        }
    }

    @Test func `a condition that never holds is reported with its name`() async throws {
        let failure = await #expect(throws: NotInTime.self) {
            try await eventually("rain", within: .milliseconds(20)) { false }
        }
        #expect("\(try #require(failure))".hasPrefix("rain did not hold within"))
    }
}

struct DatabaseTests {
    @Test func `a fresh database is migrated, marked as a test and gone afterwards`() async throws {
        let name = try await FreshDatabase.with { fresh in
            try await fresh.advance(by: .seconds(5 * 3600))
            let ahead = try await fresh.database.query("SELECT tierline_now() >= now() + interval '5 hours'")[0]
            #expect(try ahead.get(0, as: Bool.self))
            return try await fresh.database.query("SELECT current_database()")[0].get(0, as: String.self)
        }

        let left = try await TestDatabase().rollingBack { transaction in
            try transaction.query("SELECT FROM pg_database WHERE datname = \(name)")
        }
        #expect(left.isEmpty)
    }

    @Test(arguments: 1...3)
    func `what one test writes into the shared database no other sees`(_: Int) async throws {
        try await TestDatabase().rollingBack { transaction in
            #expect(try transaction.query("SELECT FROM quarantine").isEmpty)
            _ = try transaction.run("INSERT INTO quarantine (queue, message_key) VALUES ('intake', gen_random_uuid())")
        }
    }
}
