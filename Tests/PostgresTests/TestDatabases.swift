import Foundation
import Logging
import Postgres
import TestSupport

/// Lends a pool on the test server and closes it, whatever happens.
func withDatabase<Result>(
    poolSize: Int = 1,
    url: String? = nil,
    connectWait: Duration = .seconds(5),
    _ body: (Database) async throws -> Result
) async throws -> Result {
    let url = try url ?? TestServices.databaseURL
    let configuration = DatabaseConfiguration(url: url, poolSize: poolSize, connectWait: connectWait)
    let database = Database(configuration, logger: Logger(label: "postgres-tests"))
    do {
        let result = try await body(database)
        await database.close()
        return result
    } catch {
        await database.close()
        throw error
    }
}

/// Lends a pool and an empty table that every connection sees, and drops it afterwards.
func withTable<Result>(
    _ columns: String,
    poolSize: Int = 1,
    url: String? = nil,
    _ body: (Database, String) async throws -> Result
) async throws -> Result {
    try await withDatabase(poolSize: poolSize, url: url) { database in
        let table = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        _ = try await database.query("CREATE TABLE \(identifier: table) (\(unsafeSQL: columns))")
        do {
            let result = try await body(database, table)
            _ = try await database.query("DROP TABLE \(identifier: table)")
            return result
        } catch {
            _ = try? await database.query("DROP TABLE \(identifier: table)")
            throw error
        }
    }
}

/// Runs what must fail with a PostgresError and answers it; nil when it does not fail.
func postgresError(_ body: () async throws -> Void) async throws -> PostgresError? {
    do {
        try await body()
        return nil
    } catch let error as PostgresError {
        return error
    }
}

extension Database {
    /// Runs one statement and reads one value.
    func value<Value: PostgresDecodable>(_ query: Query, as _: Value.Type = Value.self) async throws -> Value {
        try await self.query(query)[0].get(0)
    }

    /// The server's process for the connection that answers.
    func backend() async throws -> Int {
        try await value("SELECT pg_backend_pid()")
    }
}
