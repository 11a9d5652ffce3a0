package import Foundation

/// One line of a ticket's timeline: who did what, when, why, and caused by which message.
///
/// A (ticket, cause, kind) happens once; the store refuses a second one.
package struct TicketEvent: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case received, triaged, acknowledged
        case customerReplied = "customer_replied"
        case agentReplied = "agent_replied"
        case noted, assigned, prioritised, resolved, closed, reopened, paused, resumed, rated
        case escalationRequested = "escalation_requested"
        case escalated
        case escalationDeclined = "escalation_declined"
        case clockWarned = "clock_warned"
        case clockBreached = "clock_breached"
        case breachAnnulled = "breach_annulled"
        case mergedInto = "merged_into"
        case mergedFrom = "merged_from"
        case planChanged = "plan_changed"
        case policyChanged = "policy_changed"
        case notificationFailed = "notification_failed"
        case paged
        case pageJoined = "page_joined"
        case pageSuperseded = "page_superseded"
        case pageAcknowledged = "page_acknowledged"
        case pageUnanswered = "page_unanswered"
        case pageExhausted = "page_exhausted"
    }

    package var seq: Int
    package var kind: Kind
    /// Who: an address, an agent's name, or the worker that decided.
    package var actor: String
    /// What caused it: a message's source id, or the key of a threshold or page.
    package var cause: String
    package var at: Date
    package var policyVersion: Int
    /// Facts a reader needs, by name; shown by `tierline ticket explain`.
    package var data: [String: String]

    package init(
        seq: Int,
        kind: Kind,
        actor: String,
        cause: String,
        at: Date,
        policyVersion: Int,
        data: [String: String]
    ) {
        self.seq = seq
        self.kind = kind
        self.actor = actor
        self.cause = cause
        self.at = at
        self.policyVersion = policyVersion
        self.data = data
    }
}

extension TicketEvent {
    /// Whether a person other than an agent says something, and no program in their place.
    package var isWordOfPerson: Bool { (kind == .received || kind == .customerReplied) && data["automatic"] == nil }

    /// Whether a person has spoken, here or on a ticket that was merged into this one.
    package var bringsPerson: Bool { isWordOfPerson || kind == .mergedFrom && data["automatic"] == nil }
}
