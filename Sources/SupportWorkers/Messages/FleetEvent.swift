package import Foundation
package import SupportDomain

/// What the workers tell each other through `support.events`; the type is the routing key.
///
/// An event names what happened, and little more: who consumes it reads the state from the database, so that an event
/// that comes twice, late or out of order tells the truth all the same.
package protocol FleetEvent: Codable, Hashable, Sendable {
    static var type: String { get }
    /// The id of the message: the same event has the same id, however often it is made.
    var messageID: UUID { get }
}

/// What happened to one ticket.
package protocol TicketNews: FleetEvent {
    /// The ticket that it is about.
    var ticket: TicketID { get }
}

/// `ticket.received`: intake kept a new ticket; triage is to look at it.
package struct TicketReceived: TicketNews {
    package static let type = "ticket.received"
    package var ticket: TicketID

    package var messageID: UUID { DerivedID.make(from: ticket.uuid, Self.type) }
}

/// `ticket.replied`: a customer said more on a ticket; triage looks for a call for escalation in it.
package struct TicketReplied: TicketNews {
    package static let type = "ticket.replied"
    package var ticket: TicketID
    /// The source id of what was said.
    package var message: String

    package var messageID: UUID { DerivedID.make(from: ticket.uuid, Self.type, message) }
}

/// `clock.breached`: the watcher saw a service level missed.
package struct ClockBreached: TicketNews {
    package static let type = "clock.breached"
    package var ticket: TicketID
    package var metric: String
    package var cycle: Int
    package var due: Date

    package var messageID: UUID { DerivedID.make(from: ticket.uuid, Self.type, metric, String(cycle)) }
}

/// `clock.warned`: the watcher saw a service level come close; escalation tells whoever the policy names.
package struct ClockWarned: TicketNews {
    package static let type = "clock.warned"
    package var ticket: TicketID
    package var metric: String
    package var cycle: Int
    /// Which warning it is, as the policy writes it: `80%` or `15m before`.
    package var threshold: String
    package var due: Date

    package var messageID: UUID { DerivedID.make(from: ticket.uuid, Self.type, metric, String(cycle), threshold) }
}

/// `escalation.requested`: something other than a missed service level asks for the ticket to move up.
package struct EscalationRequested: TicketNews {
    package static let type = "escalation.requested"
    package var ticket: TicketID
    /// Why, as the policy names its triggers.
    package var trigger: String
    /// The source id of what caused it, so that it escalates once.
    package var cause: String
    package var by: String
    package var reason: String?
    package var toTier: Int?

    enum CodingKeys: String, CodingKey {
        case ticket, trigger, cause, by, reason
        case toTier = "to_tier"
    }

    package var messageID: UUID { DerivedID.make(from: ticket.uuid, Self.type, trigger, cause) }
}

/// `page.unanswered`: nobody acknowledged a page in time.
package struct PageUnanswered: TicketNews {
    package static let type = "page.unanswered"
    package var ticket: TicketID
    package var page: UUID
    /// The rung of the ladder that did not answer.
    package var rung: Int

    package var messageID: UUID { DerivedID.make(from: page, Self.type, String(rung)) }
}

/// `notification.email`, `.webhook` and `.page`: there is something to deliver.
///
/// The row in `notification` says what.
package struct NotificationRequested: Codable, Hashable, Sendable {
    package var notification: UUID
    package var ticket: TicketID
    /// 1 for the first try; a retry is a message of its own.
    package var attempt: Int

    package var messageID: UUID { DerivedID.make(from: notification, "notification", String(attempt)) }
}
