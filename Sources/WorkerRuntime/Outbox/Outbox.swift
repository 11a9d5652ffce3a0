package import AMQP
import Foundation
package import Logging
package import Postgres
import Synchronization

/// Outgoing messages that commit with the effects that ask for them.
///
/// `store` inside the transaction, `publish` after its commit. Rows whose messages the broker has are deleted with the
/// next transaction that calls `deletePublished(in:)`, or within a second by the process itself. What is neither
/// published nor deleted, because the process ended or the broker was away, the relay publishes later: consumers may
/// see a message twice.
package final class Outbox: Sendable {
    private let publisher: Publisher
    private let database: Database
    private let logger: Logger
    private let published = Mutex<[UUID]>([])
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
        guard !messages.isEmpty else { return [] }
        let rows = messages.map { OutboxRow(id: TimeOrderedID.next(), message: $0) }
        try transaction.insertOutbox(rows)
        return rows
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
            note(published: rows.map(\.id))
            duration.observe(ContinuousClock.now - start)
            return true
        } catch {
            let failed = Set(error.failures.map(\.index))
            let taken = failed.isEmpty ? [] : rows.indices.filter { !failed.contains($0) }.map { rows[$0].id }
            note(published: taken)
            left.increment(by: rows.count - taken.count)
            logger.warning(
                "messages stay in the outbox until the relay publishes them",
                metadata: ["count": "\(rows.count - taken.count)", "error": "\(error)"]
            )
            return false
        }
    }

    /// Deletes, with this transaction, the rows known to be published.
    ///
    /// Answers what it deletes; pass it to ``forget(_:)`` after the commit.
    func deletePublished(in transaction: borrowing Transaction) throws -> [UUID] {
        let ids = published.withLock { $0 }
        if !ids.isEmpty { try transaction.deleteOutbox(ids) }
        return ids
    }

    /// Forgets rows that a committed transaction has deleted.
    func forget(_ ids: [UUID]) {
        guard !ids.isEmpty else { return }
        let gone = Set(ids)
        published.withLock { published in published.removeAll { gone.contains($0) } }
    }

    /// Deletes the rows known to be published, in a transaction of its own.
    package func deletePublished() async throws {
        let ids = published.withLock { $0 }
        guard !ids.isEmpty else { return }
        _ = try await database.query("DELETE FROM outbox WHERE id = ANY(\(ids))")
        forget(ids)
    }

    private func note(published ids: [UUID]) {
        confirmed.increment(by: ids.count)
        published.withLock { $0 += ids }
    }
}
