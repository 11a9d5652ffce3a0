@testable import Postgres
import Testing

struct SQLStateTests {
    @Test(
        arguments: [
            ("40001", true), ("40P01", true), ("55P03", true), ("57014", true), ("57P01", true), ("57P03", true),
            ("53300", true), ("53100", true), ("08006", true), ("25006", true), ("25P03", true), ("58030", true),
            ("26000", true), ("0A000", false), ("23505", false), ("23514", false), ("22021", false), ("42P01", false),
            ("42501", false), ("XX000", false), ("P0001", false),
        ]
    )
    func `an error of the moment is transient, one of the statement or its values is not`(code: String, expected: Bool)
    {
        #expect(PostgresError.isTransient(sqlState: code, message: "") == expected)
    }

    @Test func `a plan that no longer fits its table is transient and ends the session`() {
        let message = "cached plan must not change result type"
        #expect(PostgresError.isTransient(sqlState: "0A000", message: message))
        #expect(PostgresError.endsSession(sqlState: "0A000", message: message))
        #expect(!PostgresError.endsSession(sqlState: "23505", message: "duplicate key"))
    }
}
