import AMQP
import Foundation
import Logging
import Postgres
import ServiceLifecycle

/// Waits out a trouble with a server: reports not ready, probes with backoff, reports ready again.
///
/// It is the breaker of its subject: open while it waits, half open once the servers answer and the work is tried again.
/// Whoever does the work closes it when that has succeeded.
struct Pause {
    let subject: String
    let context: WorkerContext
    let breaker: Breaker

    init(subject: String, context: WorkerContext) {
        self.subject = subject
        self.context = context
        breaker = context.metrics.breaker(of: subject)
    }

    /// Waits, at least for a moment, until the database and the broker answer.
    ///
    /// - Parameters:
    ///   - error: why it waits.
    ///   - backoff: kept by the caller, so that the same trouble again waits longer.
    /// - Throws: ``Abandoned`` when the process is to end meanwhile.
    func untilServersAnswer(after error: any Error, _ backoff: inout Backoff) async throws {
        context.logger.warning(
            "work pauses until the servers answer",
            metadata: ["subject": "\(subject)", "error": "\(error)"]
        )
        context.health.report(subject, isUnreadyBecause: "it waits for a server: \(error)")
        defer { context.health.report(subject, isUnreadyBecause: nil) }
        breaker.become(.open)

        repeat {
            context.health.notePause(subject)
            let delay = backoff.next()
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: delay) }
            } catch {
                throw Abandoned()
            }
        } while await !serversAnswer()
        breaker.become(.halfOpen)
        context.health.noteProgress(subject, isBusy: true)
        context.logger.notice("work resumes", metadata: ["subject": "\(subject)"])
    }

    /// Runs something small against the database until it gets through or fails for good.
    func retrying<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        var backoff = Backoff()
        while true {
            do {
                return try await body()
            } catch  where [.transient, .circumstances].contains(Trouble(error)) {
                try await untilServersAnswer(after: error, &backoff)
            }
        }
    }

    private func serversAnswer() async -> Bool {
        do {
            _ = try await context.database.query("SELECT 1", deadline: .seconds(5))
            try await context.publisher.connect()
        } catch {
            return false
        }
        return !context.publisher.isBlocked
    }
}
