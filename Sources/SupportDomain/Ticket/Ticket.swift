package import Foundation

/// What one customer wants done, with its clocks and the pauses they share.
///
/// A value: a stage loads it, its methods change it and return what is to be done outside, and the store writes the
/// difference. Every change is an event on the timeline; ``Ticket/record(_:by:because:at:_:)`` adds it.
package struct Ticket: Hashable, Sendable, Identifiable {
    package let id: TicketID
    /// What people call it, without the programme's prefix; nil until it has been stored.
    package let number: Int?
    package let programme: String
    package let channel: String
    /// The address, or the gateway's name, of who asked, in lower case.
    package let requester: String
    package let requesterName: String?
    /// The requester as their gateway writes them, letter for letter.
    package let address: String
    package let subject: String
    package var plan: String
    package var language: String?
    package let isVIP: Bool
    package var status: TicketStatus
    package var priority: Priority?
    package var category: String?
    package var subcategory: String?
    package var issueType: String?
    package var tier: Int?
    /// The team that has it at its tier, by its id; nil where the policy has none.
    package var team: String?
    /// Who looks after the customer by name.
    package var manager: String?
    package var assignee: String?
    package var vendorReference: String?
    /// The policy version under which the ticket was last decided.
    package var policyVersion: Int
    package let createdAt: Date
    package var triagedAt: Date?
    package var firstResponseAt: Date?
    package var resolvedAt: Date?
    package var closedAt: Date?
    /// The ticket in which this one goes on; it is closed then.
    package var mergedInto: TicketID?
    /// When the customer said the oldest thing that no agent has answered.
    package var unansweredSince: Date?
    /// The source id of the last thing the customer said: what answers refer to.
    package var lastCustomerMessage: String?
    /// The gateway's name for the conversation in which the customer spoke last, on the ticket's own channel.
    package var conversation: String?
    package var reopenCount = 0
    /// How often it has moved up a tier.
    package var escalationCount = 0
    /// When an escalation was first decided on it, be it one that left it at its tier.
    package var escalatedAt: Date?
    package var clocks: [Clock] = []
    package var pauses: [Pause] = []
    /// How many events the timeline holds, new ones included.
    package private(set) var eventCount: Int
    /// Events that the store has not seen.
    package private(set) var newEvents: [TicketEvent] = []

    package init(
        id: TicketID,
        number: Int? = nil,
        programme: String,
        channel: String,
        requester: String,
        requesterName: String? = nil,
        address: String? = nil,
        subject: String,
        plan: String,
        language: String? = nil,
        isVIP: Bool = false,
        status: TicketStatus = .received,
        policyVersion: Int,
        createdAt: Date,
        eventCount: Int = 0
    ) {
        self.id = id
        self.number = number
        self.programme = programme
        self.channel = channel
        self.requester = requester
        self.requesterName = requesterName
        self.address = address ?? requester
        self.subject = subject
        self.plan = plan
        self.language = language
        self.isVIP = isVIP
        self.status = status
        self.policyVersion = policyVersion
        self.createdAt = createdAt
        self.eventCount = eventCount
    }

    /// Whether an escalation has been decided on it: its customer is owed updates.
    package var isEscalated: Bool { escalatedAt != nil }

    /// Adds a line to the timeline.
    package mutating func record(
        _ kind: TicketEvent.Kind,
        by actor: String,
        because cause: String,
        at now: Date,
        _ data: [String: String?] = [:]
    ) {
        eventCount += 1
        newEvents.append(
            TicketEvent(
                seq: eventCount,
                kind: kind,
                actor: actor,
                cause: cause,
                at: now,
                policyVersion: policyVersion,
                data: data.compactMapValues(\.self)
            )
        )
    }
}
