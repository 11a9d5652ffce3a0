package import AMQP
import Foundation
import Logging
import Postgres
package import SupportDomain
import SupportStore
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
    private let recordDeadline: Duration
    private let unrecorded = UnrecordedAnswers()
    /// The name under which this copy commits what it is about to send.
    private let sender = UUID()

    /// Nobody notices, and it takes a commit for the intent and one for the record whether there is one call or many.
    package let gathering = Duration.milliseconds(50)

    /// - Parameters:
    ///   - doors: the ways out; what has none is tried again until one is configured.
    ///   - concurrency: how many calls are under way at once.
    ///   - lease: for how long its word that it is sending something holds, unless it is renewed.
    ///   - recordDeadline: for how long a record waits for whoever keeps a ticket; short enough for what is left to a
    ///     process whose drain time is over.
    package init(
        doors: [SupportDomain.Notification.Channel: any DeliveryDoor],
        concurrency: Int = 32,
        lease: Duration = .seconds(5),
        recordDeadline: Duration = .seconds(8)
    ) {
        self.doors = doors
        self.concurrency = concurrency
        self.lease = lease
        self.recordDeadline = recordDeadline
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
                case .skip: unrecorded.forget([id])
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
                let now = ContinuousClock.now
                let answers = ended.map { call, answer in
                    let (id, attempt) = (tries[call].stored.id, tries[call].attempt)
                    return unrecorded.answer(to: attempt, of: id)
                        ?? Answered(attempt: attempt, answer: answer, startedAt: tries[call].startedAt, at: now)
                }
                try await record(Array(zip(ended.map { tries[$0.call] }, answers)), in: context)
            }
        )
    }

    private func answer(to attempt: Try) async -> DeliveryAnswer {
        if let kept = unrecorded.answer(to: attempt.attempt, of: attempt.stored.id) { return kept.answer }
        let channel = attempt.stored.notification.channel
        guard let door = doors[channel] else {
            return .temporaryFailure("no way out is configured for \(channel)")
        }
        return await door.deliver(attempt.stored, in: attempt.trace)
    }

    /// Renews the lease of what is being sent until the task is cancelled.
    ///
    /// A record that waits for a ticket keeps its rows for as long; the others are then renewed without them.
    private func renewIntents(_ notifications: [UUID], in context: HandlerContext) async {
        while (try? await Task.sleep(for: lease / 3)) != nil {
            do {
                do {
                    try await renew(notifications, leavingLocked: false, within: .seconds(1), in: context)
                } catch let error as PostgresError where error.code == .deadlineExceeded {
                    try await renew(notifications, leavingLocked: true, within: .seconds(5), in: context)
                }
            } catch  where !Task.isCancelled {
                context.logger.warning("a lease could not be renewed", metadata: ["error": "\(error)"])
            } catch {
                return
            }
        }
    }

    private func renew(
        _ notifications: [UUID],
        leavingLocked: Bool,
        within deadline: Duration,
        in context: HandlerContext
    ) async throws {
        let (sender, lease) = (sender, lease)
        try await context.database.withTransaction(deadline: deadline) { transaction in
            try transaction.enqueueRenewal(of: notifications, by: sender, for: lease, leavingLocked: leavingLocked)
        }
    }

    /// Writes down how tries ended; in halves where somebody keeps one of their tickets, so that the others need not wait.
    private func record(_ ended: [(attempt: Try, answered: Answered)], in context: HandlerContext) async throws {
        try context.failpoints.pass(.afterDelivery)
        do {
            try await write(ended, in: context)
            unrecorded.forget(ended.map(\.attempt.stored.id))
        } catch let error as PostgresError where error.code == .deadlineExceeded && ended.count > 1 {
            let middle = ended.count / 2
            var failure: (any Error)?
            for half in [ended[..<middle], ended[middle...]] {
                do { try await record(Array(half), in: context) } catch { failure = failure ?? error }
            }
            if let failure { throw failure }
        } catch {
            unrecorded.keep(ended.map { ($0.attempt.stored.id, $0.answered) })
            throw error
        }
    }

    private func write(_ ended: [(attempt: Try, answered: Answered)], in context: HandlerContext) async throws {
        try await context.database.withTransaction(deadline: recordDeadline) { transaction in
            let (now, instant) = (try transaction.now(), ContinuousClock.now)
            let results = ended.map { attempt, answered in
                DeliveryResult(
                    answered.answer,
                    of: attempt.stored,
                    attempt: attempt.attempt,
                    startedAt: answered.startedAt,
                    finishedAt: max(answered.startedAt, now - (instant - answered.at) / .seconds(1))
                )
            }
            try transaction.enqueueRecord(results, at: now)
            try recordOnTickets(ended.map(\.attempt), results, at: now, in: transaction)
        }
    }

    /// An acknowledgement that arrived ends its clock; a notification given up is on the ticket's timeline.
    private func recordOnTickets(
        _ tries: [Try],
        _ results: [DeliveryResult],
        at now: Date,
        in transaction: borrowing Transaction
    ) throws {
        var acknowledged: [Date: [TicketID]] = [:]
        var failed: [(TicketID, DeliveryResult, Try)] = []
        for (attempt, result) in zip(tries, results) {
            let notification = attempt.stored.notification
            if result.state == .failed { failed.append((notification.ticketID, result, attempt)) }
            if result.state == .delivered, notification.kind == .acknowledgement {
                acknowledged[result.finishedAt, default: []].append(notification.ticketID)
            }
        }
        var late: [TicketID: Date] = [:]
        for (moment, tickets) in acknowledged {
            for ticket in try transaction.fulfilAcknowledgement(of: tickets, at: moment) { late[ticket] = moment }
        }
        guard !failed.isEmpty || !late.isEmpty else { return }

        let before = try transaction.lockTickets(failed.map(\.0) + late.keys)
        var after = before
        var annulments: [Annulment] = []
        let annulled = try transaction.annulledBreaches(of: late.keys)
        for (ticket, moment) in late {
            let known = annulled[ticket] ?? []
            for effect in after[ticket]?.acknowledge(at: moment, noticed: now, given: known) ?? [] {
                guard case .annulBreach(let breach, let reason) = effect else { continue }
                annulments.append(Annulment(breach, of: ticket, reason: reason))
            }
        }
        for (ticket, result, attempt) in failed {
            after[ticket]?.record(
                .notificationFailed,
                by: "notifier",
                // An operator may have it tried again, and it may fail again.
                because: "\(result.notification.uuidString.lowercased())/\(result.attempt)",
                at: now,
                ["recipient": attempt.stored.notification.recipient, "error": result.detail]
            )
        }
        try transaction.enqueueSave(TicketChange.between(before, after), at: now)
        try transaction.enqueueAnnul(annulments, at: now)
    }
}
