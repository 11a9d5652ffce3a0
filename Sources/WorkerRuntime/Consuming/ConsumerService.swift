import AMQP
import Foundation
import Logging
import ServiceLifecycle

/// Takes what is ready on a queue, batch by batch, and has it handled, until the process is to end.
///
/// A batch is whatever is there, up to the batch size; it waits for more only as long as its handler asks for. On
/// graceful shutdown the subscription ends, what was delivered by then is finished, and the rest goes back to the broker.
package struct ConsumerService: Service {
    private let queue: String
    private let handler: any BatchHandler
    private let context: WorkerContext

    package init(queue: String, handler: any BatchHandler, context: WorkerContext) {
        self.queue = queue
        self.handler = handler
        var context = context
        context.logger[metadataKey: "queue"] = "\(queue)"
        self.context = context
    }

    package func run() async throws {
        let consumer = Consumer(
            context.broker,
            queue: queue,
            prefetch: context.configuration.prefetch,
            name: "\(context.worker) \(queue)",
            logger: context.logger
        )
        context.metrics.observe(consumer, of: queue)
        context.health.noteProgress(queue, isBusy: false)
        defer { context.health.forget(queue) }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await DeafGuard(queue: queue, consumer: consumer, context: context).run() }
                group.addTask {
                    try await gracefulShutdown()
                    await consumer.cancel()
                }
                try await consume(from: consumer)
                group.cancelAll()
            }
        } catch is Abandoned {
            context.logger.notice("unfinished messages go back to the broker")
        } catch  where Task.isCancelled {
            context.logger.notice("unfinished messages go back to the broker", metadata: ["error": "\(error)"])
        } catch {
            await consumer.close()
            throw error
        }
        await consumer.close()
    }

    private func consume(from consumer: Consumer) async throws {
        let loop = DeliveryLoop(queue: queue, handler: handler, consumer: consumer, context: context)
        let consumed = context.metrics.consumed(from: queue)
        let batchSize = context.metrics.batchSize(of: queue)
        let duration = context.metrics.processDuration(of: queue)

        var backoff = Backoff()
        while let deliveries = try await next(from: consumer, pausing: loop.pause) {
            let start = ContinuousClock.now
            context.health.noteProgress(queue, isBusy: true)
            consumed.increment(by: deliveries.count)
            batchSize.observe(Double(deliveries.count))

            try await loop.settle(deliveries)

            loop.pause.breaker.become(.closed)
            context.health.noteProgress(queue, isBusy: false)
            let time = ContinuousClock.now - start
            duration.observe(time)
            context.logger.debug(
                "a batch is settled",
                metadata: ["messages": "\(deliveries.count)", "seconds": "\(time / .seconds(1))"]
            )
            if context.outbox.takeHoldUp() {
                try await wait(loop.pause, after: HeldUp(), &backoff)
            } else {
                backoff = Backoff()
            }
        }
    }

    /// The next batch; nil when the subscription has ended and nothing is left of what was delivered.
    private func next(from consumer: Consumer, pausing pause: Pause) async throws -> [Delivery]? {
        var backoff = Backoff()
        while true {
            do {
                let deliveries = try await consumer.next(
                    upTo: context.configuration.batchSize,
                    gathering: handler.gathering
                )
                return deliveries.isEmpty ? nil : deliveries
            } catch let error as AMQPError {
                if error.code == .closed || Task.isShuttingDownGracefully { return nil }
                try await wait(pause, after: error, &backoff)
            }
        }
    }

    /// Waits for the servers with no batch in hand: there is nothing to be tried again, and nothing to be busy with.
    private func wait(_ pause: Pause, after error: any Error, _ backoff: inout Backoff) async throws {
        try await pause.untilServersAnswer(after: error, &backoff)
        pause.breaker.become(.closed)
        context.health.noteProgress(queue, isBusy: false)
    }
}

/// Why work pauses when the broker takes no messages from us: what comes in would only pile up in the outbox.
private struct HeldUp: Error, CustomStringConvertible {
    var description: String { "the broker takes no messages" }
}
