import Foundation
import Postgres
import Testing
import TestSupport

struct RecoveryTests {
    @Test func `a server that dies makes transient errors, and work goes on when it is back`() async throws {
        try await PrivatePostgres.with { server in
            try await withDatabase(poolSize: 2, url: server.url, connectWait: .milliseconds(300)) { database in
                _ = try await database.query("CREATE TABLE kept (id int8)")
                try await database.withTransaction { try $0.enqueue("INSERT INTO kept VALUES (1)") }

                try await server.stopImmediately()
                for _ in 0..<3 {
                    let error = try await postgresError { _ = try await database.query("SELECT 1") }
                    #expect(error?.isTransient == true)
                    #expect(error?.code == .unreachable)
                    #expect(error?.message.contains("check that PostgreSQL runs there") == true)
                }
                #expect(!database.isConnected)

                try await server.start()
                try await eventually("the database answers") { (try? await database.query("SELECT 1")) != nil }
                #expect(try await database.value("SELECT count(*) FROM kept") == 1)
                #expect(database.statistics.reconnects >= 1)
            }
        }
    }

    @Test func `callers wait out a short absence of the server without noticing`() async throws {
        try await PrivatePostgres.with { server in
            try await withDatabase(url: server.url, connectWait: .seconds(300)) { database in
                #expect(try await database.value("SELECT 1") == 1)
                try await server.stop()
                async let answer = database.value("SELECT 2", as: Int.self)
                try await server.start()
                #expect(try await answer == 2)
            }
        }
    }

    @Test func `a connection that the server ends in a transaction undoes it and is replaced`() async throws {
        try await withTable("id int8") { database, table in
            let error = try await postgresError {
                try await database.withTransaction { transaction in
                    try transaction.run("INSERT INTO \(identifier: table) VALUES (1)")
                    try transaction.run("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(error?.isTransient == true)
            #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 0)
            #expect(database.statistics.reconnects == 1)
        }
    }

    @Test func `a connection that was ended while idle is replaced before anybody notices`() async throws {
        try await withDatabase { database in
            let backend = try await database.backend()
            try await withDatabase { other in
                #expect(try await other.value("SELECT pg_terminate_backend(\(Int32(backend)))"))
                try await eventually("the server process is gone") {
                    try await other.value("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = \(backend))")
                }
            }
            #expect(try await database.backend() != backend)
            #expect(database.statistics.reconnects == 1)
        }
    }

    @Test func `a connection lost in COMMIT leaves it open whether it happened`() async throws {
        try await withTable("id int8") { database, table in
            let function = table + "_die"
            _ = try await database.query(
                """
                CREATE FUNCTION \(identifier: function)() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
                """
            )
            _ = try await database.query(
                """
                CREATE CONSTRAINT TRIGGER die AFTER INSERT ON \(identifier: table) DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION \(identifier: function)()
                """
            )
            let error = try await postgresError {
                try await database.withTransaction { try $0.enqueue("INSERT INTO \(identifier: table) VALUES (1)") }
            }
            #expect(error?.code == .commitUnknown)
            #expect(error?.isTransient == true)
            #expect(error?.operation == "COMMIT")
            _ = try await database.query("DROP FUNCTION \(identifier: function) CASCADE")
        }
    }
}
