import Logging

/// One open connection and the transaction on it, if there is one; belongs to its connection's thread.
///
/// BEGIN waits for the first statement, queued statements for the next one or COMMIT, so that a transaction of one
/// query, some queued statements and COMMIT is two round trips.
final class Session {
    private let pipeline: Pipeline
    private var queue: [Query] = []
    private var isBeginSent = false
    private var failure: PostgresError?

    init(_ pipeline: Pipeline) {
        self.pipeline = pipeline
    }

    var isAlive: Bool { pipeline.isAlive() }
    var isSpent: Bool { pipeline.isSpent }
    var roundTrips: Int { pipeline.roundTrips }

    func begin(interruptedBy interrupt: Interrupt) {
        pipeline.interrupt = interrupt
        queue.removeAll(keepingCapacity: true)
        isBeginSent = false
        failure = nil
    }

    func enqueue(_ query: Query) throws(PostgresError) {
        if let failure { throw failure }
        queue.append(query)
    }

    func perform(_ query: Query) throws(PostgresError) -> ResultSet {
        try inTransaction(query.summary) { () throws(PostgresError) in
            try sendQueue()
            try pipeline.send(query)
            guard let result = try pipeline.exchange() else { preconditionFailure("a statement has a result") }
            return result
        }
    }

    func perform(script: String) throws(PostgresError) {
        try inTransaction("run a script") { () throws(PostgresError) in
            try sendQueue()
            try pipeline.exchange()
            try pipeline.run(script: script)
            guard pipeline.handle.isInTransaction else {
                throw PostgresError(
                    .statementFailed,
                    operation: "run a script",
                    message: "the script ended the transaction it runs in; it must not contain COMMIT or ROLLBACK",
                    isTransient: false
                )
            }
        }
    }

    /// Commits; nothing at all is sent for a transaction in which nothing was asked.
    func commit() throws(PostgresError) {
        guard isBeginSent || !queue.isEmpty || failure != nil else { return }
        try inTransaction("COMMIT") { () throws(PostgresError) in
            try sendQueue()
            try pipeline.send(command: "COMMIT")
            let result = try pipeline.exchange()
            guard result?.tag == "COMMIT" else {
                throw PostgresError(
                    .statementFailed,
                    operation: "COMMIT",
                    message: "the transaction had failed and was rolled back",
                    isTransient: false
                )
            }
        }
        isBeginSent = false
        settle()
    }

    /// Undoes everything and forgets what is queued.
    ///
    /// A connection on which even this fails is not used again.
    func rollBack() {
        defer { settle() }
        queue.removeAll(keepingCapacity: true)
        guard isBeginSent, !pipeline.isSpent else { return }
        isBeginSent = false
        guard !pipeline.handle.isOutsideTransaction else { return }
        pipeline.interrupt = Interrupt(deadline: .now + .seconds(5))
        do throws(PostgresError) {
            try pipeline.send(command: "ROLLBACK")
            try pipeline.exchange()
        } catch {
            pipeline.spend()
        }
    }

    /// Runs one statement in a transaction of its own.
    func performAlone(_ query: Query, interruptedBy interrupt: Interrupt) throws(PostgresError) -> ResultSet {
        begin(interruptedBy: interrupt)
        defer { settle() }
        if let reason = interrupt.reason { throw interrupt.error(reason, operation: query.summary) }
        try pipeline.send(query)
        guard let result = try pipeline.exchange() else { preconditionFailure("a statement has a result") }
        return result
    }

    private func sendQueue() throws(PostgresError) {
        if !isBeginSent {
            isBeginSent = true
            try pipeline.send(command: "BEGIN")
        }
        for query in queue { try pipeline.send(query) }
        queue.removeAll(keepingCapacity: true)
    }

    /// Refuses to go on after a failure, so that nothing of a transaction commits when a part was caught and ignored.
    private func inTransaction<Result>(
        _ operation: @autoclosure () -> String,
        _ body: () throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        if let failure { throw failure }
        do throws(PostgresError) {
            if let reason = pipeline.interrupt.reason {
                throw pipeline.interrupt.error(reason, operation: operation())
            }
            return try body()
        } catch {
            failure = error
            throw error
        }
    }

    private func settle() {
        if !pipeline.isSpent, !pipeline.handle.isOutsideTransaction { pipeline.spend() }
    }
}
