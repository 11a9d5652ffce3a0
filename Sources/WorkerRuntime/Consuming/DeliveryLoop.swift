import AMQP
import Foundation
import Logging
import Postgres
import ServiceLifecycle

/// Settles deliveries: gives them to a handler, finds the guilty among them, acknowledges.
struct DeliveryLoop {
    /// How often the same batch runs again because of conflicts, or of troubles that a probe of the servers does not
    /// see, before it is taken apart.
    private static let patience = 5

    let queue: String
    let handler: any BatchHandler
    let consumer: Consumer
    let context: WorkerContext
    let handlerContext: HandlerContext
    let quarantine: Quarantine
    let pause: Pause
    let acknowledging: Histogram

    init(queue: String, handler: any BatchHandler, consumer: Consumer, context: WorkerContext) {
        self.queue = queue
        self.handler = handler
        self.consumer = consumer
        self.context = context
        handlerContext = HandlerContext(
            queue: queue,
            database: context.database,
            failpoints: context.failpoints,
            logger: context.logger
        )
        quarantine = Quarantine(queue: queue, database: context.database)
        pause = Pause(subject: queue, context: context)
        acknowledging = context.metrics.operationDuration("ack")
    }

    /// Settles every delivery, whatever it takes; returns when each is acknowledged, or was given back to the broker.
    ///
    /// - Throws: ``Abandoned`` or a cancellation when the process is to end, ``Failpoints/Struck`` in tests.
    func settle(_ deliveries: [Delivery]) async throws {
        try context.failpoints.pass(.afterDeliver)
        var ordinary: [Delivery] = []
        ordinary.reserveCapacity(deliveries.count)
        for delivery in deliveries.map(\.asFirstPublished) {
            if delivery.message.body.count > context.configuration.maximumBodySize {
                try await bury(delivery, oversized(delivery))
            } else if delivery.deliveryCount >= Quarantine.suspiciousDeliveryCount {
                try await runAlone(delivery)
            } else {
                ordinary.append(delivery)
            }
        }
        if !ordinary.isEmpty { try await run(ordinary) }
    }

    /// Runs a batch until it is settled, in halves if need be.
    ///
    /// A message that runs alone loses its mark before the broker forgets it: a process that ends in between would leave
    /// a mark that nobody ever removes.
    private func run(_ batch: [Delivery], marked key: String? = nil) async throws {
        var deliveries = batch
        var conflicts = 0
        var interruptions = 0
        var backoff = Backoff()
        var handlerContext = handlerContext
        handlerContext.mark = key.map { Quarantine.Mark(quarantine: quarantine, key: $0) }
        while true {
            do {
                let handled = try await handler.handle(deliveries, in: handlerContext)
                try await store(handled.rejected)
                if let key { try await quarantine.release(key) }
                try await acknowledge(handled)
                guard !handled.remaining.isEmpty else { return }
                guard !Task.isShuttingDownGracefully else {
                    // What has not been begun is for whoever goes on.
                    return try await acknowledge(HandledBatch(requeued: handled.remaining))
                }
                context.health.noteProgress(queue, isBusy: true)
                (deliveries, conflicts, interruptions, backoff) = (handled.remaining, 0, 0, Backoff())
            } catch {
                switch Trouble(error) {
                case .end:
                    throw error
                case .conflict where conflicts < Self.patience:
                    conflicts += 1
                case .transient where interruptions < Self.patience:
                    interruptions += 1
                    try await pause.untilServersAnswer(after: error, &backoff)
                case .circumstances:
                    try await pause.untilServersAnswer(after: error, &backoff)
                case .transient where deliveries.count == 1:
                    // The servers answer and yet this one does not get through. Others shall; the broker counts.
                    try? await consumer.requeue(deliveries)
                    return
                case .permanent where deliveries.count == 1, .conflict where deliveries.count == 1:
                    if try await takeApart(deliveries[0], marked: key, because: "\(error)") { return }
                    try await bury(deliveries[0], Rejection(reason: .failed, error: "\(error)"))
                    return
                case .permanent, .conflict, .transient:
                    context.logger.notice(
                        "a batch failed and runs again in halves",
                        metadata: ["queue": "\(queue)", "messages": "\(deliveries.count)", "error": "\(error)"]
                    )
                    let middle = deliveries.count / 2
                    try await run(Array(deliveries[..<middle]))
                    try await run(Array(deliveries[middle...]))
                    return
                }
            }
        }
    }

    /// Puts the parts of a message that tells of several things in its place; answers false if it has none.
    ///
    /// As in ``run(_:marked:)``, its mark goes before the broker forgets it.
    private func takeApart(
        _ delivery: Delivery,
        marked key: String?,
        because reason: String
    ) async throws -> Bool {
        do {
            guard try await pause.retrying({ try await handler.takeApart(delivery, in: handlerContext) }) else {
                return false
            }
        } catch  where Trouble(error) == .permanent {
            return false
        }
        context.logger.notice(
            "a message goes on in parts",
            metadata: ["queue": "\(queue)", "message_id": "\(delivery.message.key)", "error": "\(reason)"]
        )
        if let key { try await pause.retrying { try await quarantine.release(key) } }
        try await acknowledge(HandledBatch(acknowledged: [delivery]))
        return true
    }

    /// Runs a message that may be the one that kills the process, with a mark in the database while it runs; one that
    /// tells of several things goes on in parts instead.
    private func runAlone(_ delivery: Delivery) async throws {
        let key = delivery.message.key
        let count = delivery.deliveryCount
        guard try await pause.retrying({ try await quarantine.admit(key, deliveredBefore: count) }) else {
            let runs = Quarantine.allowedRuns
            let error = "the process ended \(runs) times while it worked on this message alone; it was not run again"
            try await bury(delivery, Rejection(reason: .crash, error: error))
            return
        }
        context.logger.notice("a message runs on its own", metadata: ["queue": "\(queue)", "message_id": "\(key)"])
        do {
            let reason = "it was delivered \(count + 1) times"
            if try await takeApart(delivery, marked: key, because: reason) { return }
            try await run([delivery], marked: key)
        } catch  where !(error is Failpoints.Struck) {
            try? await quarantine.release(key)  // it came back, though with nothing done
            throw error
        }
        try await pause.retrying { try await quarantine.release(key) }
    }

    private func oversized(_ delivery: Delivery) -> Rejection {
        let limit = context.configuration.maximumBodySize
        let error = "the body is \(delivery.message.body.count) bytes long; the limit is \(limit)"
        return Rejection(reason: .oversized, error: error)
    }

    /// Stores one message as a dead letter and acknowledges it.
    private func bury(_ delivery: Delivery, _ rejection: Rejection) async throws {
        do {
            let rejected = HandledBatch.Rejected(delivery, rejection)
            try await pause.retrying { try await store([rejected]) }
            try await acknowledge(HandledBatch(acknowledged: [], rejected: [rejected]))
        } catch  where Trouble(error) == .permanent {
            // Nothing may be lost: without a dead letter the broker keeps it, and counts.
            context.logger.error(
                "a message could be neither processed nor dead-lettered",
                metadata: ["queue": "\(queue)", "message_id": "\(delivery.message.key)", "error": "\(error)"]
            )
            try? await consumer.requeue([delivery])
        }
    }

    /// Stores messages as dead letters, and takes away the marks of those among them that ran alone.
    private func store(_ rejected: [HandledBatch.Rejected]) async throws {
        guard !rejected.isEmpty else { return }
        let messages = rejected.map {
            RejectedMessage(queue: $0.queue ?? queue, delivery: $0.delivery, rejection: $0.rejection)
        }
        try await context.database.withTransaction(deadline: context.configuration.databaseDeadline) { transaction in
            try transaction.insertDeadLetters(messages)
            try transaction.enqueueRelease(of: messages.map(\.delivery.message.key), in: queue)
        }
        for message in messages { handlerContext.note(message, metrics: context.metrics) }
    }

    private func acknowledge(_ handled: HandledBatch) async throws {
        try context.failpoints.pass(.afterPublishBeforeAck)
        let start = ContinuousClock.now
        do {
            let done = handled.acknowledged + handled.rejected.map(\.delivery)
            if !done.isEmpty { try await consumer.acknowledge(done) }
            if !handled.requeued.isEmpty { try await consumer.requeue(handled.requeued) }
        } catch {
            // The connection they came by is gone: the broker delivers them again, and that changes nothing.
            context.logger.debug("an acknowledgement did not get through", metadata: ["error": "\(error)"])
        }
        acknowledging.observe(ContinuousClock.now - start)
        try context.failpoints.pass(.afterAck)
    }
}
