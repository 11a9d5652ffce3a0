import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing

@testable import SupportWorkers

// What a desk has on record.
extension Desk {
    /// All tickets of the desk, by number.
    func tickets(in transaction: borrowing Transaction) throws -> [Ticket] {
        let ids = try transaction.query("SELECT id FROM ticket WHERE programme = \(programme)")
            .map { TicketID(try $0.get(0)) }
        return try transaction.tickets(ids).values.sorted { ($0.number ?? 0) < ($1.number ?? 0) }
    }

    /// The one ticket there is.
    func ticket(in transaction: borrowing Transaction) throws -> Ticket {
        let tickets = try tickets(in: transaction)
        try #require(tickets.count == 1)
        return tickets[0]
    }

    /// Takes in a mail, has it triaged, and answers its ticket.
    @discardableResult
    func open(
        _ text: String = "Importing a model gives an error.",
        subject: String = "Export",
        plan: String = "standard",
        id: String = "first@example.com",
        from: String = "ann@example.com",
        in transaction: borrowing Transaction
    ) throws -> Ticket {
        try intake(submitted(id, from: from, subject: subject, text: text, plan: plan), in: transaction)
        try work(in: transaction)
        let known = try transaction.query(
            "SELECT ticket_id FROM message WHERE programme = \(programme) AND source_id = \(id)"
        )
        let ticket = TicketID(try known[0].get(0))
        return try #require(try transaction.tickets([ticket])[ticket])
    }

    /// Puts a customer, or a domain, on the list.
    func enter(
        _ address: String,
        plan: String,
        from moment: Date? = nil,
        manager: String? = nil,
        in transaction: borrowing Transaction
    ) throws {
        let key = MessageKey(programme: programme, id: address)
        try transaction.setCustomer(key, name: nil, isVIP: false, manager: manager)
        try transaction.assignPlan(plan, to: key, from: moment ?? now, at: now, by: "kim")
        _ = try transaction.query("SELECT")
    }

    func conversation(_ ticket: Ticket, in transaction: borrowing Transaction) throws -> [String] {
        try transaction.conversation(of: ticket.id).map(\.sourceID)
    }

    func timeline(_ ticket: Ticket, in transaction: borrowing Transaction) throws -> [TicketEvent] {
        try transaction.timeline(of: ticket.id)
    }

    func kinds(_ ticket: Ticket, in transaction: borrowing Transaction) throws -> [TicketEvent.Kind] {
        try timeline(ticket, in: transaction).map(\.kind)
    }

    func notifications(_ ticket: Ticket, in transaction: borrowing Transaction) throws -> [NotificationListing] {
        try transaction.notifications(of: ticket.id)
    }

    /// How many messages of each type have been published for the fleet.
    func publishedCount(_ type: String) -> Int {
        published.count { $0.routingKey == type }
    }
}

extension Ticket {
    /// The clock of the newest cycle of a metric.
    func clock(_ metric: Metric) -> Clock? {
        clocks.filter { $0.metric == metric }.max { $0.cycle < $1.cycle }
    }

    func due(_ metric: Metric) -> Date? { clock(metric)?.dueAt }

    var name: String { number.map { "AB-\($0)" } ?? "AB-?" }
}

extension Date {
    /// What the clocks in Los Angeles show, the earlier of two: `Fri 2026-01-09 18:00`.
    static func losAngeles(_ text: String) -> Date {
        let parts = text.split(separator: " ")
        guard parts.count == 3, let date = CivilDate(String(parts[1])), let ofDay = OpenHours.seconds(parts[2]),
            let zone = Zone("America/Los_Angeles")
        else { preconditionFailure("\(text) is not like 'Fri 2026-01-09 18:00'") }
        precondition(date.weekday.shortName == parts[0].lowercased(), "\(text) is a \(date.weekday.name)")
        return Date(wholeSeconds: zone.firstInstant(showing: date.dayNumber * 86_400 + ofDay))
    }
}
