import Logging
import ServiceLifecycle

/// Deletes, each second, the outbox rows whose messages the broker has.
///
/// A busy worker deletes them with its next batch; this is for the last ones before a quiet time, which the relay would
/// otherwise take for lost. At shutdown it deletes what is left.
struct OutboxTidying: Service {
    let outbox: Outbox
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(1))
                await tidy()
            }
        }
        await tidy()
    }

    private func tidy() async {
        do {
            try await outbox.deletePublished()
        } catch {
            logger.debug("published rows stay in the outbox for now", metadata: ["error": "\(error)"])
        }
    }
}
