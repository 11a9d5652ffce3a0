import AMQP
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import SupportStore
import Synchronization
package import WorkerRuntime

/// Looks at the time for the whole fleet: fires timers as they fall due, batch after batch.
///
/// Any number of watchers run side by side; each takes timers that no other holds, and what a watcher that died had
/// taken is free again at once. When more is due than a batch holds, two batches are under way at a time, so that one is
/// worked out while the other is committed and published.
package final class TimerService: Service {
    private static let batchesAtATime = 2

    private let context: WorkerContext
    private let timers: DueTimers
    private let mark: Mutex<LowWaterMark>

    package init(context: WorkerContext, timers: DueTimers = DueTimers()) {
        self.context = context
        self.timers = timers
        // A transaction that sets a timer takes no longer than its deadline, or it does not commit.
        let deadline = context.configuration.databaseDeadline / .seconds(1)
        mark = Mutex(LowWaterMark(distance: max(30, deadline)))
    }

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await self.watch() }
        } catch let error as Failpoints.Struck {
            throw error
        } catch {}  // it was told to end
    }

    private func watch() async throws {
        var backoff = Backoff()
        let work = RecurringWork("timers", in: context)
        defer { work.end() }
        while true {
            var delay: Duration = .zero
            do {
                delay = try await fireAll(work)
                backoff = Backoff()
            } catch {
                if Task.isCancelled || error is Failpoints.Struck { throw error }
                context.logger.warning("timers could not be fired", metadata: ["error": "\(error)"])
                work.fail(error)
                delay = backoff.next()
            }
            if delay > .zero { try await Task.sleep(for: delay) } else { try Task.checkCancellation() }
        }
    }

    /// What is to follow a batch.
    private enum Next: Sendable {
        /// Nothing more is due for so long.
        case pause(Duration)
        /// More is due: from the mark on, or beyond what cannot be fired now.
        case more(beyond: Date?)
    }

    /// Fires everything that is due and answers how long nothing more is.
    ///
    /// Each batch is progress: a backlog may take longer to work off than a stall to be told.
    private func fireAll(_ work: RecurringWork) async throws -> Duration {
        let next = try await fireOnce(beyond: nil, work)
        work.succeed()
        switch next {
        case .pause(let pause): return pause
        case .more(let beyond):
            return try await withThrowingTaskGroup(of: Duration.self) { lanes in
                for _ in 0..<Self.batchesAtATime { lanes.addTask { try await self.fireOn(beyond: beyond, work) } }
                return try await lanes.reduce(.seconds(1), min)
            }
        }
    }

    /// Fires batch after batch until one is not full.
    private func fireOn(beyond first: Date?, _ work: RecurringWork) async throws -> Duration {
        var beyond = first
        while true {
            let next = try await fireOnce(beyond: beyond, work)
            work.succeed()
            switch next {
            case .pause(let pause): return pause
            case .more(let next): beyond = next
            }
            try Task.checkCancellation()
        }
    }

    /// Fires one batch.
    private func fireOnce(beyond: Date?, _ work: RecurringWork) async throws -> Next {
        let start = mark.withLock { $0.start(at: .now, beyond: beyond) }
        let (now, fired): (Date, DueTimers.Fired)
        do {
            (now, fired) = try await commit { now, transaction in
                try self.timers.fire(from: start.date, at: now, in: transaction)
            }
        } catch {
            mark.withLock { $0.learnOfFailure(from: start) }
            guard Trouble(error) == .permanent else { throw error }
            try await fireOneByOne(because: error, work)
            return .more(beyond: nil)
        }
        mark.withLock {
            $0.learn(
                from: start,
                now: now,
                reached: fired.reached,
                leavingFrom: fired.left,
                taking: fired.lookingTime,
                at: .now
            )
        }
        if fired.isFull {
            guard beyond != nil || fired.isHeldUp else { return .more(beyond: nil) }
            // Timers may be due at the very moment at which a whole batch of them is held up: those are passed, too.
            let isSame = fired.isHeldUp && fired.reached == start.date
            return .more(beyond: isSame ? fired.reached + 0.000_002 : fired.reached)
        }
        // Never much longer than half a second: timers may be set for sooner than the nearest known one.
        let untilNext = fired.next.map { max(0.005, $0.timeIntervalSince(now)) } ?? 1
        return .pause(.seconds(min(untilNext, Double.random(in: 0.4...0.6))))
    }

    /// Fires what is due each in a transaction of its own, because there is something in a batch that cannot be fired, and
    /// nobody else's page may wait for it.
    ///
    /// What cannot be fired is put off by a minute as soon as it is found, and told each time: what goes wrong later must not
    /// have it looked for again. When that is all of several, it hardly lies in them, and the error is thrown, too.
    private func fireOneByOne(because batchError: any Error, _ work: RecurringWork) async throws {
        let due = try await context.database.withTransaction(
            deadline: context.configuration.databaseDeadline
        ) { transaction in try transaction.dueTimers(at: try transaction.now(), limit: self.timers.limit) }
        var failed = 0
        for timer in due {
            do {
                _ = try await commit { now, transaction in try self.timers.fire(timer, at: now, in: transaction) }
            } catch  where Trouble(error) == .permanent {
                try await postpone(timer, because: error)
                failed += 1
            }
            work.succeed()
        }
        if failed > 1, failed == due.count { throw batchError }
    }

    private func postpone(_ timer: SupportStore.Timer, because error: any Error) async throws {
        context.logger.error(
            "a timer cannot be fired; it is tried again in a minute",
            metadata: ["kind": "\(timer.kind)", "subject": "\(timer.subject)", "error": "\(error)"]
        )
        try await context.database.withTransaction(
            deadline: context.configuration.databaseDeadline
        ) { transaction in
            let now = try transaction.now()
            let locked = try transaction.lockDueTimer(timer, at: now)
            try transaction.enqueueMove(locked.map { Timer(kind: $0.kind, subject: $0.subject, due: now + 60) })
        }
    }

    /// Commits what is fired together with its messages, and publishes them.
    private func commit(
        _ fire: @Sendable (Date, borrowing Transaction) throws -> DueTimers.Fired
    ) async throws -> (now: Date, fired: DueTimers.Fired) {
        let published = context.outbox.takePublished()
        let (now, fired, stored): (Date, DueTimers.Fired, [OutboxRow])
        do {
            (now, fired, stored) = try await context.database.withTransaction(
                deadline: context.configuration.databaseDeadline
            ) { transaction in
                let now = try transaction.now()
                let fired = try fire(now, transaction)
                try transaction.deleteOutbox(published)
                try context.failpoints.pass(.beforeCommit)
                let outgoing = fired.outgoing.map { $0.caused(by: .itself($0), in: "timers", index: 0) }
                return (now, fired, try context.outbox.store(outgoing, in: transaction))
            }
        } catch {
            context.outbox.giveBack(published)
            throw error
        }
        context.metrics.timerLateness.observe(fired.due.lazy.map { now.timeIntervalSince($0) })
        try context.failpoints.pass(.afterCommitBeforePublish)
        try await context.outbox.publish(stored, failpoints: context.failpoints)
        return (now, fired)
    }
}

extension OutgoingMessage.Cause {
    /// A message that a timer made: nothing was said, so that its trace and its time begin with it.
    fileprivate static func itself(_ outgoing: OutgoingMessage) -> OutgoingMessage.Cause {
        OutgoingMessage.Cause(key: outgoing.message.key, acceptedAt: Date())
    }
}
