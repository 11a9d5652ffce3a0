/// A transaction, lent to a closure that runs on the connection's own thread.
///
/// Nothing in it can await and it cannot be kept. After an error every further call throws that same error, and so does
/// the end of the closure: a transaction of which a part failed never commits.
package struct Transaction: ~Copyable {
    private let session: Session

    init(session: Session) {
        self.session = session
    }

    /// Runs a statement and returns its rows, in one round trip that takes BEGIN and queued statements along.
    package borrowing func query(_ query: Query) throws(PostgresError) -> [Row] {
        try session.perform(query).rows
    }

    /// Runs a statement and returns how many rows it inserted, updated or deleted; otherwise as ``query(_:)``.
    @discardableResult
    package borrowing func run(_ query: Query) throws(PostgresError) -> Int {
        try session.perform(query).affectedRows
    }

    /// Queues a statement whose rows nobody needs; it travels with the next ``query(_:)`` or with COMMIT.
    ///
    /// - Throws: an earlier failure of this transaction. The statement's own error is thrown where it travels.
    package borrowing func enqueue(_ query: Query) throws(PostgresError) {
        try session.enqueue(query)
    }

    /// Runs several statements, separated by semicolons, that bind nothing; for migrations and fixtures.
    package borrowing func run(script: String) throws(PostgresError) {
        try session.perform(script: script)
    }
}
