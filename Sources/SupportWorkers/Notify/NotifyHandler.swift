package import AMQP
import Foundation
import Postgres
package import SupportDomain
import SupportStore
package import WorkerRuntime

/// Delivers notifications: commits the intent, makes the call, records how it ended.
///
/// Consumes `notification.email`, `notification.webhook` and `notification.page`. A crash between the call and its record
/// leaves the notification in `sending`; the message comes again, and so does the call, with the same idempotency key.
package struct NotifyHandler: BatchHandler {
    private let doors: [SupportDomain.Notification.Channel: any DeliveryDoor]
    private let concurrency: Int

    /// - Parameters:
    ///   - doors: the ways out; what has none is tried again until one is configured.
    ///   - concurrency: how many calls are under way at once.
    package init(doors: [SupportDomain.Notification.Channel: any DeliveryDoor], concurrency: Int = 32) {
        self.doors = doors
        self.concurrency = concurrency
    }

    package func handle(_ deliveries: [Delivery], in context: HandlerContext) async throws -> HandledBatch {
        var batch = HandledBatch()
        var requests: [NotificationRequested] = []
        for delivery in deliveries {
            do throws(Rejection) {
                requests.append(try ContractJSON(delivery.message.body, type: delivery.routingKey).decode())
                batch.acknowledged.append(delivery)
            } catch {
                batch.rejected.append(.init(delivery, error))
            }
        }
        let (tries, startedAt) = try await commitIntents(for: requests, in: context)
        try context.failpoints.pass(.afterIntent)
        let answers = await deliver(tries)
        try context.failpoints.pass(.afterDelivery)
        try await record(answers, of: tries, startedAt: startedAt, in: context)
        return batch
    }

    /// One try that is committed and about to be made.
    private struct Try: Sendable {
        var stored: StoredNotification
        var attempt: Int
    }

    private func commitIntents(
        for requests: [NotificationRequested],
        in context: HandlerContext
    ) async throws -> ([Try], Date) {
        guard !requests.isEmpty else { return ([], .distantPast) }
        return try await context.database.withTransaction { transaction in
            let now = try transaction.now()
            let stored = try transaction.lockNotifications(requests.map(\.notification))
            var tries: [UUID: Try] = [:]
            var cancelled: [UUID] = []
            for request in requests {
                guard let notification = stored[request.notification] else { continue }
                switch DeliveryDecision(request, given: notification) {
                case .deliver(let attempt): tries[request.notification] = Try(stored: notification, attempt: attempt)
                case .cancel: cancelled.append(contentsOf: [notification.notification.pageID].compactMap(\.self))
                case .skip: continue
                }
            }
            let ordered = tries.values.sorted { $0.stored.id < $1.stored.id }
            try transaction.enqueueIntent(ordered.map { ($0.stored.id, $0.attempt) })
            try transaction.enqueueCancelNotifications(ofPages: cancelled, at: now)
            return (ordered, now)
        }
    }

    private func deliver(_ tries: [Try]) async -> [DeliveryAnswer] {
        await withTaskGroup(of: (Int, DeliveryAnswer).self) { group in
            var answers = [DeliveryAnswer](repeating: .temporaryFailure("not tried"), count: tries.count)
            var next = 0
            func startNext() {
                guard next < tries.count else { return }
                let index = next
                let stored = tries[index].stored
                let door = doors[stored.notification.channel]
                group.addTask {
                    guard let door else {
                        return (index, .temporaryFailure("no way out is configured for \(stored.notification.channel)"))
                    }
                    return (index, await door.deliver(stored))
                }
                next += 1
            }
            for _ in 0..<concurrency { startNext() }
            for await (index, answer) in group {
                answers[index] = answer
                startNext()
            }
            return answers
        }
    }

    private func record(
        _ answers: [DeliveryAnswer],
        of tries: [Try],
        startedAt: Date,
        in context: HandlerContext
    ) async throws {
        guard !tries.isEmpty else { return }
        try await context.database.withTransaction { transaction in
            let now = try transaction.now()
            let results = zip(tries, answers).map { attempt, answer in
                DeliveryResult(
                    answer,
                    of: attempt.stored,
                    attempt: attempt.attempt,
                    startedAt: startedAt,
                    finishedAt: now
                )
            }
            try transaction.enqueueRecord(results)
            try recordOnTickets(tries, results, at: now, in: transaction)
        }
    }

    /// An acknowledgement that arrived ends its clock; a notification given up is on the ticket's timeline.
    private func recordOnTickets(
        _ tries: [Try],
        _ results: [DeliveryResult],
        at now: Date,
        in transaction: borrowing Transaction
    ) throws {
        var acknowledged: [TicketID] = []
        var failed: [(TicketID, DeliveryResult, Try)] = []
        for (attempt, result) in zip(tries, results) {
            let notification = attempt.stored.notification
            if result.state == .failed { failed.append((notification.ticketID, result, attempt)) }
            if result.state == .delivered, notification.kind == .acknowledgement {
                acknowledged.append(notification.ticketID)
            }
        }
        try transaction.enqueueFulfilAcknowledgement(of: acknowledged, at: now)
        guard !failed.isEmpty else { return }

        let before = try transaction.lockTickets(failed.map(\.0))
        var after = before
        for (ticket, result, attempt) in failed {
            after[ticket]?.record(
                .notificationFailed,
                by: "notifier",
                because: result.notification.uuidString.lowercased(),
                at: now,
                ["recipient": attempt.stored.notification.recipient, "error": result.detail]
            )
        }
        try transaction.enqueueSave(TicketChange.between(before, after))
    }
}
