import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// A database with one triaged ticket whose notifications wait to be delivered, for tests of the notifier.
struct Outpost: Sendable {
    let fresh: FreshDatabase
    let programme: String
    let ticket: Ticket
    /// What the stages asked to be delivered, as the broker delivers it.
    let requests: [Delivery]

    /// Makes one, lends it, and drops it.
    static func with<Result>(
        text: String = "Importing a model gives an error.",
        channel: String = "portal",
        from: String = "ann@example.com",
        conversation: String? = nil,
        editing edit: @escaping @Sendable (String) -> String = { $0 },
        _ body: (Outpost) async throws -> Result
    ) async throws -> Result {
        try await FreshDatabase.with { fresh in
            let (programme, ticket, messages) = try await fresh.database.withTransaction { transaction in
                let desk = try Desk(at: "Fri 2026-01-09 10:00", in: transaction, editing: edit)
                desk.now = try transaction.now()
                try desk.intake(
                    desk.submitted(
                        "first@example.com",
                        from: from,
                        subject: "Export",
                        text: text,
                        conversation: conversation,
                        channel: channel
                    ),
                    in: transaction
                )
                try desk.work(in: transaction)
                return (desk.programme, try desk.ticket(in: transaction), desk.published)
            }
            let requests = messages.filter { $0.routingKey.hasPrefix("notification.") }.map(Delivery.init)
            return try await body(Outpost(fresh: fresh, programme: programme, ticket: ticket, requests: requests))
        }
    }

    /// Gives the notifier one batch, through these ways out.
    @discardableResult
    func deliver(
        _ deliveries: [Delivery],
        through doors: [SupportDomain.Notification.Channel: any DeliveryDoor],
        failpoint: String? = nil
    ) async throws -> HandledBatch {
        try await deliver(deliveries, by: NotifyHandler(doors: doors), failpoint: failpoint)
    }

    /// Gives one copy of the notifier one batch, on a database connection of its own if it has one.
    @discardableResult
    func deliver(
        _ deliveries: [Delivery],
        by notifier: NotifyHandler,
        on database: Database? = nil,
        failpoint: String? = nil
    ) async throws -> HandledBatch {
        try await notifier.handle(
            deliveries,
            in: HandlerContext(
                queue: SupportTopology.Queue.notifierEmail,
                database: database ?? fresh.database,
                failpoints: try failpoint.map { try Failpoints($0) } ?? .none,
                logger: .tests
            )
        )
    }

    /// Lends connections of another process's own.
    func withOtherDatabase<Result>(_ body: (Database) async throws -> Result) async throws -> Result {
        let other = Database(DatabaseConfiguration(url: fresh.url, poolSize: 2), logger: .tests)
        do {
            let result = try await body(other)
            await other.close()
            return result
        } catch {
            await other.close()
            throw error
        }
    }

    /// Moves the clock, and answers what the watcher then asks to be delivered.
    func requests(after duration: Duration) async throws -> [Delivery] {
        try await fresh.advance(by: duration)
        return try await fresh.database.withTransaction { transaction in
            try DueTimers().fire(at: try transaction.now(), in: transaction).outgoing
                .filter { $0.routingKey.hasPrefix("notification.") }
        }.map(Delivery.init)
    }

    /// The ticket as it is now.
    func current() async throws -> Ticket {
        let id = ticket.id
        let found = try await fresh.database.withTransaction { transaction in try transaction.tickets([id]) }
        return try #require(found[id])
    }

    func notification(_ kind: SupportDomain.Notification.Kind) async throws -> NotificationListing {
        let id = ticket.id
        let all = try await fresh.database.withTransaction { transaction in try transaction.notifications(of: id) }
        return try #require(all.first { $0.kind == kind })
    }

    /// Until when whoever is sending the acknowledgement is taken to be alive; nil when nobody is sending it.
    func sendingUntil() async throws -> Date? {
        try await fresh.database.query(
            "SELECT sending_until FROM notification WHERE kind = 'acknowledgement' AND state = 'sending'"
        ).first?.get(0)
    }

    func attempts() async throws -> [DeliveryAttemptRow] {
        let id = ticket.id
        return try await fresh.database.withTransaction { transaction in try transaction.deliveryAttempts(of: id) }
    }

    func timeline() async throws -> [TicketEvent] {
        let id = ticket.id
        return try await fresh.database.withTransaction { transaction in try transaction.timeline(of: id) }
    }
}

extension Delivery {
    /// The same delivery as a part of a trace.
    func traced(as trace: TraceContext) -> Delivery {
        var message = message
        message.headers[HeaderName.traceparent] = .string(trace.traceparent)
        return Delivery(message: message, exchange: exchange, routingKey: routingKey)
    }
}
