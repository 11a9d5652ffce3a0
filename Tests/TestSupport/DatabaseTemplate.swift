import Foundation
import Postgres
import Schema

/// The migrated database that every test database is a copy of.
///
/// It is named for the migrations' text, so that it stays right when they change, and made once per server: several
/// test processes may share one.
actor DatabaseTemplate {
    static let instance = DatabaseTemplate()

    private var making: Task<Database, any Error>?
    private let hash = DatabaseTemplate.hashOfMigrations()

    private var template: String { "tierline_template_\(hash)" }

    /// Answers the URL of a new copy.
    func makeCopy(named name: String) async throws -> String {
        try await create(name, from: template)
        return try TestServices.replacingPath(of: TestServices.databaseURL, with: name)
    }

    /// Answers the URL of the copy that all tests with these migrations share.
    func makeShared() async throws -> String {
        let name = "tierline_shared_\(hash)"
        try await create(name, from: template)
        return try TestServices.replacingPath(of: TestServices.databaseURL, with: name)
    }

    /// Drops a database together with the connections to it.
    func drop(_ name: String) async throws {
        _ = try await server().query("DROP DATABASE IF EXISTS \(identifier: name) WITH (FORCE)")
    }

    private func create(_ name: String, from template: String) async throws {
        let server = try await server()
        try await server.create("CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: template)")
    }

    /// The pool on which databases are made, once the template is there.
    private func server() async throws -> Database {
        if let making { return try await making.value }
        let template = template
        let making = Task {
            let url = try TestServices.databaseURL
            var configuration = DatabaseConfiguration(url: url, poolSize: 2)
            // Making and dropping a database waits for a checkpoint, and on a busy machine that waits for the disk.
            configuration.statementTimeout = .seconds(300)
            let server = Database(configuration, logger: .tests)
            try await Self.makeTemplate(named: template, on: server, at: url)
            return server
        }
        self.making = making
        return try await making.value
    }

    /// Migrates under another name and renames, so that nobody copies a half-made template.
    private static func makeTemplate(named template: String, on server: Database, at url: String) async throws {
        let existing = try await server.query("SELECT FROM pg_database WHERE datname = \(template)")
        guard existing.isEmpty else { return }

        let draft = "tierline_draft_" + UUID().uuidString.lowercased().replacing("-", with: "")
        _ = try await server.query("CREATE DATABASE \(identifier: draft) TEMPLATE template0")
        let database = Database(
            DatabaseConfiguration(url: try TestServices.replacingPath(of: url, with: draft), poolSize: 1),
            logger: .tests
        )
        _ = try await Migrator.migrate(database, migrations: Migration.all)
        _ = try await database.query("UPDATE database_clock SET is_test = true")
        await database.close()
        if try await !server.create("ALTER DATABASE \(identifier: draft) RENAME TO \(identifier: template)") {
            _ = try await server.query("DROP DATABASE \(identifier: draft)")
        }
    }

    /// FNV-1a: the same in every process, which Swift's own hashes are not.
    private static func hashOfMigrations() -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Migration.all.flatMap({ Array($0.sql.utf8) }) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}

extension Database {
    /// Answers false when another process has made the same database before us.
    @discardableResult
    fileprivate func create(_ statement: Query) async throws(PostgresError) -> Bool {
        do throws(PostgresError) {
            _ = try await query(statement)
            return true
        } catch {
            // duplicate_database, or the unique index for which two creators race.
            guard error.sqlState == "42P04" || error.sqlState == "23505" else { throw error }
            return false
        }
    }
}
