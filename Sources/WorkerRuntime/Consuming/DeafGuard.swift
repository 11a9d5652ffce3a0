import AMQP
import Foundation
import Logging

/// Asks over a connection of its own how many messages wait, so that a consumer that is alive but deaf is noticed.
struct DeafGuard {
    private static let interval: Duration = .seconds(15)

    let queue: String
    let context: WorkerContext

    /// Runs until the task is cancelled.
    func run() async throws {
        while true {
            try await Task.sleep(for: Self.interval)
            do {
                let status = try await context.inspector.status(ofQueue: queue)
                context.health.noteWaiting(queue, count: status?.ready ?? 0)
            } catch {
                context.logger.debug("the queue's depth is not known", metadata: ["error": "\(error)"])
            }
        }
    }
}
