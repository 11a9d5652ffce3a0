package import AMQP
import Foundation
import Logging
import Postgres
package import SupportDomain
import SupportStore
import Synchronization
package import WorkerRuntime

/// Delivers notifications: commits the intent, makes the call, records how it ended.
///
/// Consumes `notification.email`, `notification.webhook` and `notification.page`. A crash between the call and its record
/// leaves the notification in `sending`; the message comes again, and so does the call, with the same idempotency key.
/// An answer that could not be recorded is kept until the batch runs again, and then recorded without a call.
/// A request for what another copy is sending waits until that copy is done, or has not said for a while that it is
/// alive.
package struct NotifyHandler: BatchHandler {
    private let doors: [SupportDomain.Notification.Channel: any DeliveryDoor]
    private let concurrency: Int
    private let lease: Duration
    private let unrecorded = UnrecordedAnswers()
    /// The name under which this copy commits what it is about to send.
    private let sender = UUID()

    /// Nobody notices, and it takes a commit for the intent and one for the record whether there is one call or many.
    package let gathering = Duration.milliseconds(50)

    /// - Parameters:
    ///   - doors: the ways out; what has none is tried again until one is configured.
    ///   - concurrency: how many calls are under way at once.
    ///   - lease: for how long its word that it is sending something holds, unless it is renewed.
    package init(
        doors: [SupportDomain.Notification.Channel: any DeliveryDoor],
        concurrency: Int = 32,
        lease: Duration = .seconds(5)
    ) {
        self.doors = doors
        self.concurrency = concurrency
        self.lease = lease
    }

    package func handle(_ deliveries: [Delivery], in context: HandlerContext) async throws -> HandledBatch {
        var batch = HandledBatch()
        var requests: [(delivery: Delivery, asked: Envelope<NotificationRequested>)] = []
        for delivery in deliveries {
            do throws(Rejection) {
                let request: NotificationRequested =
                    try ContractJSON(delivery.message.body, type: delivery.routingKey).decode()
                requests.append((delivery, Envelope(request, of: delivery)))
            } catch {
                batch.rejected.append(.init(delivery, error))
            }
        }
        let unknown = try await serve(requests.map(\.asked), in: context)
        for (delivery, asked) in requests {
            let id = asked.input.notification
            if unknown.contains(id) {
                batch.rejected.append(.init(delivery, .refused("there is no notification \(id)")))
            } else {
                batch.acknowledged.append(delivery)
            }
        }
        return batch
    }

    /// Makes the tries that are asked for; answers the notifications that nobody has written.
    ///
    /// It holds requests for what others are sending until those are done, so that the broker keeps them meanwhile: if
    /// this process ends, too, they come again.
    private func serve(
        _ requests: [Envelope<NotificationRequested>],
        in context: HandlerContext
    ) async throws -> Set<UUID> {
        var intents = try await commitIntents(for: requests, in: context)
        let unknown = intents.unknown
        while true {
            try context.failpoints.pass(.afterIntent)
            try await make(intents.tries, in: context)
            guard !intents.waiting.isEmpty else { return unknown }
            try await context.whileWaiting { try await Task.sleep(for: .milliseconds(250)) }
            intents = try await commitIntents(for: intents.waiting, in: context)
        }
    }

    /// One try that is committed and about to be made.
    private struct Try: Sendable {
        var stored: StoredNotification
        var attempt: Int
        var startedAt: Date
        var trace: TraceContext
    }

    private struct Intents: Sendable {
        var tries: [Try] = []
        /// Requests for what others are sending.
        var waiting: [Envelope<NotificationRequested>] = []
        /// Notifications that nobody has written.
        var unknown: Set<UUID> = []
    }

    private func commitIntents(
        for requests: [Envelope<NotificationRequested>],
        in context: HandlerContext
    ) async throws -> Intents {
        guard !requests.isEmpty else { return Intents() }
        return try await context.database.withTransaction { transaction in
            let now = try transaction.now()
            let stored = try transaction.lockNotifications(requests.map(\.input.notification))
            var intents = Intents()
            var tries: [UUID: Try] = [:]
            var cancelled: [UUID] = []
            for request in requests {
                let id = request.input.notification
                guard let notification = stored[id] else {
                    intents.unknown.insert(id)
                    continue
                }
                switch DeliveryDecision(request.input, given: notification, to: sender) {
                case .deliver(let attempt):
                    let trace = request.trace.child(in: context.queue, index: 0)
                    tries[id] = Try(stored: notification, attempt: attempt, startedAt: now, trace: trace)
                case .wait: intents.waiting.append(request)
                case .cancel: cancelled.append(id)
                case .skip: continue
                }
            }
            intents.tries = tries.values.sorted { $0.stored.id < $1.stored.id }
            try transaction.enqueueIntent(
                intents.tries.map { ($0.stored.id, $0.attempt) },
                of: sender,
                for: lease
            )
            try transaction.enqueueCancel(cancelled, at: now)
            return intents
        }
    }

    /// Makes the calls, says meanwhile that it is alive, and records how they end.
    private func make(_ tries: [Try], in context: HandlerContext) async throws {
        guard !tries.isEmpty else { return }
        async let _: Void = renewIntents(tries.map(\.stored.id), in: context)
        try await DeliveryRound(concurrency: concurrency, patience: .milliseconds(100)).run(
            tries.count,
            calling: { await answer(to: tries[$0]) },
            recording: { ended in
                try await record(ended.map { (tries[$0.call], $0.answer) }, in: context)
            }
        )
    }

    private func answer(to attempt: Try) async -> DeliveryAnswer {
        if let answer = unrecorded.answer(to: attempt.attempt, of: attempt.stored.id) { return answer }
        let channel = attempt.stored.notification.channel
        guard let door = doors[channel] else {
            return .temporaryFailure("no way out is configured for \(channel)")
        }
        return await door.deliver(attempt.stored, in: attempt.trace)
    }

    /// Renews the lease of what is being sent until the task is cancelled.
    private func renewIntents(_ notifications: [UUID], in context: HandlerContext) async {
        let (sender, lease) = (sender, lease)
        while (try? await Task.sleep(for: lease / 3)) != nil {
            do {
                try await context.database.withTransaction { transaction in
                    try transaction.enqueueRenewal(of: notifications, by: sender, for: lease)
                }
            } catch  where !Task.isCancelled {
                context.logger.warning("a lease could not be renewed", metadata: ["error": "\(error)"])
            } catch {
                return
            }
        }
    }

    private func record(_ ended: [(attempt: Try, answer: DeliveryAnswer)], in context: HandlerContext) async throws {
        try context.failpoints.pass(.afterDelivery)
        do {
            try await context.database.withTransaction { transaction in
                let now = try transaction.now()
                let results = ended.map { attempt, answer in
                    DeliveryResult(
                        answer,
                        of: attempt.stored,
                        attempt: attempt.attempt,
                        startedAt: attempt.startedAt,
                        finishedAt: now
                    )
                }
                try transaction.enqueueRecord(results)
                try recordOnTickets(ended.map(\.attempt), results, at: now, in: transaction)
            }
        } catch {
            unrecorded.keep(ended.map { ($0.attempt.stored.id, $0.attempt.attempt, $0.answer) })
            throw error
        }
        unrecorded.forget(ended.map(\.attempt.stored.id))
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
        let late = try transaction.fulfilAcknowledgement(of: acknowledged, at: now)
        guard !failed.isEmpty || !late.isEmpty else { return }

        let before = try transaction.lockTickets(failed.map(\.0) + late)
        var after = before
        for ticket in late { after[ticket]?.acknowledge(at: now) }
        for (ticket, result, attempt) in failed {
            after[ticket]?.record(
                .notificationFailed,
                by: "notifier",
                because: result.notification.uuidString.lowercased(),
                at: now,
                ["recipient": attempt.stored.notification.recipient, "error": result.detail]
            )
        }
        try transaction.enqueueSave(TicketChange.between(before, after), at: now)
    }
}

/// The answers of calls that could not be recorded, by notification, for as long as the process lives.
private final class UnrecordedAnswers: Sendable {
    private let answers = Mutex<[UUID: (attempt: Int, answer: DeliveryAnswer)]>([:])

    func keep(_ ended: [(notification: UUID, attempt: Int, answer: DeliveryAnswer)]) {
        answers.withLock { answers in
            for (notification, attempt, answer) in ended { answers[notification] = (attempt, answer) }
        }
    }

    func answer(to attempt: Int, of notification: UUID) -> DeliveryAnswer? {
        answers.withLock { answers in
            guard let kept = answers[notification], kept.attempt == attempt else { return nil }
            return kept.answer
        }
    }

    func forget(_ notifications: [UUID]) {
        answers.withLock { answers in
            guard !answers.isEmpty else { return }
            for notification in notifications { answers[notification] = nil }
        }
    }
}
