package import Mail

/// One message from `support.inbound`, understood.
package struct InboundMessage: Sendable {
    /// What was said, in the words of the contract; boxed, because a batch hands its messages around.
    package indirect enum Content: Sendable {
        case mail(ParsedMail, raw: [UInt8])
        case submitted(MessageSubmitted)
        case replied(MessageReplied)
        case rated(TicketRated)
        case agentReplied(AgentReplied)
        case noted(AgentNoted)
        case assigned(TicketAssigned)
        case prioritised(TicketPrioritised)
        case paused(TicketPaused)
        case resumed(TicketMoved)
        case resolved(TicketResolved)
        case reopened(TicketMoved)
        case closed(TicketMoved)
        case escalated(TicketEscalated)
        case merged(TicketMerged)
        case breachAnnulled(BreachAnnulled)
        case pageAcknowledged(PageAcknowledged)
    }

    package var programme: String
    package var channel: String
    /// The gateway's idempotency key.
    package var sourceID: String
    package var content: Content

    /// The ticket an agent, or a customer's reply, names: a number such as `AB-1042`, or an id.
    package var ticketName: String? {
        switch content {
        case .mail, .submitted, .pageAcknowledged: nil
        case .replied(let message): message.ticket
        case .rated(let message): message.ticket
        case .agentReplied(let message): message.ticket
        case .noted(let message): message.ticket
        case .assigned(let message): message.ticket
        case .prioritised(let message): message.ticket
        case .paused(let message): message.ticket
        case .resumed(let message), .reopened(let message), .closed(let message): message.ticket
        case .resolved(let message): message.ticket
        case .escalated(let message): message.ticket
        case .merged(let message): message.ticket
        case .breachAnnulled(let message): message.ticket
        }
    }

    /// The ticket in which a merged one is to go on, as an agent names it.
    package var successorName: String? {
        if case .merged(let message) = content { message.into } else { nil }
    }

    /// Whether it is a word on the matter, which belongs where the matter goes on, and not something done to one ticket.
    package var isWord: Bool {
        switch content {
        case .agentReplied, .noted, .rated: true
        default: false
        }
    }

    /// The ids of earlier messages that this one belongs with, nearest first.
    package var references: [String] {
        switch content {
        case .mail(let mail, _): mail.conversationIDs
        case .submitted(let message): [message.conversation.map(conversationReference)].compactMap(\.self)
        case .replied(let message):
            // A gateway may pass a mail's id on with its angle brackets or without.
            [
                message.inReplyTo, message.inReplyTo.flatMap(withoutAngleBrackets),
                message.conversation.map(conversationReference),
            ].compactMap(\.self)
        default: []
        }
    }

    /// The ids under which later messages may refer to this one, besides its source id.
    package var aliases: [String] {
        switch content {
        case .mail(let mail, _): [mail.messageID].compactMap(\.self).filter { $0 != sourceID }
        case .submitted(let message): [message.conversation.map(conversationReference)].compactMap(\.self)
        case .replied(let message): [message.conversation.map(conversationReference)].compactMap(\.self)
        default: []
        }
    }

    /// The customer who speaks, in lower case; nil when an agent does.
    package var customerAddress: String? {
        switch content {
        case .mail(let mail, _): (mail.answerAddress ?? mail.sender)?.address.lowercased()
        case .submitted(let message): message.from.address.lowercased()
        case .replied(let message): message.from.address.lowercased()
        case .rated(let message): message.from.address.lowercased()
        default: nil
        }
    }

    private func conversationReference(_ conversation: String) -> String {
        "conversation:\(channel):\(conversation)"
    }

    private func withoutAngleBrackets(_ id: String) -> String? {
        id.hasPrefix("<") && id.hasSuffix(">") && id.count > 2 ? String(id.dropFirst().dropLast()) : nil
    }
}
