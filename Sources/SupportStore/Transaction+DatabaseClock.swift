package import Foundation
package import Postgres

/// The fleet's clock: PostgreSQL's, and by how much a test has moved it.
package struct DatabaseClock: Sendable, Hashable, Encodable {
    /// The fleet's time.
    package var now: Date
    /// PostgreSQL's own time.
    package var serverTime: Date
    /// Whether the clock may be moved.
    package var isTest: Bool

    /// By how many seconds it has been moved.
    package var movedBy: TimeInterval { now.timeIntervalSince(serverTime) }
}

extension Transaction {
    /// What the fleet's clock shows in this transaction.
    package borrowing func databaseClock() throws(PostgresError) -> DatabaseClock {
        try query("SELECT tierline_now(), now(), is_test FROM database_clock")
            .map { row throws(PostgresError) in
                let (now, serverTime, isTest) = try row.decode((Date, Date, Bool).self)
                return DatabaseClock(now: now, serverTime: serverTime, isTest: isTest)
            }[0]
    }

    /// Marks the database as a test database, unless it has tickets; answers whether it is one now.
    package borrowing func markAsTestDatabase() throws(PostgresError) -> Bool {
        try run("UPDATE database_clock SET is_test = true WHERE is_test OR NOT EXISTS (SELECT FROM ticket)") > 0
    }

    /// Moves the clock of a test database; answers whether it is one.
    package borrowing func moveClock(byMicroseconds microseconds: Int) throws(PostgresError) -> Bool {
        try run(
            """
            UPDATE database_clock SET moved_by = moved_by + \(microseconds) * interval '1 microsecond' WHERE is_test
            """
        ) > 0
    }
}
