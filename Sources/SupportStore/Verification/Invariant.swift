package import Postgres

/// Something that must hold in the database, whatever has happened to the fleet, and the SQL that finds where it does not.
package struct Invariant: Sendable {
    /// A short name for programs, such as `event_sequence`.
    package let name: String
    /// What holds, as a sentence.
    package let promise: String
    /// A SELECT of (subject, detail), both texts: one row for each violation.
    let violations: String

    init(_ name: String, _ promise: String, _ violations: String) {
        self.name = name
        self.promise = promise
        self.violations = violations
    }

    /// Every invariant that the database alone can show, in the order in which they are reported.
    package static let all = ofTickets + ofTimelines + ofClocks + ofThresholds + ofTimers + ofOutsideEffects + ofRows
}

/// What checking an invariant found.
package struct InvariantFinding: Sendable {
    package struct Violation: Sendable, Hashable {
        /// What violates it: a ticket's number, a message's id.
        package let subject: String
        package let detail: String

        package init(subject: String, detail: String) {
            self.subject = subject
            self.detail = detail
        }
    }

    package let name: String
    package let promise: String
    package let count: Int
    /// The first of them.
    package let examples: [Violation]

    package init(name: String, promise: String, count: Int, examples: [Violation]) {
        self.name = name
        self.promise = promise
        self.count = count
        self.examples = examples
    }

    package var holds: Bool { count == 0 }
}

extension Transaction {
    /// Makes this transaction read one moment's state, however long it takes; must be its first statement.
    package borrowing func enqueueSnapshot() throws(PostgresError) {
        try enqueue("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        try enqueue("SET LOCAL statement_timeout = 0")
        try enqueue("SET LOCAL jit = off")
        try enqueue("SET LOCAL work_mem = '64MB'")
        try enqueue("SET LOCAL idle_in_transaction_session_timeout = 0")
    }

    /// Counts an invariant's violations and names the first `limit` of them.
    package borrowing func check(
        _ invariant: Invariant,
        naming limit: Int = 20
    ) throws(PostgresError) -> InvariantFinding {
        let rows = try query(
            """
            SELECT count(*) OVER (), subject, detail
            FROM (\(unsafeSQL: invariant.violations)) AS violation (subject, detail)
            ORDER BY subject, detail LIMIT \(limit)
            """
        )
        var examples: [InvariantFinding.Violation] = []
        for row in rows { examples.append(.init(subject: try row.get(1), detail: try row.get(2))) }
        return InvariantFinding(
            name: invariant.name,
            promise: invariant.promise,
            count: try rows.first?.get(0) ?? 0,
            examples: examples
        )
    }
}
