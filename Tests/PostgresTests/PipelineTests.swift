import Foundation
import Postgres
import Testing

struct PipelineTests {
    @Test func `a hundred thousand rows go in and out as arrays`() async throws {
        try await withTable("id int8, word text, body bytea") { database, table in
            let count = 100_000
            let ids = Array(0..<count)
            let words = ids.map { $0 % 7 == 0 ? nil : "word \($0)" }
            let bodies = ids.map { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: $0 % 50) }
            let rows = try await database.withTransaction { transaction in
                try transaction.enqueue(
                    "INSERT INTO \(identifier: table) SELECT * FROM unnest(\(ids), \(words), \(bodies))"
                )
                return try transaction.query("SELECT id, word, body FROM \(identifier: table) ORDER BY id")
            }
            #expect(rows.count == count)
            var differences = 0
            for (id, row) in rows.enumerated() {
                let (readID, word, body) = try row.decode((Int, String?, [UInt8]).self)
                if readID != id || word != words[id] || body != bodies[id] { differences += 1 }
            }
            #expect(differences == 0)
            let read: [Int] = try await database.value("SELECT array_agg(id ORDER BY id) FROM \(identifier: table)")
            #expect(read == ids)
        }
    }

    @Test func `large queued statements with large answers do not wait for each other`() async throws {
        try await withDatabase { database in
            let text = String(repeating: "x", count: 1 << 20)
            let length: Int = try await database.withTransaction { transaction in
                for _ in 0..<32 { try transaction.enqueue("SELECT \(text) || \(text)") }
                return try transaction.query("SELECT length(\(text))")[0].get(0)
            }
            #expect(length == 1 << 20)
        }
    }

    @Test func `more statements than a connection keeps prepared all work, again and again`() async throws {
        try await withDatabase { database in
            for round in 0..<2 {
                for number in 0..<300 {
                    let sum: Int = try await database.value("SELECT \(unsafeSQL: String(number)) + \(round)")
                    #expect(sum == number + round)
                }
            }
            let prepared: Int = try await database.value("SELECT count(*) FROM pg_prepared_statements")
            #expect(prepared == 256)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a COPY with the client, which nobody would feed, is an error and not a hang`() async throws {
        try await withTable("id int8") { database, table in
            let alone = try await postgresError {
                _ = try await database.query("COPY \(identifier: table) FROM STDIN")
            }
            let script = try await postgresError {
                try await database.withTransaction { try $0.run(script: "COPY \(table) TO STDOUT") }
            }
            #expect(alone != nil)
            #expect(script?.message.contains("COPY") == true)
            #expect(try await database.value("SELECT 1") == 1)
        }
    }

    @Test func `a statement that failed to prepare is not taken for prepared`() async throws {
        try await withTable("id int8") { database, table in
            let select: Query = "SELECT word FROM \(identifier: table)"
            let first = try await postgresError { _ = try await database.query(select) }
            _ = try await database.query("ALTER TABLE \(identifier: table) ADD COLUMN word text")

            #expect(first?.sqlState == "42703")
            #expect(try await database.query(select).isEmpty)
        }
    }
}
