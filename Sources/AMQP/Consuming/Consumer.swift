import Foundation
package import Logging
import Threading

/// Takes deliveries from one queue over a connection of its own.
///
/// It subscribes with the first use. A lost connection, a closed channel and a cancelled subscription are all mended
/// the same way: a new connection, a check that the queue exists, a new subscription, after a random pause between
/// zero and 0.1 s that grows to 10 s. What was delivered before is delivered again by the broker.
///
/// A prefetch counts messages, and a few hundred mails with attachments are more than a process can hold. When nobody
/// fetches what has arrived, it therefore reads no further than some megabytes: the rest stays in the broker's sockets.
package actor Consumer {
    /// The most that is answered at once, in bytes of bodies, unless a single message is larger.
    package static let mouthful = 16 << 20

    private let executor: ThreadExecutor
    private let loop: SocketLoop
    private let link: Link
    private let queue: String
    private let prefetch: Int
    private let appetite: Int
    private nonisolated let status: LinkStatus

    private enum Settling { case acknowledge, requeue }

    private var buffer = DeliveryBuffer()
    /// When we last spoke while we were not listening.
    private var spokeAt = ContinuousClock.now
    private var unsettled = UnsettledTags()
    private var unsent: [(UnsettledTags.Settlement, Settling)] = []
    /// While the subscription is being ended: what is settled meanwhile is held back.
    private var windDown: WindDown?
    private var heldBack: (acknowledged: [UInt64], requeued: [UInt64]) = ([], [])
    private var lastDelivery: ContinuousClock.Instant?
    private var waiters: [DeliveryWaiter] = []
    private var tag = ""
    private var awaitsSocket = false
    private var isCancelled = false
    private var isClosed = false
    private var cancellations: [CheckedContinuation<Void, Never>] = []
    private var cancellationDeadline: ContinuousClock.Instant?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Makes a consumer; it subscribes when it is first used.
    ///
    /// - Parameters:
    ///   - configuration: where the broker is.
    ///   - queue: must exist; it is never created here.
    ///   - prefetch: how many unsettled deliveries the broker may have out with this consumer, at least one.
    ///   - appetite: how many bytes of bodies may wait to be fetched before it stops reading.
    ///   - name: shown by `rabbitmqctl list_connections`, begins the consumer tag and names the thread.
    ///   - logger: told of connections made and lost.
    package init(
        _ configuration: BrokerConfiguration,
        queue: String,
        prefetch: Int,
        appetite: Int = 64 << 20,
        name: String,
        logger: Logger
    ) {
        precondition(prefetch > 0, "a prefetch of \(prefetch) would let the broker send without limit")
        let loop = SocketLoop()
        self.loop = loop
        self.queue = queue
        self.prefetch = prefetch
        self.appetite = appetite
        executor = ThreadExecutor(name: name, stackSize: SocketLoop.stackSize) { loop.wait($0) }
        link = Link(configuration, name: name, logger: logger)
        status = link.status
        loop.onReady { [weak self] in self?.assumeIsolated { $0.turn() } }
    }

    deinit {
        executor.stop()
    }

    /// Whether there is a connection with a subscription at this moment.
    package nonisolated var isConnected: Bool { status.isConnected }
    /// The bytes of the bodies that have arrived and nobody has fetched yet.
    package var heldBytes: Int { buffer.bytes }
    /// How often the connection was made anew.
    package nonisolated var reconnects: Int { status.reconnects }

    /// Makes sure that there is a subscription now, with one attempt; does nothing when there is.
    package func connect() throws(AMQPError) {
        guard !isClosed, !isCancelled else { throw Consumer.closed }
        defer { plan() }
        try link.establish(regardless: true, setUp: subscribe)
    }

    /// Waits until there is at least one delivery and answers what is there.
    ///
    /// A broker that is away is waited for. After ``cancel()`` it answers what had arrived before, then empty arrays.
    ///
    /// - Parameters:
    ///   - limit: the most deliveries to answer, at least one.
    ///   - gathering: how long the first delivery may wait for others; zero never waits for more.
    /// - Returns: the deliveries in the order they arrived.
    /// - Throws: `CancellationError` when the task is cancelled; ``AMQPError`` for what no waiting mends, such as a
    ///   queue that does not exist. The next call tries again.
    package func next(upTo limit: Int, gathering: Duration = .zero) async throws -> [Delivery] {
        guard !isClosed else { throw Consumer.closed }
        let waiter = DeliveryWaiter(limit: max(1, limit), gathering: gathering)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiter.begin(continuation)
                waiters.removeAll(where: \.hasEnded)  // those who gave up
                waiters.append(waiter)
                turn()
            }
        } onCancel: {
            waiter.cancel()
        }
    }

    /// Tells the broker that these deliveries are finished and may be forgotten.
    ///
    /// Those of an earlier connection, and those settled before, are passed over: the broker delivers the former again.
    package func acknowledge(_ deliveries: [Delivery]) async throws(AMQPError) {
        try settle(deliveries, .acknowledge)
    }

    /// Puts deliveries back into the queue, where each counts as delivered once more.
    package func requeue(_ deliveries: [Delivery]) async throws(AMQPError) {
        try settle(deliveries, .requeue)
    }

    /// Ends the subscription and returns when the broker sends nothing any more.
    ///
    /// It first takes what the broker has handed out, up to the prefetch and for two seconds at most, so that nothing
    /// comes back counted as delivered that nobody saw; settling takes effect after that. What was delivered can still
    /// be fetched and settled. A second call does nothing.
    package func cancel() async {
        guard !isCancelled, !isClosed else { return }
        isCancelled = true
        guard link.connection != nil else { return turn() }
        windDown = WindDown(prefetch: prefetch, lastDelivery: lastDelivery, at: .now)
        await withCheckedContinuation { continuation in
            cancellations.append(continuation)
            turn()
        }
    }

    /// Gives the subscription up for a new one over a new connection; what was not settled is delivered again.
    ///
    /// For a subscription of which nothing comes although messages wait. Does nothing while there is none.
    package func renew() {
        guard !isClosed, !isCancelled, link.connection != nil else { return }
        drop(Consumer.deaf)
        plan()
    }

    /// Closes the connection, after which the broker delivers again what was not settled.
    ///
    /// A second call does nothing.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        link.close()
        forgetDeliveries()
        endCancellation()
        for waiter in waiters { waiter.finish()?.resume(throwing: Consumer.closed) }
        waiters = []
        plan()
    }

    // MARK: The loop

    private func turn() {
        guard !isClosed else { return }
        do throws(AMQPError) {
            if !isCancelled { try link.establish(setUp: subscribe) }
            if let connection = link.connection {
                try connection.watched { () throws(AMQPError) in
                    try read(from: connection)
                    try advanceWindDown(over: connection)
                    try sendSettlements(over: connection)
                    try read(from: connection)
                }
            }
            if let cancellationDeadline, cancellationDeadline <= .now { throw Consumer.cancelTimedOut }
        } catch {
            drop(error)
        }
        let wasSated = isSated
        serveWaiters()
        if wasSated, !isSated { return turn() }
        plan()
    }

    private var isSated: Bool { buffer.bytes >= appetite }

    /// Reads until nothing more is there, or so much is held that the rest had better wait.
    ///
    /// The C library speaks only when it reads, and the broker must hear of us all the same.
    private func read(from connection: Connection) throws(AMQPError) {
        while !isSated {
            guard let event = try connection.nextEvent() else { return }
            try handle(event)
        }
        guard spokeAt + link.configuration.heartbeat / 2 <= .now else { return }
        spokeAt = .now
        try connection.sendHeartbeat()
    }

    private func subscribe(_ connection: Connection, _ generation: UInt64) throws(AMQPError) {
        try connection.openChannel()
        do {
            _ = try connection.status(ofQueue: queue)
        } catch {
            guard error.code == .notFound else { throw error }
            throw AMQPError(
                .notFound,
                operation: "queue.declare",
                message: "queue \(queue) does not exist in virtual host \(connection.virtualHost): "
                    + "create it with `tierline topology apply`",
                isTransient: false
            )
        }
        // RabbitMQ 3.10 crashes a channel that reuses a tag with deliveries in flight.
        tag = "\(link.name)-\(generation)-\(UInt32.random(in: 0...UInt32.max))"
        try connection.consume(queue, prefetch: prefetch, tag: tag)
    }

    private func handle(_ event: BrokerEvent) throws(AMQPError) {
        switch event {
        case .delivered(let method, let message):
            unsettled.add(method.tag)
            lastDelivery = .now
            windDown?.delivered(at: .now)
            buffer.append(Delivery(method, message, generation: link.generation))
        case .counted(let ready):
            windDown?.answered(ready: ready, at: .now)
        case .cancelled:
            endCancellation()
        case .cancelledByBroker:
            throw AMQPError(
                .consumerCancelled,
                operation: "basic.consume",
                message: "RabbitMQ ended the subscription to queue \(queue): it was deleted or its node went away",
                isTransient: true
            )
        case .returned, .confirmed, .nacked, .blocked, .unblocked:
            break  // nothing is published here
        }
    }

    private func settle(_ deliveries: [Delivery], _ settling: Settling) throws(AMQPError) {
        guard !isClosed else { throw Consumer.closed }
        guard link.connection != nil else { return }
        let tags = deliveries.lazy.map(\.tag).filter { $0.generation == self.link.generation }.map(\.value)
        if windDown == nil {
            unsent += unsettled.settle(Array(tags)).map { ($0, settling) }
        } else {
            switch settling {
            case .acknowledge: heldBack.acknowledged += tags
            case .requeue: heldBack.requeued += tags
            }
        }
        turn()
    }

    /// Ends the subscription when nothing is on its way any more, and lets go of what was held back until then.
    private func advanceWindDown(over connection: Connection) throws(AMQPError) {
        switch windDown?.next(unsettled: unsettled.count, at: .now) {
        case nil, .wait:
            break
        case .ask:
            windDown?.asked()
            try connection.askStatus(ofQueue: queue)
        case .cancel:
            windDown = nil
            cancellationDeadline = .now + link.configuration.requestTimeout
            try connection.cancel(tag: tag)
            unsent += unsettled.settle(heldBack.acknowledged).map { ($0, .acknowledge) }
            unsent += unsettled.settle(heldBack.requeued).map { ($0, .requeue) }
            heldBack = ([], [])
        }
    }

    private func sendSettlements(over connection: Connection) throws(AMQPError) {
        awaitsSocket = false
        guard !unsent.isEmpty else { return }
        let batch = unsent.prefix(max(0, connection.sendingRoom() / 64))  // 64 bytes are more than such a frame takes
        unsent.removeFirst(batch.count)
        awaitsSocket = !unsent.isEmpty
        connection.cork(true)
        defer { connection.cork(false) }
        for (settlement, settling) in batch {
            switch settling {
            case .acknowledge: try connection.acknowledge(settlement.tag, multiple: settlement.multiple)
            case .requeue: try connection.requeue(settlement.tag, multiple: settlement.multiple)
            }
        }
    }

    private func serveWaiters() {
        while let waiter = waiters.first {
            let hasEnded = isCancelled && cancellations.isEmpty
            guard hasEnded || !buffer.isEmpty && !isGathering(for: waiter) else { return }
            waiters.removeFirst()
            guard let continuation = waiter.finish() else { continue }
            continuation.resume(returning: buffer.take(upTo: waiter.limit, bytes: Self.mouthful))
        }
    }

    private func isGathering(for waiter: DeliveryWaiter) -> Bool {
        buffer.count < min(waiter.limit, prefetch) && .now < buffer.since + waiter.gathering
    }

    /// Takes note that the connection is gone, or that it could not be made.
    private func drop(_ error: AMQPError) {
        link.lose(error)
        forgetDeliveries()
        endCancellation()
        guard !error.isTransient else { return }
        for waiter in waiters { waiter.finish()?.resume(throwing: error) }
        waiters = []
    }

    private func forgetDeliveries() {
        buffer.removeAll()
        unsettled.removeAll()
        unsent = []
        windDown = nil
        heldBack = ([], [])
    }

    private func endCancellation() {
        cancellationDeadline = nil
        for continuation in cancellations { continuation.resume() }
        cancellations = []
    }

    /// Says what the thread is to wait for until the next turn.
    private func plan() {
        guard !isClosed else { return loop.expect(-1, until: nil) }
        var deadlines: [ContinuousClock.Instant] = []
        if let attempt = link.nextAttempt, !isCancelled { deadlines.append(attempt) }
        if link.connection != nil { deadlines.append(.now + link.configuration.heartbeat / 2) }
        if awaitsSocket { deadlines.append(.now + .milliseconds(2)) }
        if let cancellationDeadline { deadlines.append(cancellationDeadline) }
        if let waiter = waiters.first, !buffer.isEmpty { deadlines.append(buffer.since + waiter.gathering) }
        if let windDown {
            if case .wait(let until) = windDown.next(unsettled: unsettled.count, at: .now) {
                deadlines.append(until)
            } else {
                deadlines.append(.now)
            }
        }
        loop.expect(isSated ? -1 : link.connection?.descriptor ?? -1, until: deadlines.min())
    }

    private static let closed = AMQPError(
        .closed,
        operation: "consumer",
        message: "the consumer was closed or cancelled",
        isTransient: false
    )

    private static let deaf = AMQPError(
        .connectionLost,
        operation: "basic.consume",
        message: "nothing came of the subscription although messages wait; it is made anew",
        isTransient: true
    )

    private static let cancelTimedOut = AMQPError(
        .connectionLost,
        operation: "basic.cancel",
        message: "the broker did not answer the end of the subscription in time",
        isTransient: true
    )
}

extension Delivery {
    init(_ method: DeliverMethod, _ message: Message, generation: UInt64) {
        self.init(
            message: message,
            exchange: method.exchange,
            routingKey: method.routingKey,
            isRedelivered: method.isRedelivered,
            deliveryCount: message.headers["x-delivery-count"]?.int ?? (method.isRedelivered ? 1 : 0),
            tag: Tag(generation: generation, value: method.tag)
        )
    }
}
