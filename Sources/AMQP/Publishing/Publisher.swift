import Foundation
package import Logging
import Threading

/// Publishes batches of messages over a connection of its own and knows which of them the broker has taken over.
///
/// The connection is made with the first use and made anew whenever it is lost, after a random pause between zero
/// and 0.1 s that grows to 10 s. Nothing is ever sent twice by itself: what was not confirmed fails, and the caller,
/// who keeps its messages until they are confirmed, publishes it again.
package actor Publisher {
    private let executor: ThreadExecutor
    private let loop: SocketLoop
    private let link: Link
    private let logger: Logger
    private nonisolated let status: LinkStatus

    /// Batches with something left to send, oldest first.
    private var waiting: [PendingBatch] = []
    /// How much of the body of the message being sent is out; nil between messages.
    private var bodyOffset: Int?
    private var window = ConfirmWindow()
    private var blockedSince: ContinuousClock.Instant?
    private var awaitsSocket = false
    private var isClosed = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Makes a publisher; it connects when it is first used.
    ///
    /// - Parameters:
    ///   - configuration: where the broker is.
    ///   - name: shown by `rabbitmqctl list_connections` and as the name of the thread.
    ///   - logger: told of connections made and lost.
    package init(_ configuration: BrokerConfiguration, name: String, logger: Logger) {
        let loop = SocketLoop()
        self.loop = loop
        self.logger = logger
        executor = ThreadExecutor(name: name, stackSize: SocketLoop.stackSize) { loop.wait($0) }
        link = Link(configuration, name: name, logger: logger)
        status = link.status
        loop.onReady { [weak self] in self?.assumeIsolated { $0.turn() } }
    }

    deinit {
        executor.stop()
    }

    /// Whether there is a connection at this moment.
    package nonisolated var isConnected: Bool { status.isConnected }
    /// Whether the broker's memory or disk alarm holds publishing up.
    package nonisolated var isBlocked: Bool { status.isBlocked }
    /// How often the connection was made anew.
    package nonisolated var reconnects: Int { status.reconnects }

    /// Makes sure that there is a connection now, with one attempt; does nothing when there is.
    package func connect() throws(AMQPError) {
        guard !isClosed else { throw Publisher.closed }
        defer { plan() }
        try link.establish(regardless: true, setUp: Publisher.setUp)
    }

    /// Publishes the messages in their order and returns when the broker has confirmed every one.
    ///
    /// It waits at most `blockedTimeout` for a broker that is away or blocks publishing, and `confirmTimeout` for a
    /// confirm. A cancelled task waits all the same, since what became of the messages is worth knowing.
    ///
    /// - Throws: ``AMQPError`` whose `failures` say which messages were not confirmed and why; the others were.
    package func publish(_ batch: [OutgoingMessage]) async throws(AMQPError) {
        guard !isClosed else { throw Publisher.closed }
        guard !batch.isEmpty else { return }
        let error: AMQPError? = await withCheckedContinuation { continuation in
            waiting.append(PendingBatch(batch, at: .now) { continuation.resume(returning: $0) })
            turn()
        }
        if let error { throw error }
    }

    /// Closes the connection and fails whatever waits; a second call does nothing.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        link.close()
        failEverything(Publisher.closed)
        plan()
    }

    // MARK: The loop

    private func turn() {
        guard !isClosed else { return }
        do {
            try link.establish(setUp: Publisher.setUp)
            if let connection = link.connection {
                try connection.watched { () throws(AMQPError) in try exchange(over: connection) }
            }
        } catch {
            drop(error)
        }
        expire(at: .now)
        plan()
    }

    private static func setUp(_ connection: Connection, _ generation: UInt64) throws(AMQPError) {
        try connection.openChannel()
        try connection.selectConfirms()
    }

    /// Reads and sends in turns until there is nothing to read and nothing can be sent.
    private func exchange(over connection: Connection) throws(AMQPError) {
        repeat {
            while let event = try connection.nextEvent() { handle(event) }
        } while try sendBurst(over: connection)
    }

    private func handle(_ event: BrokerEvent) {
        switch event {
        case .confirmed(let number, let multiple):
            window.settle(number, multiple: multiple) { published in
                if let reason = published.returnedBecause {
                    published.batch.fail(published.index, .unroutable, reason, isTransient: false)
                } else {
                    published.batch.confirm()
                }
            }
        case .nacked(let number, let multiple):
            window.settle(number, multiple: multiple) { published in
                let text = "the broker could not store the message; it is published again later"
                published.batch.fail(published.index, .nacked, text, isTransient: true)
            }
        case .returned(let method, let message):
            let outgoing = OutgoingMessage(exchange: method.exchange, routingKey: method.routingKey, message: message)
            let reason =
                "no queue takes messages of exchange '\(method.exchange)' with key '\(method.routingKey)' "
                + "(\(method.replyCode) \(method.replyText))"
            if !window.markReturned(outgoing, because: reason) {
                logger.warning("a message came back after its confirm was given up", metadata: ["reason": "\(reason)"])
            }
        case .blocked(let reason):
            blockedSince = .now
            status.setBlocked(true)
            logger.warning("RabbitMQ blocks publishing", metadata: ["reason": "\(reason)"])
        case .unblocked:
            blockedSince = nil
            status.setBlocked(false)
            logger.notice("RabbitMQ no longer blocks publishing")
        case .delivered, .cancelled, .cancelledByBroker, .counted:
            break  // nothing was subscribed to, and nothing asked
        }
    }

    /// Sends as much as the window and the socket take, at most 256 frames of bodies and starts.
    ///
    /// - Returns: whether anything was sent, so that the broker's answers are read before the next burst.
    private func sendBurst(over connection: Connection) throws(AMQPError) -> Bool {
        awaitsSocket = false
        guard blockedSince == nil, !waiting.isEmpty else { return false }
        var room = connection.sendingRoom()
        var steps = 0
        let now = ContinuousClock.now
        connection.cork(true)
        defer { connection.cork(false) }

        while let batch = waiting.first, steps < 256 {
            guard room > 0 else {
                awaitsSocket = true
                break
            }
            let outgoing = batch.messages[batch.unsent]
            if let offset = bodyOffset {
                let end = try connection.sendFragment(of: outgoing.message.body, from: offset)
                room -= end - offset + 8
                bodyOffset = end
            } else if let problem = outgoing.problem {
                batch.unsent += 1
                batch.fail(batch.unsent - 1, .invalidMessage, problem, isTransient: false)
                if batch.unsent == batch.messages.count { waiting.removeFirst() }
                continue
            } else {
                guard window.hasRoom(for: outgoing) else { break }
                window.add(batch, batch.unsent, at: now)
                bodyOffset = 0
                try connection.sendStart(of: outgoing)
                room -= 512
            }
            steps += 1
            if bodyOffset == outgoing.message.body.count {
                bodyOffset = nil
                batch.unsent += 1
                if batch.unsent == batch.messages.count { waiting.removeFirst() }
            }
        }
        return steps > 0
    }

    // MARK: Failures

    /// Takes note that the connection is gone, or that it could not be made.
    private func drop(_ error: AMQPError) {
        if link.connection == nil {
            // Waiting helps only against what passes by itself.
            if !error.isTransient { failWaiting(error) }
            return
        }
        link.lose(error)
        failInFlight(error)
    }

    private func failInFlight(_ error: AMQPError) {
        blockedSince = nil
        let closure = ChannelClosure(error: error)
        if let batch = waiting.first, batch.unsent > 0 || bodyOffset != nil {
            if bodyOffset != nil { batch.unsent += 1 }  // it is in the window
            waiting.removeFirst()
            batch.failUnsent(.connectionLost, error.message, isTransient: true)
        }
        bodyOffset = nil
        window.settleAll { published in
            if closure.isCaused(by: published.outgoing) {
                published.batch.fail(published.index, error.code, error.message, isTransient: false)
            } else {
                published.batch.fail(published.index, .connectionLost, error.message, isTransient: true)
            }
        }
    }

    private func failWaiting(_ error: AMQPError) {
        let batches = waiting
        waiting = []
        for batch in batches { batch.failUnsent(error.code, error.message, isTransient: error.isTransient) }
    }

    private func failEverything(_ error: AMQPError) {
        failInFlight(error)
        failWaiting(error)
    }

    private func expire(at now: ContinuousClock.Instant) {
        let limit = link.configuration.confirmTimeout
        window.settle(sentBefore: now - limit) { published in
            let text = "the broker did not confirm the message within \(limit)"
            published.batch.fail(published.index, .confirmTimedOut, text, isTransient: true)
        }
        while let batch = waiting.first {
            let (deadline, error) = patience(with: batch)
            guard deadline <= now else { return }
            guard bodyOffset == nil else {
                // Half a message is out: the channel is of no more use.
                link.lose(error)
                return failInFlight(error)
            }
            waiting.removeFirst()
            batch.failUnsent(error.code, error.message, isTransient: true)
        }
    }

    /// Until when a batch may wait to be sent, and what to say after that.
    private func patience(with batch: PendingBatch) -> (deadline: ContinuousClock.Instant, error: AMQPError) {
        let bound = link.configuration.blockedTimeout
        if let blockedSince {
            let text = "RabbitMQ blocks publishing (a memory or disk alarm) for \(bound) or longer"
            return (
                max(batch.queuedAt, blockedSince) + bound,
                AMQPError(.blocked, operation: "basic.publish", message: text, isTransient: true)
            )
        }
        if link.connection == nil, let loss = link.loss {
            return (max(batch.queuedAt, loss.at) + bound, loss.error)
        }
        let text = "the broker takes in messages too slowly"
        return (
            batch.queuedAt + link.configuration.confirmTimeout,
            AMQPError(.confirmTimedOut, operation: "basic.publish", message: text, isTransient: true)
        )
    }

    /// Says what the thread is to wait for until the next turn.
    private func plan() {
        guard !isClosed else { return loop.expect(-1, until: nil) }
        var deadlines: [ContinuousClock.Instant] = []
        if let sentAt = window.oldestSentAt { deadlines.append(sentAt + link.configuration.confirmTimeout) }
        if let batch = waiting.first { deadlines.append(patience(with: batch).deadline) }
        if let attempt = link.nextAttempt { deadlines.append(attempt) }
        if link.connection != nil { deadlines.append(.now + link.configuration.heartbeat / 2) }
        if awaitsSocket { deadlines.append(.now + .milliseconds(2)) }
        loop.expect(link.connection?.descriptor ?? -1, until: deadlines.min())
    }

    private static let closed = AMQPError(
        .closed,
        operation: "publisher",
        message: "the publisher was closed",
        isTransient: false
    )
}
