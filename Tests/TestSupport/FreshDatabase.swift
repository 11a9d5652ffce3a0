import Foundation
package import Postgres

/// A migrated database of one test's own, marked as a test database, for tests that commit.
package struct FreshDatabase: Sendable {
    /// For processes the test starts.
    package let url: String

    /// For the test itself.
    package let database: Database

    private let name: String

    /// Makes a database, lends it, and drops it, whatever happens.
    package static func with<R>(_ body: (FreshDatabase) async throws -> R) async throws -> R {
        let fresh = try await FreshDatabase()
        do {
            let result = try await body(fresh)
            try await fresh.drop()
            return result
        } catch {
            try? await fresh.drop()
            throw error
        }
    }

    /// Makes a database.
    ///
    /// Whoever makes one drops it.
    package init(poolSize: Int = 4) async throws {
        let name = "tierline_test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let url = try await DatabaseTemplate.instance.makeCopy(named: name)
        self.name = name
        self.url = url
        database = Database(
            DatabaseConfiguration(url: url, poolSize: poolSize, applicationName: "tierline-tests"),
            logger: .tests
        )
    }

    /// Closes the pool and drops the database, even if somebody is still connected.
    package func drop() async throws {
        await database.close()
        try await DatabaseTemplate.instance.drop(name)
    }

    /// Moves the fleet's clock forward; what became due in between is due at once.
    package func advance(by duration: Duration) async throws {
        let microseconds = duration / .microseconds(1)
        _ = try await database.query(
            "UPDATE database_clock SET moved_by = moved_by + \(microseconds) * interval '1 microsecond'"
        )
    }
}
