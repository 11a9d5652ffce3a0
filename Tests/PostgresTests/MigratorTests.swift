import Foundation
import Postgres
import Testing
import TestSupport

struct MigratorTests {
    private let first = Migration(
        version: 1,
        name: "create_ticket",
        sql: "CREATE TABLE ticket (id int PRIMARY KEY); INSERT INTO ticket VALUES (1);"
    )
    private let second = Migration(version: 2, name: "add_word", sql: "ALTER TABLE ticket ADD COLUMN word text;")

    @Test func `migrations are applied once, in order, and remembered`() async throws {
        try await withEmptyDatabase { database in
            #expect(
                try await Migrator.status(database, migrations: [first]).problem?.contains("tierline migrate") == true
            )
            #expect(try await Migrator.migrate(database, migrations: [first]) == [first])
            #expect(try await Migrator.migrate(database, migrations: [second, first]) == [second])
            #expect(try await Migrator.migrate(database, migrations: [first, second]).isEmpty)

            let status = try await Migrator.status(database, migrations: [first, second])
            #expect(status.isCurrent)
            #expect(status.problem == nil)
            #expect(status.applied.map(\.version) == [1, 2])
            #expect(status.applied.map(\.name) == ["create_ticket", "add_word"])
        }
    }

    @Test func `two migrators at once apply each migration once`() async throws {
        try await withEmptyDatabase(poolSize: 4) { database in
            let all =
                [first, second]
                + (3...12).map { Migration(version: $0, name: "n\($0)", sql: "CREATE TABLE t\($0) ();") }
            let applied = try await withThrowingTaskGroup(of: [Migration].self) { group in
                for _ in 0..<4 { group.addTask { try await Migrator.migrate(database, migrations: all) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.map(\.version).sorted() == Array(1...12))
        }
    }

    @Test func `a migration that fails leaves nothing behind and says where it failed`() async throws {
        try await withEmptyDatabase { database in
            let broken = Migration(
                version: 2,
                name: "broken",
                sql: "CREATE TABLE half ();\nSELECT 1;\nSELECT nonsense;"
            )
            let error = try await postgresError {
                _ = try await Migrator.migrate(database, migrations: [first, broken])
            }
            #expect(error?.operation == "migration 2 (broken), line 3")
            #expect(error?.sqlState == "42703")
            #expect(try await Migrator.status(database, migrations: [first, broken]).applied.map(\.version) == [1])
            #expect(try await database.value("SELECT to_regclass('half') IS NULL"))
        }
    }

    @Test func `a changed migration, an unknown newer one and a skipped one are refused in words`() async throws {
        try await withEmptyDatabase { database in
            let third = Migration(version: 3, name: "third", sql: "SELECT 1")
            _ = try await Migrator.migrate(database, migrations: [first, third])

            let changed = Migration(version: 1, name: first.name, sql: first.sql + " ")
            #expect(try await refusal(database, [changed, third])?.contains("migration 1 is not the one") == true)
            #expect(
                try await refusal(database, [first])?.contains("migration 3, which this program does not know") == true
            )
            #expect(try await refusal(database, [first, second, third])?.contains("older than 3") == true)

            let older = try await Migrator.status(database, migrations: [first])
            #expect(older.isCurrent, "an old release goes on beside a new one")
            #expect(try await !Migrator.status(database, migrations: [changed, third]).isCurrent)
        }
    }

    @Test(
        arguments: [
            ("v0001_worker_runtime.sql", 1, "worker_runtime"), ("v0012_a_b.sql", 12, "a_b"), ("v3_x", 3, "x"),
        ]
    )
    func `a file's name gives version and name`(file: String, version: Int, name: String) {
        #expect(
            Migration(fileName: file, contents: Array("SELECT 1".utf8))
                == Migration(version: version, name: name, sql: "SELECT 1")
        )
    }

    @Test(arguments: ["schema.sql", "0001_x.sql", "v_x.sql", "v1.sql", "v0_x.sql"])
    func `a file named otherwise is no migration`(file: String) {
        #expect(Migration(fileName: file, contents: []) == nil)
    }

    private func refusal(_ database: Database, _ migrations: [Migration]) async throws -> String? {
        let error = try await postgresError { _ = try await Migrator.migrate(database, migrations: migrations) }
        #expect(error?.code == .migrationRefused)
        #expect(error?.isTransient == false)
        return error?.message
    }

    private func withEmptyDatabase(poolSize: Int = 1, _ body: (Database) async throws -> Void) async throws {
        let name = "migrator_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await withDatabase { server in
            _ = try await server.query("CREATE DATABASE \(identifier: name)")
            var parts = try #require(URLComponents(string: try TestServices.databaseURL))
            parts.path = "/\(name)"
            let url = parts.string
            do {
                try await withDatabase(poolSize: poolSize, url: url, body)
                _ = try await server.query("DROP DATABASE \(identifier: name) WITH (FORCE)")
            } catch {
                _ = try? await server.query("DROP DATABASE \(identifier: name) WITH (FORCE)")
                throw error
            }
        }
    }
}
