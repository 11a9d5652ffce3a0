import Foundation
import Postgres
import Testing

private struct Deliberate: Error {}

struct TransactionTests {
    @Test func `one query, queued statements and the commit are two round trips`() async throws {
        try await withTable("id int8 PRIMARY KEY, word text") { database, table in
            let before = database.statistics.roundTrips
            try await database.withTransaction { transaction in
                let (number, word) = try transaction.query("SELECT \(7), \("seven")")[0].decode((Int, String).self)
                try transaction.enqueue("INSERT INTO \(identifier: table) VALUES (\(number), \(word))")
                try transaction.enqueue("INSERT INTO \(identifier: table) VALUES (8, NULL)")
            }

            #expect(database.statistics.roundTrips - before == 2)
            let words = try await database.query("SELECT word FROM \(identifier: table) ORDER BY id")
            #expect(try words.map { try $0.get("word", as: String?.self) } == ["seven", nil])
        }
    }

    @Test func `a transaction that asks nothing sends nothing, and one that only queues is one round trip`()
        async throws
    {
        try await withTable("id int8") { database, table in
            let before = database.statistics.roundTrips
            try await database.withTransaction { _ in }
            #expect(database.statistics.roundTrips == before)
            try await database.withTransaction { try $0.enqueue("INSERT INTO \(identifier: table) VALUES (1)") }
            #expect(database.statistics.roundTrips == before + 1)
            #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 1)
        }
    }

    @Test func `run answers how many rows changed`() async throws {
        try await withTable("id int8") { database, table in
            let (inserted, deleted) = try await database.withTransaction { transaction in
                let inserted = try transaction.run("INSERT INTO \(identifier: table) SELECT unnest(\([1, 2, 3]))")
                return (inserted, try transaction.run("DELETE FROM \(identifier: table) WHERE id > \(1)"))
            }
            #expect((inserted, deleted) == (3, 2))
        }
    }

    @Test func `a thrown error undoes everything, also what is still queued`() async throws {
        try await withTable("id int8") { database, table async throws in
            await #expect(throws: Deliberate.self) {
                try await database.withTransaction { transaction in
                    try transaction.run("INSERT INTO \(identifier: table) VALUES (1)")
                    try transaction.enqueue("INSERT INTO \(identifier: table) VALUES (2)")
                    throw Deliberate()
                }
            }
            #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 0)
        }
    }

    @Test func `rollingBack shows its own changes and leaves none`() async throws {
        try await withTable("id int8") { database, table in
            let seen: Int = try await database.rollingBack { transaction in
                try transaction.enqueue("INSERT INTO \(identifier: table) VALUES (1)")
                return try transaction.query("SELECT count(*) FROM \(identifier: table)")[0].get(0)
            }
            #expect(seen == 1)
            #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 0)
        }
    }

    @Test func `a violated constraint is named and its values stay out of the description`() async throws {
        try await withTable("id int8 CONSTRAINT each_id_once PRIMARY KEY") { database, table in
            let error = try await postgresError {
                _ = try await database.withTransaction { transaction in
                    try transaction.run("INSERT INTO \(identifier: table) VALUES (4711), (4711)")
                }
            }
            #expect(error?.sqlState == "23505")
            #expect(error?.constraint == "each_id_once")
            #expect(error?.detail == "Key (id)=(4711) already exists.")
            #expect(error?.isTransient == false)
            #expect(error?.description.contains("each_id_once") == true)
            #expect(error.map { "\($0)".contains("already exists") } == false)
        }
    }

    @Test func `when a queued statement fails nothing commits and the error says which it was`() async throws {
        try await withTable("id int8 CHECK (id < 10)") { database, table in
            let error = try await postgresError {
                try await database.withTransaction { transaction in
                    try transaction.run("INSERT INTO \(identifier: table) VALUES (1)")
                    try transaction.enqueue("INSERT INTO \(identifier: table) VALUES (2)")
                    try transaction.enqueue("INSERT INTO \(identifier: table) VALUES (10) /* guilty */")
                    try transaction.enqueue("INSERT INTO \(identifier: table) VALUES (3)")
                }
            }
            #expect(error?.sqlState == "23514")
            #expect(error?.operation.hasSuffix("/* guilty */") == true)
            #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 0)
            #expect(database.statistics.reconnects == 0)
        }
    }

    @Test func `an error that the body catches still keeps the transaction from committing`() async throws {
        try await withTable("id int8 PRIMARY KEY") { database, table in
            let error = try await postgresError {
                try await database.withTransaction { transaction in
                    try transaction.run("INSERT INTO \(identifier: table) VALUES (1)")
                    _ = try? transaction.run("INSERT INTO \(identifier: table) VALUES (1)")
                    _ = try? transaction.run("INSERT INTO \(identifier: table) VALUES (2)")
                }
            }
            #expect(error?.sqlState == "23505")
            #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 0)
        }
    }

    @Test func `a constraint that is checked at COMMIT fails there and undoes all`() async throws {
        try await withTable("id int8 UNIQUE DEFERRABLE INITIALLY DEFERRED") { database, table in
            let insert: Query = "INSERT INTO \(identifier: table) VALUES (1), (1)"
            let inTransaction = try await postgresError {
                try await database.withTransaction { try $0.enqueue(insert) }
            }
            let alone = try await postgresError { _ = try await database.query(insert) }

            #expect(inTransaction?.sqlState == "23505")
            #expect(inTransaction?.operation == "COMMIT")
            #expect(alone?.sqlState == "23505")
            #expect(database.statistics.reconnects == 0)
            #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 0)
        }
    }

    @Test func `a script runs as part of its transaction and may not end it`() async throws {
        try await withTable("id int8") { database, table in
            try await database.withTransaction { transaction in
                try transaction.enqueue("INSERT INTO \(identifier: table) VALUES (1)")
                try transaction.run(script: "INSERT INTO \(table) VALUES (2); INSERT INTO \(table) VALUES (3);")
                try transaction.run("INSERT INTO \(identifier: table) VALUES (4)")
            }
            #expect(try await database.value("SELECT count(*) FROM \(identifier: table)") == 4)

            let error = try await postgresError {
                try await database.withTransaction { try $0.run(script: "DELETE FROM \(table); COMMIT; SELECT 1") }
            }
            #expect(error?.message.contains("must not contain COMMIT") == true)
            #expect(try await database.value("SELECT 1") == 1)
        }
    }

    @Test func `a statement prepared before its table changed is prepared again after one transient error`()
        async throws
    {
        try await withTable("id int8") { database, table in
            let select: Query = "SELECT * FROM \(identifier: table)"
            _ = try await database.query(select)
            _ = try await database.query("ALTER TABLE \(identifier: table) ADD COLUMN word text")

            let error = try await postgresError { _ = try await database.query(select) }
            #expect(error?.isTransient == true)
            #expect(try await database.query(select).isEmpty)
        }
    }
}
