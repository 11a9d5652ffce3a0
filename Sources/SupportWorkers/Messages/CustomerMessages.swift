package import Foundation

/// Somebody as a gateway names them.
package struct Person: Codable, Hashable, Sendable {
    package var address: String
    package var name: String?

    package init(address: String, name: String? = nil) {
        self.address = address
        self.name = name
    }
}

/// A file that came with a message; the bytes stay with the gateway or in the kept mail.
package struct Attachment: Codable, Hashable, Sendable {
    package var name: String
    package var type: String?
    package var size: Int?
    package var url: String?
}

/// `message.submitted`: a customer says something that is not known to belong to a ticket.
///
/// It joins a ticket all the same when its `conversation` already has one, which is how chat lines find their ticket.
package struct MessageSubmitted: Codable, Hashable, Sendable {
    package var from: Person
    package var subject: String?
    package var text: String
    /// The gateway's name for an ongoing conversation, such as a chat session.
    package var conversation: String?
    /// The customer's plan, if the gateway knows; it wins over the customer list.
    package var plan: String?
    package var language: String?
    package var vip: Bool?
    /// Whether the gateway has made sure who the customer is, as emergency lines ask.
    package var verified: Bool?
    /// How urgent the customer says it is, in any of the programme's words for priorities.
    package var urgency: String?
    /// How much is affected, in the words of the policy's matrix; weighs the urgency.
    package var impact: String?
    package var category: String?
    /// What kind of issue the form asked for: technical, performance, integration, security, billing.
    package var issueType: String?
    package var attachments: [Attachment]?
    package var sentAt: Date?
    /// The agent who opens the ticket for the customer, as after a call: nobody then waits for a first response.
    package var openedBy: String?

    package init(
        from: Person,
        subject: String? = nil,
        text: String,
        conversation: String? = nil,
        plan: String? = nil,
        language: String? = nil,
        vip: Bool? = nil,
        verified: Bool? = nil,
        urgency: String? = nil,
        impact: String? = nil,
        category: String? = nil,
        issueType: String? = nil,
        attachments: [Attachment]? = nil,
        sentAt: Date? = nil,
        openedBy: String? = nil
    ) {
        self.from = from
        self.subject = subject
        self.text = text
        self.conversation = conversation
        self.plan = plan
        self.language = language
        self.vip = vip
        self.verified = verified
        self.urgency = urgency
        self.impact = impact
        self.category = category
        self.issueType = issueType
        self.attachments = attachments
        self.sentAt = sentAt
        self.openedBy = openedBy
    }

    enum CodingKeys: String, CodingKey {
        case from, subject, text, conversation, plan, language, vip, verified, urgency, impact, category, attachments
        case issueType = "issue_type"
        case sentAt = "sent_at"
        case openedBy = "opened_by"
    }
}

/// `message.replied`: a customer answers on a ticket.
///
/// The ticket is found by `in_reply_to`, else by `conversation`, else by `ticket` if it is the sender's own; where none is
/// known, the reply opens a ticket of its own, because nothing a customer says is dropped.
package struct MessageReplied: Codable, Hashable, Sendable {
    package var from: Person
    package var text: String
    /// The ticket's number (`AB-1042`) or id.
    package var ticket: String?
    /// The source id of the message that is answered.
    package var inReplyTo: String?
    package var conversation: String?
    package var subject: String?
    package var attachments: [Attachment]?
    package var sentAt: Date?

    package init(
        from: Person,
        text: String,
        ticket: String? = nil,
        inReplyTo: String? = nil,
        conversation: String? = nil,
        subject: String? = nil,
        attachments: [Attachment]? = nil,
        sentAt: Date? = nil
    ) {
        self.from = from
        self.text = text
        self.ticket = ticket
        self.inReplyTo = inReplyTo
        self.conversation = conversation
        self.subject = subject
        self.attachments = attachments
        self.sentAt = sentAt
    }

    enum CodingKeys: String, CodingKey {
        case from, text, ticket, conversation, subject, attachments
        case inReplyTo = "in_reply_to"
        case sentAt = "sent_at"
    }
}

/// `ticket.rated`: a customer says how content they are; a low score asks for escalation.
package struct TicketRated: Codable, Hashable, Sendable {
    package var ticket: String
    package var from: Person
    /// 1 (very dissatisfied) to 5 (very satisfied).
    package var score: Int
    package var comment: String?

    package init(ticket: String, from: Person, score: Int, comment: String? = nil) {
        self.ticket = ticket
        self.from = from
        self.score = score
        self.comment = comment
    }
}
