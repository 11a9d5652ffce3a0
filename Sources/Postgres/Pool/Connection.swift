import Foundation
import Logging
import Synchronization
import Threading

/// A place in the pool: one thread, and the connection it keeps to the server as long as there is one.
actor Connection {
    private let executor: ThreadExecutor
    private let configuration: DatabaseConfiguration
    private let counters: PoolCounters
    private let outage: Outage
    private let logger: Logger
    private let doorbell = Doorbell()

    private var session: Session?
    private var isClosed = false
    private var hasBeenConnected = false

    init(
        name: String,
        configuration: DatabaseConfiguration,
        counters: PoolCounters,
        outage: Outage,
        logger: Logger
    ) {
        executor = ThreadExecutor(name: name)
        self.configuration = configuration
        self.counters = counters
        self.outage = outage
        self.logger = logger
    }

    deinit {
        executor.stop()
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Runs the body in a transaction and ends it as asked; an error rolls back.
    func transact<Result: Sendable>(
        for use: Use,
        ending: Ending,
        _ body: @Sendable (borrowing Transaction) throws -> Result
    ) throws -> Result {
        try using(use) { session in
            Swift.Result {
                session.begin(interruptedBy: use.interrupt)
                do {
                    let result = try body(Transaction(session: session))
                    switch ending {
                    case .commit: try session.commit()
                    case .rollBack: session.rollBack()
                    }
                    return result
                } catch {
                    session.rollBack()
                    throw error
                }
            }
        }.get()
    }

    func query(_ query: Query, for use: Use) throws(PostgresError) -> [Row] {
        try using(use) { session in
            Result { () throws(PostgresError) in
                try session.performAlone(query, interruptedBy: use.interrupt).rows
            }
        }.get()
    }

    func close() {
        isClosed = true
        drop()
    }

    private func using<Outcome>(_ use: Use, _ body: (Session) -> Outcome) throws(PostgresError) -> Outcome {
        use.interrupt.attach(doorbell)
        defer { use.interrupt.detach() }
        let session = try connected(for: use)
        let roundTrips = session.roundTrips
        defer {
            counters.roundTrips.add(session.roundTrips - roundTrips, ordering: .relaxed)
            if session.isSpent { drop() }
        }
        return body(session)
    }

    /// The live session, connecting as often as the caller's patience allows.
    private func connected(for use: Use) throws(PostgresError) -> Session {
        if let session {
            if session.isAlive { return session }
            logger.info("a database connection was lost while idle")
            drop()
        }
        while true {
            if isClosed {
                throw PostgresError(.closed, operation: "connect", message: "the database is closed", isTransient: true)
            }
            let lastRefusal = outage.lastRefusal
            if let reason = use.interrupt.reason {
                // That no server was there says more than that the time is over.
                throw reason == .deadline ? lastRefusal?.error ?? interrupted(use, reason) : interrupted(use, reason)
            }
            if let lastRefusal, lastRefusal.retryAt > .now {
                guard lastRefusal.retryAt <= use.patienceEnds else { throw lastRefusal.error }
                sleep(until: lastRefusal.retryAt, for: use)
                continue
            }
            do throws(PostgresError) {
                return try connect()
            } catch {
                outage.note(error)
                if error.code == .refused { throw error }
            }
        }
    }

    private func connect() throws(PostgresError) -> Session {
        let keywords = try configuration.keywords()
        let pipeline: Pipeline
        do throws(ConnectionRefusal) {
            let handle = try ConnectionHandle(keywords: keywords, logger: logger)
            do throws(PostgresError) {
                pipeline = try Pipeline(handle, doorbell: doorbell, logger: logger)
            } catch {
                throw ConnectionRefusal(message: error.message)
            }
        } catch {
            throw error.error()
        }
        let session = Session(pipeline)
        self.session = session
        outage.end()
        counters.connected.add(1, ordering: .relaxed)
        if hasBeenConnected {
            counters.reconnects.add(1, ordering: .relaxed)
            logger.info("a database connection is there again")
        }
        hasBeenConnected = true
        return session
    }

    private func drop() {
        guard session != nil else { return }
        session = nil
        counters.connected.subtract(1, ordering: .relaxed)
    }

    private func interrupted(_ use: Use, _ reason: Interrupt.Reason) -> PostgresError {
        use.interrupt.error(reason, operation: "connect")
    }

    private func sleep(until instant: ContinuousClock.Instant, for use: Use) {
        let wakeAt = min(instant, use.interrupt.deadline ?? instant)
        var descriptor = pollfd(fd: doorbell.descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&descriptor, 1, millisecondsUntil(wakeAt))
    }
}

extension Connection {
    enum Ending {
        case commit
        case rollBack
    }
}
