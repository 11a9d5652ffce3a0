import Foundation
import Logging

/// Keeps one connection alive: makes it, remembers its loss and makes the next one when it is time.
final class Link {
    let configuration: BrokerConfiguration
    let name: String
    let status = LinkStatus()
    private let logger: Logger
    private(set) var connection: Connection?
    /// Counts the connections made; deliveries carry it, so that an old connection's are not settled on a new one.
    private(set) var generation: UInt64 = 0
    /// Since when there is no connection, and why.
    private(set) var loss: (at: ContinuousClock.Instant, error: AMQPError)?
    private var backoff = Backoff()
    private var retryAt: ContinuousClock.Instant?
    private var connectedAt = ContinuousClock.now

    init(_ configuration: BrokerConfiguration, name: String, logger: Logger) {
        self.configuration = configuration
        self.name = name
        self.logger = logger
    }

    /// When the next attempt is due; nil while connected or before the first attempt.
    var nextAttempt: ContinuousClock.Instant? { connection == nil ? retryAt : nil }

    /// Makes the connection if there is none and the time for an attempt has come.
    ///
    /// - Parameters:
    ///   - regardless: tries although the next attempt is not due yet, for a caller who is told how it went.
    ///   - setUp: makes the fresh connection fit for use; when it throws, the attempt has failed.
    /// - Throws: what made the attempt fail.
    func establish(
        regardless: Bool = false,
        setUp: (Connection, _ generation: UInt64) throws(AMQPError) -> Void
    ) throws(AMQPError) {
        guard connection == nil else { return }
        if let retryAt, retryAt > .now, !regardless { return }
        do {
            let fresh = try open()
            generation += 1
            let generation = generation
            try fresh.watched { () throws(AMQPError) in try setUp(fresh, generation) }
            connection = fresh
            connectedAt = .now
            retryAt = nil
            loss = nil
            status.didConnect()
            logger.info("connected to RabbitMQ", metadata: ["host": "\(fresh.host)", "connection": "\(name)"])
        } catch {
            recordFailure(error, isTold: regardless)
            throw error
        }
    }

    /// Drops the connection after an error and plans the next attempt.
    func lose(_ error: AMQPError) {
        guard connection != nil else { return }
        connection = nil
        status.didDisconnect()
        if .now - connectedAt > .seconds(10) { backoff.reset() }
        recordFailure(error, isTold: false)
    }

    /// Ends for good.
    func close() {
        connection?.close()
        connection = nil
        retryAt = nil
        status.didDisconnect()
    }

    /// Plans the next attempt, and tells of the failure unless somebody waits for the outcome, who will.
    private func recordFailure(_ error: AMQPError, isTold: Bool) {
        let isNews = loss?.error != error && !isTold
        loss = (loss?.at ?? .now, error)
        let pause = backoff.next()
        retryAt = .now + pause
        logger.log(
            level: isNews ? .warning : .debug,
            "\(error.message)",
            metadata: ["connection": "\(name)", "operation": "\(error.operation)", "retry_in": "\(pause)"]
        )
    }

    private func open() throws(AMQPError) -> Connection {
        var errors: [AMQPError] = []
        for host in configuration.hosts.shuffled() {
            do {
                return try Connection(to: host, configuration, name: name)
            } catch {
                errors.append(error)
            }
        }
        // A host that answers and refuses says more than one that does not answer.
        guard let decisive = errors.first(where: { !$0.isTransient }) ?? errors.first else {
            throw AMQPError(
                .invalidConfiguration,
                operation: "connect",
                message: "no broker host is configured",
                isTransient: false
            )
        }
        guard errors.count > 1 else { throw decisive }
        throw AMQPError(
            decisive.code,
            operation: decisive.operation,
            message: errors.map(\.message).joined(separator: "; "),
            isTransient: decisive.isTransient
        )
    }
}
