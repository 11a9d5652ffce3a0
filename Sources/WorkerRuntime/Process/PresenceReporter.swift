import AMQP
import Foundation
import Logging
import Postgres
import ServiceLifecycle

/// Writes every few seconds that this worker is there and whether it is ready, and notices so when a server is away.
struct PresenceReporter: Service {
    let context: WorkerContext
    let version: String

    func run() async throws {
        let startedAt = Date.now
        await forgetTheDead()
        try? await cancelWhenGracefulShutdown {
            while true {
                await report(startedAt: startedAt)
                try await Task.sleep(for: context.configuration.presenceInterval)
            }
        }
        _ = try? await context.database.query(
            "DELETE FROM worker_presence WHERE instance = \(context.instance)",
            deadline: .seconds(2)
        )
    }

    /// Deletes what others wrote who ended without taking leave; nobody else would.
    private func forgetTheDead() async {
        _ = try? await context.database.query(
            "DELETE FROM worker_presence WHERE seen_at < now() - interval '1 hour'",
            deadline: .seconds(2)
        )
    }

    private var brokerTrouble: String? {
        if context.publisher.isBlocked { return "it takes no messages: a memory or disk alarm is on" }
        return context.publisher.isConnected ? nil : "it is not connected"
    }

    private func report(startedAt: Date) async {
        context.health.report("broker", isUnreadyBecause: brokerTrouble)
        let reasons = context.health.reasonsNotReady.filter { !$0.hasPrefix("database:") }
        let detail = reasons.isEmpty ? "{}" : "{\"not_ready\":[\(reasons.map(jsonText).joined(separator: ","))]}"
        do {
            _ = try await context.database.query(
                """
                INSERT INTO worker_presence (instance, worker, version, started_at, is_ready, detail)
                VALUES (\(context.instance), \(context.worker), \(version), \(startedAt),
                    \(reasons.isEmpty), \(JSON(detail)))
                ON CONFLICT (instance) DO UPDATE SET
                    seen_at = now(), is_ready = excluded.is_ready, detail = excluded.detail
                """,
                deadline: .seconds(5)
            )
            context.health.report("database", isUnreadyBecause: nil)
        } catch {
            if Task.isCancelled { return }
            context.health.report("database", isUnreadyBecause: "\(error)")
        }
    }
}
