package import Postgres

/// The migrated database that tests share: each use of it is rolled back.
///
///     let database = TestDatabase()
///     try await database.rollingBack { transaction in … }
package struct TestDatabase: Sendable {
    package init() {}

    /// Runs the body in a transaction of the shared database, marked as a test database, and undoes it.
    package func rollingBack<Result: Sendable>(
        _ body: @Sendable (borrowing Transaction) throws -> Result
    ) async throws -> Result {
        try await SharedDatabase.instance.database().rollingBack(body)
    }
}

/// Opened at the first use and kept until the process ends.
private actor SharedDatabase {
    static let instance = SharedDatabase()

    private var opening: Task<Database, any Error>?

    func database() async throws -> Database {
        if let opening { return try await opening.value }
        let opening = Task {
            let url = try await DatabaseTemplate.instance.makeShared()
            return Database(DatabaseConfiguration(url: url, applicationName: "tierline-tests"), logger: .tests)
        }
        self.opening = opening
        return try await opening.value
    }
}
