package import Foundation

/// Something to be told to somebody outside the fleet.
///
/// Its id is derived from what caused it and is the idempotency key of every try to deliver it.
package struct Notification: Hashable, Sendable, Identifiable {
    package enum Kind: String, Sendable, CaseIterable {
        case acknowledgement
        case agentReply = "agent_reply"
        case resolution, escalation, update, warning, page, rerouted, merged
    }

    package enum Channel: String, Sendable, CaseIterable {
        case email, webhook, chat
    }

    /// The door it leaves by; pages have one of their own, so that a dead mail server never holds one up.
    package enum Queue: String, Sendable, CaseIterable {
        case email = "notification.email"
        case webhook = "notification.webhook"
        case page = "notification.page"
    }

    package let id: UUID
    package let ticketID: TicketID
    package let kind: Kind
    package let channel: Channel
    /// The programme's own address, such as `support@example.com`.
    package let sender: String
    /// An address, a URL, or `<programme>.<channel>` of a chat gateway.
    package let recipient: String
    package let subject: String
    package let body: String
    /// The source id of the message that it answers.
    package let inReplyTo: String?
    package let pageID: UUID?
    package let createdAt: Date

    package init(
        id: UUID,
        ticketID: TicketID,
        kind: Kind,
        channel: Channel,
        sender: String,
        recipient: String,
        subject: String,
        body: String,
        inReplyTo: String? = nil,
        pageID: UUID? = nil,
        createdAt: Date
    ) {
        self.id = id
        self.ticketID = ticketID
        self.kind = kind
        self.channel = channel
        self.sender = sender
        self.recipient = recipient
        self.subject = subject
        self.body = body
        self.inReplyTo = inReplyTo
        self.pageID = pageID
        self.createdAt = createdAt
    }

    package var queue: Queue {
        if kind == .page { return .page }
        return channel == .email ? .email : .webhook
    }
}
