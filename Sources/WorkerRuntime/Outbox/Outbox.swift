package import AMQP
package import Foundation
package import Logging
package import Postgres
import Synchronization

/// Outgoing messages that commit with the effects that ask for them.
///
/// `store` inside the transaction, `publish` after its commit. Rows whose messages the broker has are deleted with the
/// next batch's transaction, or within a second by the process itself. What is neither
/// published nor deleted, because the process ended or the broker was away, the relay publishes later: consumers may
/// see a message twice.
package final class Outbox: Sendable {
    private struct State {
        var published: [UUID] = []
        var isHeldUp = false
    }

    private let publisher: Publisher
    private let database: Database
    private let logger: Logger
    private let state = Mutex(State())
    private let confirmed: Counter
    private let left: Counter
    private let duration: Histogram

    package init(publisher: Publisher, database: Database, metrics: WorkerMetrics, logger: Logger) {
        self.publisher = publisher
        self.database = database
        self.logger = logger
        confirmed = metrics.sent(isConfirmed: true)
        left = metrics.sent(isConfirmed: false)
        duration = metrics.operationDuration("publish")
    }

    /// Stores messages with the effects of this transaction; answers what to publish once it has committed.
    package func store(_ messages: [OutgoingMessage], in transaction: borrowing Transaction) throws -> [OutboxRow] {
        try transaction.storeOutgoing(messages)
    }

    /// Publishes what was stored and committed; returns when the broker has it.
    ///
    /// What the broker does not take stays in the outbox for the relay. Answers whether all was taken.
    @discardableResult
    package func publish(_ rows: [OutboxRow], failpoints: Failpoints = .none) async throws -> Bool {
        guard !rows.isEmpty else { return true }
        if failpoints.isArmed(at: .midPublish), rows.count > 1 {
            try await publish(Array(rows[..<(rows.count / 2)]))
            try failpoints.pass(.midPublish)
            return try await publish(Array(rows[(rows.count / 2)...]))
        }
        let start = ContinuousClock.now
        do throws(AMQPError) {
            try await publisher.publish(rows.map(\.message))
            note(published: rows.map(\.id), isHeldUp: false)
            duration.observe(ContinuousClock.now - start)
            return true
        } catch {
            let failed = Set(error.failures.map(\.index))
            let taken = failed.isEmpty ? [] : rows.indices.filter { !failed.contains($0) }.map { rows[$0].id }
            note(published: taken, isHeldUp: error.isTransient)
            left.increment(by: rows.count - taken.count)
            logger.warning(
                "messages stay in the outbox until the relay publishes them",
                metadata: ["count": "\(rows.count - taken.count)", "error": "\(error)"]
            )
            return false
        }
    }

    /// Takes the ids of the rows known to be published, for a transaction that deletes them.
    ///
    /// Each id is taken once, so that no two transactions delete the same row; give them back if it does not commit.
    package func takePublished() -> [UUID] {
        state.withLock { state in
            defer { state.published = [] }
            return state.published
        }
    }

    package func giveBack(_ ids: [UUID]) {
        state.withLock { $0.published += ids }
    }

    /// Deletes the rows known to be published, in a transaction of its own.
    package func deletePublished() async throws {
        let ids = takePublished()
        guard !ids.isEmpty else { return }
        do {
            _ = try await database.query("DELETE FROM outbox WHERE id = ANY(\(ids))")
        } catch {
            giveBack(ids)
            throw error
        }
    }

    /// Answers, once, that the broker took less than it was given: work should wait until it takes messages again.
    func takeHoldUp() -> Bool {
        state.withLock { state in
            defer { state.isHeldUp = false }
            return state.isHeldUp
        }
    }

    private func note(published ids: [UUID], isHeldUp: Bool) {
        confirmed.increment(by: ids.count)
        state.withLock { state in
            state.published += ids
            state.isHeldUp = isHeldUp
        }
    }
}
