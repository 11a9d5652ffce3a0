package import AMQP
import Foundation
import Logging
import Postgres

/// Runs a stage on one batch: one transaction, then the publishing.
///
/// Of messages that tell of several things it takes as many as a transaction may hold. It returns when the effects are
/// committed and the outgoing messages are with the broker or safe in the outbox, so that the deliveries can be
/// acknowledged.
package struct StageRunner<Work: Stage>: BatchHandler {
    private let stage: Work
    private let outbox: Outbox
    private let deadline: Duration
    /// How many things a transaction deals with at most.
    private let limit: Int
    private let metrics: WorkerMetrics

    package init(_ stage: Work, context: WorkerContext) {
        self.stage = stage
        outbox = context.outbox
        deadline = context.configuration.databaseDeadline
        limit = context.configuration.batchSize
        metrics = context.metrics
    }

    private struct Committed: Sendable {
        var outgoing: [OutboxRow]
        var rejected: [RejectedMessage]
    }

    package func handle(_ deliveries: [Delivery], in context: HandlerContext) async throws -> HandledBatch {
        let (work, undecodable, begun) = try decode(deliveries, in: context)
        try await commit(work, rejecting: undecodable, in: context)
        return HandledBatch(
            acknowledged: Array(deliveries.prefix(begun)),
            remaining: Array(deliveries.dropFirst(begun))
        )
    }

    package func takeApart(_ delivery: Delivery, in context: HandlerContext) async throws -> Bool {
        try context.failpoints.pass(.decode, with: delivery.message.body)
        guard let input = try? stage.decode(delivery) else { return false }
        let parts = stage.parts(of: input)
        guard !parts.isEmpty else { return false }
        let envelope = Envelope(input, of: delivery)
        let cause = OutgoingMessage.Cause(
            key: envelope.key,
            trace: envelope.trace,
            acceptedAt: envelope.acceptedAt ?? .now
        )
        let stored = try await context.database.withTransaction(deadline: deadline) { transaction in
            try outbox.store(
                parts.enumerated().map { index, part in part.caused(by: cause, in: context.queue, index: index) },
                in: transaction
            )
        }
        try context.failpoints.pass(.afterCommitBeforePublish)
        try await outbox.publish(stored, failpoints: context.failpoints)
        return true
    }

    private func commit(
        _ work: [Item],
        rejecting undecodable: [RejectedMessage],
        in context: HandlerContext
    ) async throws {
        let published = outbox.takePublished()
        let committed: Committed
        do {
            committed = try await context.database.withTransaction(deadline: deadline) { transaction in
                let committed = try run(work, rejecting: undecodable, in: transaction, context)
                try transaction.deleteOutbox(published)
                try context.failpoints.pass(.beforeCommit)
                return committed
            }
        } catch {
            outbox.giveBack(published)
            throw error
        }
        for message in committed.rejected { context.note(message, metrics: metrics) }
        let now = Date.now
        metrics.criticalTime(of: context.queue).observe(
            work.lazy.compactMap { $0.envelope.acceptedAt }.map { now.timeIntervalSince($0) }
        )

        try context.failpoints.pass(.afterCommitBeforePublish)
        try await outbox.publish(committed.outgoing, failpoints: context.failpoints)
        if context.logger.logLevel <= .trace { trace(work, in: context) }
    }

    private struct Item: Sendable {
        var envelope: Envelope<Work.Input>
        var delivery: Delivery
    }

    private func trace(_ work: [Item], in context: HandlerContext) {
        for item in work {
            let metadata: Logger.Metadata = [
                "message_id": "\(item.envelope.key)", "trace_id": "\(item.envelope.trace.traceID)",
            ]
            context.logger.trace("handled", metadata: metadata.merging(stage.describe(item.envelope)) { $1 })
        }
    }

    /// Decodes as many as a transaction may hold, and one at least; answers how many of the deliveries those are, with the
    /// ones that cannot be decoded.
    private func decode(
        _ deliveries: [Delivery],
        in context: HandlerContext
    ) throws -> (work: [Item], rejected: [RejectedMessage], begun: Int) {
        var work: [Item] = []
        var rejected: [RejectedMessage] = []
        work.reserveCapacity(deliveries.count)
        var size = 0
        for (index, delivery) in deliveries.enumerated() {
            try context.failpoints.pass(.decode, with: delivery.message.body)
            do throws(Rejection) {
                let input = try stage.decode(delivery)
                size += stage.size(of: input)
                guard size <= limit || work.isEmpty else { return (work, rejected, index) }
                work.append(Item(envelope: Envelope(input, of: delivery), delivery: delivery))
            } catch {
                rejected.append(RejectedMessage(queue: context.queue, delivery: delivery, rejection: error))
            }
        }
        return (work, rejected, deliveries.count)
    }

    private func run(
        _ work: [Item],
        rejecting undecodable: [RejectedMessage],
        in transaction: borrowing Transaction,
        _ context: HandlerContext
    ) throws -> Committed {
        var rejected = undecodable
        var outgoing: [OutgoingMessage] = []
        if !work.isEmpty {
            let now = try transaction.readClock()
            var state = try stage.load(work.map(\.envelope), at: now, in: transaction)
            try context.failpoints.pass(.afterLoad)

            let accepted = Date.now  // for messages nobody has stamped yet
            var decisions: [Work.Decision] = []
            for item in work {
                try context.failpoints.pass(.decide, with: item.delivery.message.body)
                switch stage.decide(item.envelope, state: &state, now: now) {
                case .done(let decision, let messages):
                    if let decision { decisions.append(decision) }
                    let cause = OutgoingMessage.Cause(
                        key: item.envelope.key,
                        trace: item.envelope.trace,
                        acceptedAt: item.envelope.acceptedAt ?? accepted
                    )
                    for (index, message) in messages.enumerated() {
                        outgoing.append(message.caused(by: cause, in: context.queue, index: index))
                    }
                case .rejected(let rejection):
                    rejected.append(
                        RejectedMessage(
                            queue: context.queue,
                            delivery: item.delivery,
                            rejection: rejection,
                            description: stage.describe(item.envelope)
                        )
                    )
                }
            }
            try context.failpoints.pass(.afterDecide)
            try stage.record(decisions, state: state, at: now, in: transaction)
        }
        try transaction.insertDeadLetters(rejected)
        let stored = try outbox.store(outgoing, in: transaction)
        return Committed(outgoing: stored, rejected: rejected)
    }
}
