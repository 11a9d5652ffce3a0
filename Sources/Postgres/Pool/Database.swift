import Dispatch
import Foundation
package import Logging
import Synchronization

/// A small fixed pool of connections to one database.
///
/// Connections are made when they are needed and made again when they break. While no server can be reached, callers
/// wait up to the configured time and then get a transient error; they are served in the order they came.
package final class Database: Sendable {
    private let configuration: DatabaseConfiguration
    private let connections: [Connection]
    private let counters = PoolCounters()
    private let line: Mutex<WaitingLine>

    package init(_ configuration: DatabaseConfiguration, logger: Logger) {
        signal(SIGPIPE, SIG_IGN)  // a broken connection is an error, not the end of the process
        self.configuration = configuration
        let counters = counters
        let outage = Outage()
        connections = (0..<configuration.poolSize).map { index in
            Connection(
                name: "pg-\(index + 1)",
                configuration: configuration,
                counters: counters,
                outage: outage,
                logger: logger
            )
        }
        line = Mutex(WaitingLine(places: configuration.poolSize))
    }

    /// Runs the body in a transaction on a connection's own thread; commits when it returns, rolls back when it throws.
    ///
    /// An error of the server is thrown where it happened in the body, or here for what travelled with COMMIT. When the
    /// deadline passes or the task is cancelled, the running statement is stopped and nothing commits. After
    /// ``PostgresError/Code/commitUnknown`` the transaction may have committed. The deadline counts from the call, the
    /// wait for a connection included; without one the configuration's holds, if it has any. Callers run the body again after a
    /// transient error, so it must be harmless twice.
    package func withTransaction<Result: Sendable>(
        deadline: Duration? = nil,
        _ body: @Sendable (borrowing Transaction) throws -> Result
    ) async throws -> Result {
        try await transact(deadline: deadline, ending: .commit, body)
    }

    /// Runs the body in a transaction that is always rolled back; for tests and dry runs.
    package func rollingBack<Result: Sendable>(
        _ body: @Sendable (borrowing Transaction) throws -> Result
    ) async throws -> Result {
        try await transact(deadline: nil, ending: .rollBack, body)
    }

    /// Runs one statement in a transaction of its own.
    ///
    /// After ``PostgresError/Code/connectionLost`` it may have happened or not.
    package func query(_ query: Query, deadline: Duration? = nil) async throws(PostgresError) -> [Row] {
        let use = Use(deadline: deadline ?? configuration.deadline, patience: configuration.connectWait)
        let place = try await place(for: use)
        defer { giveBack(place) }
        let connection = connections[place]
        let result = await withTaskCancellationHandler { () async -> Swift.Result<[Row], PostgresError> in
            do throws(PostgresError) {
                return .success(try await connection.query(query, for: use))
            } catch {
                return .failure(error)
            }
        } onCancel: {
            use.interrupt.cancel()
        }
        return try result.get()
    }

    /// Closes every connection after its present use and fails those who wait; a second call changes nothing.
    package func close() async {
        for waiter in line.withLock({ $0.close() }) { waiter.resume(returning: .failure(.databaseClosed)) }
        for connection in connections { await connection.close() }
    }

    /// How the pool is doing at this moment.
    package var statistics: DatabaseStatistics {
        let (idle, waiting) = line.withLock { ($0.idleCount, $0.waiting) }
        return DatabaseStatistics(
            size: connections.count,
            connected: counters.connected.load(ordering: .relaxed),
            inUse: connections.count - idle,
            waiting: waiting,
            reconnects: counters.reconnects.load(ordering: .relaxed),
            roundTrips: counters.roundTrips.load(ordering: .relaxed)
        )
    }

    /// Whether at least one connection stood when it was last used.
    package var isConnected: Bool { statistics.connected > 0 }

    private func transact<Result: Sendable>(
        deadline: Duration?,
        ending: Connection.Ending,
        _ body: @Sendable (borrowing Transaction) throws -> Result
    ) async throws -> Result {
        let use = Use(deadline: deadline ?? configuration.deadline, patience: configuration.connectWait)
        let place = try await place(for: use)
        defer { giveBack(place) }
        let connection = connections[place]
        return try await withTaskCancellationHandler {
            try await connection.transact(for: use, ending: ending, body)
        } onCancel: {
            use.interrupt.cancel()
        }
    }

    private func place(for use: Use) async throws(PostgresError) -> Int {
        let ticket: Int
        switch line.withLock({ $0.admit() }) {
        case .place(let place): return place
        case .refused: throw .databaseClosed
        case .wait(let given): ticket = given
        }
        if let deadline = use.interrupt.deadline {
            let left = ContinuousClock.now.duration(to: deadline) / .seconds(1)
            DispatchQueue.global().asyncAfter(deadline: .now() + left) { [weak self] in
                self?.leave(ticket, because: use.interrupt.error(.deadline, operation: "wait for a connection"))
            }
        }
        let cancellation = use.interrupt.error(.cancellation, operation: "wait for a connection")
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: WaitingLine.Waiter) in
                lineUp(waiter, ticket: ticket)
                if Task.isCancelled { leave(ticket, because: cancellation) }  // the handler may have come too early
            }
        } onCancel: {
            leave(ticket, because: cancellation)
        }
        return try result.get()
    }

    private func lineUp(_ waiter: WaitingLine.Waiter, ticket: Int) {
        let answer: Swift.Result<Int, PostgresError>? = line.withLock { line in
            if line.isClosed { return .failure(.databaseClosed) }
            return line.lineUp(waiter, ticket: ticket).map { .success($0) }
        }
        if let answer { waiter.resume(returning: answer) }
    }

    private func leave(_ ticket: Int, because error: PostgresError) {
        line.withLock { $0.leave(ticket: ticket) }?.resume(returning: .failure(error))
    }

    private func giveBack(_ place: Int) {
        line.withLock { $0.giveBack(place) }?.resume(returning: .success(place))
    }
}

/// How a pool is doing.
package struct DatabaseStatistics: Hashable, Sendable {
    package let size: Int
    package let connected: Int
    package let inUse: Int

    /// Callers waiting for a connection.
    package let waiting: Int

    /// Connections made after an earlier one broke, since the start.
    package let reconnects: Int

    /// Waits for the server, since the start.
    package let roundTrips: Int
}

extension PostgresError {
    fileprivate static var databaseClosed: PostgresError {
        PostgresError(.closed, operation: "connect", message: "the database is closed", isTransient: true)
    }
}
