import CLibPQ
import Foundation
import Logging

/// Statements sent together and their answers, over one connection in libpq's pipeline mode.
///
/// Nothing waits until ``exchange()``, which costs one round trip however much was sent. The server and we may both have
/// more to say than the socket takes, so input is always read while output remains.
final class Pipeline {
    private enum Expected {
        case command(String)
        case prepare(StatementCache.Key, Query)
        case statement(Query)
        case synchronization

        var operation: String {
            switch self {
            case .command(let sql): sql
            case .prepare(_, let query), .statement(let query): query.summary
            case .synchronization: "end the round trip"
            }
        }
    }

    /// How long the server may take to stop a statement before the connection is given up.
    private static let grace = Duration.seconds(2)

    let handle: ConnectionHandle
    private let canceller: Canceller?
    private let doorbell: Doorbell
    private let logger: Logger
    private var statements = StatementCache(capacity: 256)
    private var expected: [Expected] = []
    private var isCommitSent = false
    private var stopping: (reason: Interrupt.Reason, giveUpAt: ContinuousClock.Instant)?

    /// What may end the present use early.
    var interrupt = Interrupt(deadline: nil)

    /// Whether the connection should be closed rather than used again.
    private(set) var isSpent = false
    private(set) var roundTrips = 0

    /// Whether no further answer can be read.
    private var isOver = false

    init(_ handle: consuming ConnectionHandle, doorbell: Doorbell, logger: Logger) throws(PostgresError) {
        self.handle = handle
        self.doorbell = doorbell
        self.logger = logger
        canceller = self.handle.canceller()
        try self.handle.enterPipelineMode()
    }

    func spend() {
        isSpent = true
    }

    /// Sends a statement, preparing it before its first use on this connection.
    func send(_ query: Query) throws(PostgresError) {
        let key = StatementCache.Key(sql: query.sql, types: query.parameters.types)
        let name: String
        switch statements.lookUp(key) {
        case .prepared(let existing):
            name = existing
        case .new(let new, let evicted):
            if let evicted { try send(command: "DEALLOCATE \(evicted)") }
            name = new
            expected.append(.prepare(key, query))
            try orSpend { () throws(PostgresError) in try handle.sendPrepare(name, query) }
        }
        expected.append(.statement(query))
        try orSpend { () throws(PostgresError) in try handle.sendExecute(name, query.parameters) }
    }

    /// Sends a statement that is too short to be worth preparing.
    func send(command: String) throws(PostgresError) {
        if command == "COMMIT" { isCommitSent = true }
        expected.append(.command(command))
        try orSpend { () throws(PostgresError) in try handle.send(command) }
    }

    /// Waits for the answers to all that was sent and returns that to the last.
    ///
    /// - Throws: the first statement's error. What followed it was skipped by the server.
    @discardableResult
    func exchange() throws(PostgresError) -> ResultSet? {
        roundTrips += 1
        expected.append(.synchronization)
        defer {
            expected.removeAll(keepingCapacity: true)
            isCommitSent = false
            stopping = nil
        }
        try orSpend { () throws(PostgresError) in try handle.sendSync() }

        var failure: PostgresError?
        var last: ResultSet?
        for step in expected {
            do throws(PostgresError) {
                if let result = try result(of: step) { last = result }
            } catch {
                failure = failure ?? error
            }
            if isOver { break }
        }
        if let failure { throw failure }
        return last
    }

    /// Runs several statements as one text, as one round trip of its own.
    func run(script: String) throws(PostgresError) {
        roundTrips += 1
        defer { stopping = nil }
        let step = Expected.command(Query(stringLiteral: script).summary)
        try orSpend { () throws(PostgresError) in
            try handle.exitPipelineMode()
            try handle.send(script: script)
        }
        var failure: PostgresError?
        while let result = try next(of: step) {
            switch result.status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
                continue
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                throw copyRefusal(of: step)
            default:
                failure = failure ?? explained(result.error(operation: step.operation), of: step)
            }
        }
        try orSpend { () throws(PostgresError) in try handle.enterPipelineMode() }
        if let failure { throw failure }
    }

    /// Takes in what the server said unasked, which is a parameter or a good-bye.
    ///
    /// Answers whether the connection is still good.
    func isAlive() -> Bool {
        var descriptor = pollfd(fd: handle.socket, events: Int16(POLLIN), revents: 0)
        for _ in 0..<8 {
            guard !isSpent, handle.isUsable else { return false }
            guard unsafe poll(&descriptor, 1, 0) > 0 else { return true }
            do throws(PostgresError) { try handle.consumeInput() } catch { return false }
        }
        return false
    }

    private func result(of step: Expected) throws(PostgresError) -> ResultSet? {
        if case .synchronization = step {
            try readSynchronization(step)
            return nil
        }

        let result = try next(of: step)
        switch result?.status {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            try endResults(of: step)
            if case .prepare = step { return nil }
            return result
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            throw copyRefusal(of: step)
        case PGRES_PIPELINE_ABORTED:
            forget(step)
            try endResults(of: step)
            return nil  // the statement that failed says why
        default:
            forget(step)
            guard let result else {
                spend()
                throw lost("the server gave no answer", operation: step.operation)
            }
            let error = explained(result.error(operation: step.operation), of: step)
            do throws(PostgresError) { try endResults(of: step) } catch {}  // the first error says more
            throw error
        }
    }

    /// Reads up to the mark that ends the round trip.
    ///
    /// A constraint that was deferred to the end of an implicit transaction fails here: as an error, a nil, the mark.
    private func readSynchronization(_ step: Expected) throws(PostgresError) {
        var failure: PostgresError?
        var nilsInARow = 0
        while nilsInARow < 2 {
            guard let result = try next(of: step) else {
                nilsInARow += 1
                continue
            }
            nilsInARow = 0
            if result.status == PGRES_PIPELINE_SYNC {
                if let failure { throw failure }
                return
            }
            failure = failure ?? explained(result.error(operation: step.operation), of: step)
        }
        spend()
        isOver = true
        throw failure ?? lost("the server gave no answer", operation: step.operation)
    }

    /// Reads the nil that ends one statement's results.
    private func endResults(of step: Expected) throws(PostgresError) {
        _ = try next(of: step)
    }

    /// Refuses a copy that nobody would feed or read; there is no way back from it but to hang up.
    private func copyRefusal(of step: Expected) -> PostgresError {
        spend()
        isOver = true
        return PostgresError(
            .statementFailed,
            operation: step.operation,
            message: "COPY from and to the client is not supported; use unnest, or COPY on the server",
            isTransient: false
        )
    }

    private func forget(_ step: Expected) {
        if case .prepare(let key, _) = step { statements.remove(key) }
    }

    private func next(of step: Expected) throws(PostgresError) -> ResultSet? {
        while handle.isBusy {
            do throws(PostgresError) {
                let hasOutput = try handle.flush()
                try wait(for: step, hasOutput: hasOutput)
            } catch {
                spend()
                isOver = true
                throw error.code == .connectionLost ? lost(error.message, operation: step.operation) : error
            }
        }
        return handle.nextResult()
    }

    /// Sleeps until the socket is ready, reads what came, and stops the statement when its time is over.
    private func wait(for step: Expected, hasOutput: Bool) throws(PostgresError) {
        guard handle.isUsable else { throw lost(handle.errorMessage, operation: step.operation) }
        var descriptors = [
            pollfd(fd: handle.socket, events: Int16(hasOutput ? POLLIN | POLLOUT : POLLIN), revents: 0),
            pollfd(fd: stopping == nil ? doorbell.descriptor : -1, events: Int16(POLLIN), revents: 0),
        ]
        let wakeAt = stopping?.giveUpAt ?? interrupt.deadline
        _ = unsafe poll(&descriptors, 2, wakeAt.map(millisecondsUntil) ?? -1)

        if descriptors[1].revents != 0 { doorbell.silence() }  // the reason stays; the bell would keep poll awake
        if descriptors[0].revents & ~Int16(POLLOUT) != 0 { try handle.consumeInput() }
        if let stopping {
            guard stopping.giveUpAt <= .now else { return }
            throw isCommitSent
                ? lost("the server did not answer in time", operation: step.operation)
                : interrupt.error(stopping.reason, operation: step.operation)
        } else if let reason = interrupt.reason {
            // The cancel may reach the server after the statement, so this connection serves nobody afterwards.
            spend()
            stopping = (reason, .now + Self.grace)
            canceller?.send(logger: logger)
        }
    }

    /// The error as the caller should see it; some end the connection.
    private func explained(_ error: PostgresError, of step: Expected) -> PostgresError {
        guard let sqlState = error.sqlState else {
            spend()
            return lost(error.message, operation: step.operation)
        }
        if PostgresError.endsSession(sqlState: sqlState, message: error.message) { spend() }
        if sqlState == "57014", let stopping { return interrupt.error(stopping.reason, operation: step.operation) }
        if isCommitSent, !handle.isUsable || sqlState.hasPrefix("57P") {
            return lost(error.message, operation: step.operation)
        }
        return error
    }

    private func lost(_ message: String, operation: String) -> PostgresError {
        PostgresError(
            isCommitSent ? .commitUnknown : .connectionLost,
            operation: operation,
            message: isCommitSent ? "it is unknown whether COMMIT happened: \(message)" : message,
            isTransient: true
        )
    }

    private func orSpend(_ body: () throws(PostgresError) -> Void) throws(PostgresError) {
        do throws(PostgresError) {
            try body()
        } catch {
            spend()
            let operation = expected.last?.operation ?? error.operation
            expected.removeAll()
            defer { isCommitSent = false }
            throw lost(error.message, operation: operation)
        }
    }
}

/// The time left, for poll: rounded up so that it is over afterwards.
func millisecondsUntil(_ instant: ContinuousClock.Instant) -> CInt {
    let left = ContinuousClock.now.duration(to: instant)
    guard left > .zero else { return 0 }
    let (seconds, attoseconds) = left.components
    return CInt(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
}
