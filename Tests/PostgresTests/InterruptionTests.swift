import Foundation
import Logging
import Postgres
import Testing
import TestSupport

struct InterruptionTests {
    @Test func `a deadline stops the running statement and nothing commits`() async throws {
        try await withTable("id int8") { database, table in
            let error = try await postgresError {
                try await database.withTransaction(deadline: .milliseconds(100)) { transaction in
                    try transaction.run("INSERT INTO \(identifier: table) VALUES (1)")
                    try transaction.run("SELECT pg_sleep(600)")
                }
            }
            #expect(error?.code == .deadlineExceeded)
            #expect(error?.isTransient == true)
            #expect(error?.operation == "SELECT pg_sleep(600)")
            #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 0)
        }
    }

    @Test func `a deadline that passes between statements keeps the transaction from committing`() async throws {
        try await withTable("id int8") { database, table in
            let error = try await postgresError {
                try await database.withTransaction(deadline: .milliseconds(50)) { transaction in
                    try transaction.run("INSERT INTO \(identifier: table) VALUES (1)")
                    let end = ContinuousClock.now + .milliseconds(60)
                    while ContinuousClock.now < end {}
                }
            }
            #expect(error?.code == .deadlineExceeded)
            #expect(error?.operation == "COMMIT")
            #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 0)
            #expect(database.statistics.reconnects == 0)
        }
    }

    @Test func `the configuration's deadline holds for callers who set none`() async throws {
        var configuration = DatabaseConfiguration(url: try TestServices.databaseURL, poolSize: 1)
        configuration.deadline = .milliseconds(100)
        let database = Database(configuration, logger: .tests)
        let alone = try await postgresError { _ = try await database.query("SELECT pg_sleep(600)") }
        let inTransaction = try await postgresError {
            _ = try await database.withTransaction { transaction in try transaction.run("SELECT pg_sleep(600)") }
        }
        #expect([alone?.code, inTransaction?.code] == [.deadlineExceeded, .deadlineExceeded])
        _ = try await database.query("SELECT pg_sleep(0.2)", deadline: .seconds(60))
        await database.close()
    }

    @Test func `a deadline ends the wait for a connection`() async throws {
        try await withDatabase(poolSize: 1) { database in
            try await holdingConnection(of: database) {
                let error = try await postgresError {
                    _ = try await database.query("SELECT 1", deadline: .milliseconds(50))
                }
                #expect(error?.code == .deadlineExceeded)
                #expect(error?.operation == "wait for a connection")
            }
        }
    }

    @Test func `cancelling the task stops the running statement`() async throws {
        try await withDatabase { database in
            let marker = UUID().uuidString
            let task = Task {
                try await postgresError {
                    _ = try await database.query("SELECT pg_sleep(600), \(marker) AS \(identifier: marker)")
                }
            }
            try await eventuallyRuns(marker)
            task.cancel()

            #expect(try await task.value?.code == .cancelled)
            #expect(try await database.value("SELECT 1") == 1)
        }
    }

    @Test func `cancelling the task ends its wait for a connection`() async throws {
        try await withDatabase(poolSize: 1) { database in
            try await holdingConnection(of: database) {
                let task = Task { try await postgresError { _ = try await database.query("SELECT 1") } }
                try await eventually("the caller waits") { database.statistics.waiting == 1 }
                task.cancel()
                #expect(try await task.value?.code == .cancelled)
            }
        }
    }

    @Test func `a deadline that comes after its use disturbs no later one`() async throws {
        try await withDatabase { database in
            for _ in 0..<50 {
                let task = Task { try await database.withTransaction { try $0.run("SELECT 1") } }
                _ = try await task.value
                task.cancel()
            }
            #expect(try await database.value("SELECT 1") == 1)
            #expect(database.statistics.reconnects == 0)
        }
    }

    @Test func `a server that stops answering is given up after the deadline`() async throws {
        try await PrivatePostgres.with { server in
            try await withTable("id int8", url: server.url) { database, table in
                let backend = try await database.backend()
                let error = try await postgresError {
                    try await database.withTransaction(deadline: .milliseconds(100)) { transaction in
                        try transaction.run("INSERT INTO \(identifier: table) VALUES (1)")
                        try transaction.run("COPY (SELECT) TO PROGRAM 'cat >/dev/null; kill -STOP $PPID'")
                    }
                }
                #expect(error?.code == .deadlineExceeded)

                let resume = "cat >/dev/null; kill -CONT \(backend)"
                _ = try await database.query("COPY (SELECT) TO PROGRAM '\(unsafeSQL: resume)'")
                try await eventually("the server process is gone") {
                    try await database.value("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = \(backend))")
                }
                #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 0)
            }
        }
    }

    @Test func `the server's own limit on a statement is a transient error`() async throws {
        var configuration = DatabaseConfiguration(url: try TestServices.databaseURL, poolSize: 1)
        configuration.statementTimeout = .milliseconds(50)
        let database = Database(configuration, logger: Logger(label: "postgres-tests"))
        let error = try await postgresError { _ = try await database.query("SELECT pg_sleep(600)") }

        #expect(error?.sqlState == "57014")
        #expect(error?.isTransient == true)
        #expect(try await database.value("SELECT 1") == 1)
        await database.close()
    }

    @Test func `cancelling ends the wait for a server that is not there`() async throws {
        try await withDatabase(url: nowhere, connectWait: .seconds(3600)) { database in
            let task = Task { try await postgresError { _ = try await database.query("SELECT 1") } }
            try await eventually("the caller waits") { database.statistics.inUse == 1 }
            task.cancel()
            #expect(try await task.value?.code == .cancelled)
        }
    }

    @Test func `a deadline ends the wait for a server that is not there`()
        async throws
    {
        try await withDatabase(url: nowhere, connectWait: .seconds(3600)) { database in
            let error = try await postgresError {
                _ = try await database.query("SELECT 1", deadline: .milliseconds(200))
            }
            #expect(error?.isTransient == true)
        }
    }

    private let nowhere = "postgresql://tierline@127.0.0.1:1/tierline"

    /// Runs the body while another task has the only connection.
    private func holdingConnection(of database: Database, _ body: () async throws -> Void) async throws {
        let marker = UUID().uuidString
        let holder = Task { try await database.query("SELECT pg_sleep(600) AS \(identifier: marker)") }
        try await eventuallyRuns(marker)
        try await body()
        holder.cancel()
        _ = try? await holder.value
    }

    private func eventuallyRuns(_ marker: String) async throws {
        try await withDatabase { observer in
            try await eventually("the statement runs") {
                try await observer.value(
                    """
                    SELECT EXISTS (
                        SELECT FROM pg_stat_activity
                        WHERE state = 'active' AND position(\(marker) IN query) > 0 AND pid <> pg_backend_pid()
                    )
                    """
                )
            }
        }
    }
}
