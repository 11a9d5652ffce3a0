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
/// taken is free again at once. What is due is looked for from near now; a second lane looks farther back. When more is
/// due than a batch holds, two batches are under way at a time, so that one is worked out while the other is committed and
/// published.
package final class TimerService: Service {
    private static let batchesAtATime = 2
    private static let longestDetour = 20

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
        let work = RecurringWork("timers", in: context)
        defer { work.end() }
        // Looks from farther back have a lane of their own: beside a transaction held open one of them can take a second,
        // and what is due must not wait for it.
        try await withThrowingTaskGroup(of: Void.self) { lanes in
            lanes.addTask { try await self.repeatedly(work) { try await self.fireAll(work) } }
            lanes.addTask { try await self.repeatedly(work) { try await self.fireFartherBack(work) } }
            defer { lanes.cancelAll() }
            try await lanes.next()
        }
    }

    /// Does something again and again, each time after as long as it says, and after errors later and later.
    private func repeatedly(_ work: RecurringWork, _ look: () async throws -> Duration) async throws {
        var backoff = Backoff()
        while true {
            var delay: Duration = .zero
            do {
                delay = try await look()
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

    /// A way round timers that cannot be fired now.
    private struct Detour: Sendable {
        /// From when on it looks.
        var start: Date
        /// What it passes of those that are due at that very moment.
        var passing: [UUID] = []
    }

    /// What is to follow a batch.
    private enum Next: Sendable {
        /// Nothing more is due for so long.
        case pause(Duration)
        /// More is due: from the mark on, or by a detour.
        case more(Detour?)
    }

    /// Fires everything that is due and answers how long nothing more is.
    ///
    /// Each batch is progress: a backlog may take longer to work off than a stall to be told.
    private func fireAll(_ work: RecurringWork) async throws -> Duration {
        let next = try await fireIfDue(from: mark.withLock { $0.nearStart() }, work)
        work.succeed()
        switch next {
        case .pause(let pause): return pause
        case .more(let detour):
            return try await withThrowingTaskGroup(of: Duration.self) { lanes in
                for _ in 0..<Self.batchesAtATime { lanes.addTask { try await self.fireOn(by: detour, work) } }
                return try await lanes.reduce(.seconds(1), min)
            }
        }
    }

    /// Fires what was committed late or lies behind for another reason, when it is time to look for that; answers when it
    /// may be again.
    private func fireFartherBack(_ work: RecurringWork) async throws -> Duration {
        let isFirst = mark.withLock { !$0.hasLooked }
        // The first look of all begins at the very beginning.
        guard !isFirst, let start = mark.withLock({ $0.farStart(at: .now) }) else { return .seconds(1) }
        if case .more(let detour) = try await fireIfDue(from: start, work) { _ = try await fireOn(by: detour, work) }
        return .seconds(1)
    }

    /// Fires one batch, if anything is due.
    ///
    /// Most looks find nothing, at night nearly all of them, and to ask is one statement where a batch is five.
    private func fireIfDue(from start: LowWaterMark.Start, _ work: RecurringWork) async throws -> Next {
        let next = try await context.database.nextTimer(
            from: start.date,
            deadline: context.configuration.databaseDeadline
        )
        if let due = next.due, due <= next.now { return try await fireOnce(from: start, work) }
        mark.withLock { $0.learn(from: start, now: next.now, reached: next.now, taking: next.taking, at: .now) }
        return .pause(Self.pause(until: next.due, at: next.now))
    }

    /// Always under a second: timers may be set for sooner than the nearest known one.
    private static func pause(until next: Date?, at now: Date) -> Duration {
        let untilNext = next.map { max(0.005, $0.timeIntervalSince(now)) } ?? 1
        return .seconds(min(untilNext, Double.random(in: 0.6...0.95)))
    }

    /// Fires batch after batch until one is not full.
    ///
    /// Every so often it leaves the detour, to see whether what could not be fired can be now.
    private func fireOn(by first: Detour?, _ work: RecurringWork) async throws -> Duration {
        var detour = first
        var detouredBatches = 0
        while true {
            detouredBatches = detour == nil ? 0 : detouredBatches + 1
            if detouredBatches > Self.longestDetour { (detour, detouredBatches) = (nil, 0) }
            let start = mark.withLock { mark in
                mark.nearStart(beyond: detour?.start, passingSome: detour?.passing.isEmpty == false)
            }
            let next = try await fireOnce(from: start, by: detour, work)
            work.succeed()
            switch next {
            case .pause(let pause): return pause
            case .more(let next): detour = next
            }
            try Task.checkCancellation()
        }
    }

    /// Fires one batch.
    private func fireOnce(
        from start: LowWaterMark.Start,
        by detour: Detour? = nil,
        _ work: RecurringWork
    ) async throws -> Next {
        let passing = detour?.passing ?? []
        let (now, fired): (Date, DueTimers.Fired)
        do {
            (now, fired) = try await commit { now, transaction in
                try self.timers.fire(from: start.date, passing: passing, at: now, in: transaction)
            }
        } catch {
            mark.withLock { $0.learnOfFailure(from: start) }
            guard Trouble(error) == .permanent else { throw error }
            try await fireOneByOne(from: start.date, passing: passing, because: error, work)
            return .more(detour)
        }
        mark.withLock {
            $0.learn(
                from: start,
                now: now,
                reached: fired.reached,
                leavingFrom: fired.left.first?.due,
                taking: fired.lookingTime,
                at: .now
            )
        }
        if fired.isFull { return .more(Self.way(on: detour, after: fired)) }
        return .pause(Self.pause(until: fired.next, at: now))
    }

    /// Where to go on after a full batch: from the mark, unless most of the batch could not be fired.
    ///
    /// After a weekend thousands are due at one moment, and whoever holds a batch of them must not hold up the others.
    private static func way(on detour: Detour?, after fired: DueTimers.Fired) -> Detour? {
        guard detour != nil || fired.isHeldUp else { return nil }
        var next = Detour(start: fired.reached)
        if let detour, detour.start == next.start { next.passing = detour.passing }
        next.passing += fired.left.filter { $0.due == next.start }.map(\.subject)
        // To pass so many one by one would take longer than to wait for them.
        return next.passing.count > 10_000 ? Detour(start: next.start + 0.000_002) : next
    }

    /// Fires what is due each in a transaction of its own, because there is something in a batch that cannot be fired, and
    /// nobody else's page may wait for it.
    ///
    /// What cannot be fired is put off by a minute as soon as it is found, and told each time: what goes wrong later must not
    /// have it looked for again. When that is all of several, it hardly lies in them, and the error is thrown, too; and so
    /// it is when nothing came of it at all.
    private func fireOneByOne(
        from start: Date?,
        passing: [UUID],
        because batchError: any Error,
        _ work: RecurringWork
    ) async throws {
        let due = try await context.database.withTransaction(
            deadline: context.configuration.databaseDeadline
        ) { transaction in
            try transaction.dueTimers(
                from: start,
                passing: passing,
                at: try transaction.now(),
                limit: self.timers.limit
            )
        }
        var (failed, fired) = (0, 0)
        for timer in due {
            do {
                fired += try await commit { now, transaction in
                    try self.timers.fire(timer, at: now, in: transaction)
                }.fired.due.count
            } catch  where Trouble(error) == .permanent {
                try await postpone(timer, because: error)
                failed += 1
            }
            work.succeed()
        }
        if failed == 0 ? fired == 0 : failed > 1 && failed == due.count { throw batchError }
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
