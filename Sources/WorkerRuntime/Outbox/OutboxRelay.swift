import AMQP
package import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Synchronization

/// Publishes what crashed or cut-off workers left in the outbox.
///
/// Any number of relays run side by side: each takes rows that no other holds. What it took and could not publish it
/// gives back; what a relay held that died is taken again after ten seconds. What no queue is bound for becomes a dead
/// letter. On graceful shutdown it finishes the rows that it holds.
package final class OutboxRelay: Service {
    /// What the dead letters of messages that nothing is bound for name as their queue.
    package static let deadLetterQueue = "outbox"

    private static let batchSize = 500
    /// Far longer than publishing a batch takes; two relays that publish the same rows do no harm.
    private static let holdingTime: Duration = .seconds(10)
    /// Every worker has a relay, and what it looks for has been left for seconds already.
    private static let interval: Duration = .seconds(2)

    private let context: WorkerContext
    private let age: Gauge
    private let mark: Mutex<LowWaterMark>

    package init(context: WorkerContext) {
        self.context = context
        age = context.metrics.outboxAge
        // A row is as old as its transaction, which takes no longer than its deadline, and may be held by another relay.
        let longest = context.configuration.databaseDeadline + Self.holdingTime
        mark = Mutex(LowWaterMark(distance: longest / .seconds(1)))
    }

    package func run() async throws {
        var backoff = Backoff()
        let work = RecurringWork("outbox relay", in: context)
        defer { work.end() }
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            var delay = Self.interval * Double.random(in: 0.8...1.2)
            do {
                try await look(work)
                work.succeed()
                backoff = Backoff()
            } catch {
                if Task.isCancelled { return }
                context.logger.warning("the outbox could not be swept", metadata: ["error": "\(error)"])
                work.fail(error)
                delay = backoff.next()
            }
            try? await cancelWhenGracefulShutdown { [delay] in try await Task.sleep(for: delay) }
        }
    }

    /// Measures how old rows are from where the mark is, and publishes those that are old enough, if any is.
    private func look(_ work: RecurringWork) async throws {
        let start = mark.withLock { $0.start(at: .now) }
        let age = context.configuration.sweepAge / .seconds(1)
        // Measured first: what cannot be published grows old, and that is to be seen.
        var (now, oldest, duration) = try await measureAge(from: start.date)
        if let row = oldest, row < now - age {
            try await sweep(from: start.date) { work.succeed() }
            (now, oldest, duration) = try await measureAge(from: start.date)
        }
        let old = now - age
        // What another relay holds may come back: the mark stays before it.
        let reached = oldest.map { min($0, old) } ?? old
        mark.withLock { $0.learn(from: start, now: old, reached: reached, taking: duration, at: .now) }
    }

    /// Publishes everything that is old enough now; answers how many messages that were.
    ///
    /// It looks for rows from `start` on; nil is all of them. After each batch it tells of its progress: what was left
    /// behind may take longer to publish than a stall to be told.
    @discardableResult
    package func sweep(
        from start: Date? = nil,
        tellingProgress progress: @Sendable () -> Void = {}
    ) async throws -> Int {
        var count = 0
        while true {
            let rows = try await take(from: start)
            count += rows.count
            guard !rows.isEmpty else { return count }
            let (gone, stranded, failure) = await publish(rows)
            try await settle(gone, stranded)
            if let failure {
                let settled = Set(gone + stranded.map(\.0.id))
                try await giveBack(rows.map(\.id).filter { !settled.contains($0) })
                throw failure
            }
            progress()
            context.logger.notice("messages left in the outbox were published", metadata: ["count": "\(gone.count)"])
            guard rows.count == Self.batchSize, !Task.isShuttingDownGracefully else { return count }
        }
    }

    /// Takes rows as an array and not by a join: of a table that is empty as a rule the planner expects one row, and would
    /// as soon go through all of it, dead rows included, as look the taken ones up.
    private func take(from start: Date?) async throws -> [OutboxRow] {
        let age = context.configuration.sweepAge / .seconds(1)
        let holdingTime = Self.holdingTime / .seconds(1)
        let found = try await context.database.query(
            """
            UPDATE outbox SET swept_at = now()
            WHERE id = ANY (ARRAY(
                SELECT id FROM outbox
                WHERE created_at >= coalesce(\(start as Date?), '-infinity')
                    AND created_at < now() - make_interval(secs => \(age))
                    AND (swept_at IS NULL OR swept_at < now() - make_interval(secs => \(holdingTime)))
                ORDER BY created_at LIMIT \(Self.batchSize)
                FOR UPDATE SKIP LOCKED
            ))
            RETURNING id, exchange, routing_key, content_type, type, message_id, headers, body, created_at
            """
        )
        return try found.map(OutboxRow.init).sorted { $0.id.uuidString < $1.id.uuidString }
    }

    private func publish(_ rows: [OutboxRow]) async -> ([UUID], [(OutboxRow, String)], AMQPError?) {
        do throws(AMQPError) {
            try await context.publisher.publish(rows.map(\.message))
            return (rows.map(\.id), [], nil)
        } catch {
            guard !error.failures.isEmpty else { return ([], [], error) }
            let failed = Set(error.failures.map(\.index))
            let gone = rows.indices.filter { !failed.contains($0) }.map { rows[$0].id }
            let stranded = error.failures.filter { !$0.isTransient }.map { (rows[$0.index], $0.message) }
            return (gone, stranded, stranded.count == failed.count ? nil : error)
        }
    }

    private func settle(_ gone: [UUID], _ stranded: [(OutboxRow, String)]) async throws {
        guard !gone.isEmpty || !stranded.isEmpty else { return }
        let rejected = stranded.map { row, error in
            RejectedMessage(
                queue: Self.deadLetterQueue,
                delivery: Delivery(
                    message: row.message.message,
                    exchange: row.message.exchange,
                    routingKey: row.message.routingKey
                ),
                rejection: Rejection(reason: .unroutable, error: error)
            )
        }
        let ids = gone + stranded.map(\.0.id)
        try await context.database.withTransaction(deadline: context.configuration.databaseDeadline) { transaction in
            try transaction.insertDeadLetters(rejected)
            try transaction.deleteOutbox(ids)
        }
        for message in rejected { context.metrics.deadLetters(.unroutable, in: message.queue).increment() }
    }

    private func giveBack(_ ids: [UUID]) async throws {
        _ = try await context.database.query("UPDATE outbox SET swept_at = NULL WHERE id = ANY(\(ids))")
    }

    /// Measures the age of the oldest row from `start` on, and answers the database's time, when that row was made, and how
    /// long the database looked: on a busy machine whoever asks waits for many things.
    private func measureAge(from start: Date?) async throws -> (now: Date, oldest: Date?, taking: Duration) {
        let rows = try await context.database.query(
            """
            SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8, now(), min(created_at),
                extract(epoch FROM clock_timestamp() - statement_timestamp())::float8
            FROM outbox WHERE created_at >= coalesce(\(start as Date?), '-infinity')
            """
        )
        age.set(try rows[0].get(0))
        let seconds: Double = try rows[0].get(3)
        return (try rows[0].get(1), try rows[0].get(2), .seconds(seconds))
    }
}

extension OutboxRow {
    /// Reads the columns id, exchange, routing_key, content_type, type, message_id, headers, body, created_at.
    fileprivate init(_ row: Row) throws(PostgresError) {
        var message = Message(body: try row.get(7))
        message.contentType = try row.get(3)
        message.type = try row.get(4)
        message.messageID = try row.get(5)
        message.timestamp = try row.get(8)
        MessageProperties.restore(try row.get(6, as: JSON.self).text, into: &message)
        self.init(
            id: try row.get(0),
            message: OutgoingMessage(exchange: try row.get(1), routingKey: try row.get(2), message: message)
        )
    }
}
