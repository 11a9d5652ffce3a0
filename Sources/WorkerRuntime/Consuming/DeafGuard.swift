import AMQP
import Foundation
import Logging

/// Asks over a connection of its own how many messages wait, so that a consumer that is alive but deaf is noticed.
///
/// A consumer that was idle at two looks in a row, with messages waiting at both and nothing coming in between, gets a
/// new subscription. Health fails when that does not help either.
struct DeafGuard {
    private static let interval: Duration = .seconds(15)

    let queue: String
    let consumer: Consumer
    let context: WorkerContext

    /// Runs until the task is cancelled.
    func run() async throws {
        var suspicion = Suspicion()
        while true {
            try await Task.sleep(for: Self.interval)
            do {
                let count = try await context.inspector.status(ofQueue: queue)?.ready ?? 0
                context.health.noteWaiting(queue, count: count)
                if suspicion.isConfirmed(by: count, idleSince: context.health.idleSince(queue)) {
                    await consumer.renew()
                }
            } catch {
                context.logger.debug("the queue's depth is not known", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Whether a consumer seems to hear nothing of its queue.
    struct Suspicion {
        private var idleSince: ContinuousClock.Instant?

        /// Takes note of one look.
        ///
        /// - Parameters:
        ///   - waiting: how many messages wait in the queue.
        ///   - idleSince: when the consumer last had something to do; nil if it has now, or waits for a server.
        /// - Returns: whether the look before saw the same.
        mutating func isConfirmed(by waiting: Int, idleSince: ContinuousClock.Instant?) -> Bool {
            let before = self.idleSince
            self.idleSince = waiting > 0 ? idleSince : nil
            return before != nil && before == self.idleSince
        }
    }
}
