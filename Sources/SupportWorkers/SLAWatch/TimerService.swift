import AMQP
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import SupportStore
package import WorkerRuntime

/// Looks at the time for the whole fleet: fires timers as they fall due, batch after batch.
///
/// Any number of watchers run side by side; each takes timers that no other holds, and what a watcher that died had
/// taken is free again at once.
package struct TimerService: Service {
    private let context: WorkerContext
    private let timers: DueTimers

    package init(context: WorkerContext, timers: DueTimers = DueTimers()) {
        self.context = context
        self.timers = timers
    }

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await watch() }
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
                delay = try await fireOnce()
                work.succeed()
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

    /// Fires one batch and answers how long nothing more is due.
    private func fireOnce() async throws -> Duration {
        let (now, fired, stored) = try await context.database.withTransaction(
            deadline: context.configuration.databaseDeadline
        ) { transaction in
            let now = try transaction.now()
            let fired = try timers.fire(at: now, in: transaction)
            try context.failpoints.pass(.beforeCommit)
            let outgoing = fired.outgoing.map { $0.caused(by: .itself($0), in: "timers", index: 0) }
            return (now, fired, try context.outbox.store(outgoing, in: transaction))
        }
        context.metrics.timerLateness.observe(fired.due.lazy.map { now.timeIntervalSince($0) })
        try context.failpoints.pass(.afterCommitBeforePublish)
        try await context.outbox.publish(stored, failpoints: context.failpoints)
        try await context.outbox.deletePublished()
        guard fired.due.isEmpty else { return .zero }
        // Never longer than a second: timers may be set for sooner than the nearest known one.
        let untilNext = fired.next.map { max(0.005, $0.timeIntervalSince(now)) } ?? 1
        return .seconds(min(untilNext, Double.random(in: 0.4...0.6)))
    }
}

extension OutgoingMessage.Cause {
    /// A message that a timer made: nothing was said, so that its trace and its time begin with it.
    fileprivate static func itself(_ outgoing: OutgoingMessage) -> OutgoingMessage.Cause {
        OutgoingMessage.Cause(key: outgoing.message.key, acceptedAt: Date())
    }
}
