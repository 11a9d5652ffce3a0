import Foundation
import Logging
import Postgres
import Testing
import TestSupport

struct PoolTests {
    @Test func `a thousand callers share four connections`() async throws {
        try await withTable("id int8 PRIMARY KEY", poolSize: 4) { database, table in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 0..<1000 {
                    group.addTask {
                        _ = try await database.withTransaction { transaction in
                            try transaction.run("INSERT INTO \(identifier: table) VALUES (\(id))")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 1000)
            let statistics = database.statistics
            #expect((1...4).contains(statistics.connected))
            #expect((statistics.inUse, statistics.waiting, statistics.reconnects) == (0, 0, 0))
        }
    }

    @Test func `all callers are answered while no server can be reached`() async throws {
        let nowhere = "postgresql://tierline@127.0.0.1:1/tierline"
        try await withDatabase(poolSize: 2, url: nowhere, connectWait: .milliseconds(100)) { database in
            let transient = try await withThrowingTaskGroup(of: Bool?.self) { group in
                for _ in 0..<200 {
                    group.addTask { try await postgresError { _ = try await database.query("SELECT 1") }?.isTransient }
                }
                return try await group.reduce(into: 0) { $0 += $1 == true ? 1 : 0 }
            }
            #expect(transient == 200)
            #expect(database.statistics.inUse == 0)
        }
    }

    @Test func `every transaction of a connection runs on one thread`() async throws {
        try await withDatabase { database in
            var threads: Set<UInt> = []
            for _ in 0..<20 {
                threads.insert(
                    try await Task.detached {
                        try await database.withTransaction { transaction in
                            try transaction.run("SELECT 1")
                            return UInt(bitPattern: pthread_self().hashValue)
                        }
                    }.value
                )
            }
            #expect(threads.count == 1)
        }
    }

    @Test func `a closed database answers so at once`() async throws {
        let database = Database(
            DatabaseConfiguration(url: try TestServices.databaseURL),
            logger: Logger(label: "postgres-tests")
        )
        #expect(try await database.value("SELECT 1") == 1)
        #expect(database.isConnected)
        await database.close()
        await database.close()

        let error = try await postgresError { _ = try await database.query("SELECT 1") }
        #expect(error?.code == .closed)
        #expect(!database.isConnected)
    }
}
