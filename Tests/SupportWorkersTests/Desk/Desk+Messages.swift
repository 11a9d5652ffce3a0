import AMQP
import Foundation
import SupportDomain

@testable import SupportWorkers

// What people say to a desk, as gateways publish it.
extension Desk {
    /// A customer's mail.
    ///
    /// `id` is the mail's Message-ID without angle brackets, and the gateway's key unless `key` is another; `headers` are
    /// further header fields, whole lines.
    func mail(
        _ id: String,
        from: String = "ann@example.com",
        to: String = "support@archbuilder.app",
        subject: String = "Export",
        text: String = "Importing a model gives an error.",
        inReplyTo: String? = nil,
        references: [String] = [],
        headers: [String] = [],
        key: String? = nil
    ) -> Delivery {
        var lines = ["From: \(from)", "To: \(to)", "Subject: \(subject)", "Message-ID: <\(id)>"]
        if let inReplyTo { lines.append("In-Reply-To: <\(inReplyTo)>") }
        if !references.isEmpty { lines.append("References: " + references.map { "<\($0)>" }.joined(separator: " ")) }
        lines += headers + ["", text, ""]
        return raw(Array(lines.joined(separator: "\r\n").utf8), key: key ?? id)
    }

    /// A mail, byte for byte.
    func raw(_ bytes: [UInt8], key: String) -> Delivery {
        Delivery(
            message: Message(body: bytes, contentType: "message/rfc822", messageID: key),
            exchange: SupportTopology.Exchange.inbound,
            routingKey: "\(programme).email"
        )
    }

    /// A JSON message of the contract.
    func message(_ id: String, _ type: MessageType, _ body: some Encodable, channel: String? = nil) -> Delivery {
        Delivery(
            message: Message(
                body: ContractJSON.encode(body),
                contentType: "application/json",
                type: type.rawValue,
                messageID: id
            ),
            exchange: SupportTopology.Exchange.inbound,
            routingKey: "\(programme).\(channel ?? (type.isForAgents ? InboundMessage.agentChannel : "portal"))"
        )
    }

    /// A form or chat line.
    func submitted(
        _ id: String,
        from: String = "ann@example.com",
        subject: String? = nil,
        text: String = "Importing a model gives an error.",
        conversation: String? = nil,
        plan: String? = nil,
        channel: String = "portal",
        openedBy: String? = nil
    ) -> Delivery {
        message(
            id,
            .messageSubmitted,
            MessageSubmitted(
                from: Person(address: from),
                subject: subject,
                text: text,
                conversation: conversation,
                plan: plan,
                openedBy: openedBy
            ),
            channel: channel
        )
    }

    func replied(
        _ id: String,
        from: String = "ann@example.com",
        text: String = "Any news?",
        ticket: String? = nil,
        inReplyTo: String? = nil,
        conversation: String? = nil,
        channel: String = "portal"
    ) -> Delivery {
        message(
            id,
            .messageReplied,
            MessageReplied(
                from: Person(address: from),
                text: text,
                ticket: ticket,
                inReplyTo: inReplyTo,
                conversation: conversation
            ),
            channel: channel
        )
    }

    func answered(
        _ id: String,
        _ ticket: String,
        text: String = "Please try 4.2.",
        delivered: Bool? = nil,
        waitingOn: String? = nil,
        answers: String? = nil
    ) -> Delivery {
        message(
            id,
            .agentReplied,
            AgentReplied(
                ticket: ticket,
                agent: "kim",
                text: text,
                delivered: delivered,
                waitingOn: waitingOn,
                answers: answers
            )
        )
    }

    func resolved(_ id: String, _ ticket: String, text: String? = "Solved in 4.2.") -> Delivery {
        message(id, .ticketResolved, TicketResolved(ticket: ticket, agent: "kim", text: text))
    }

    func closed(_ id: String, _ ticket: String) -> Delivery {
        message(id, .ticketClosed, TicketMoved(ticket: ticket, agent: "kim"))
    }

    func reopened(_ id: String, _ ticket: String) -> Delivery {
        message(id, .ticketReopened, TicketMoved(ticket: ticket, agent: "kim"))
    }

    func prioritised(
        _ id: String,
        _ ticket: String,
        _ priority: String,
        reason: String? = nil,
        category: String? = nil
    ) -> Delivery {
        let said = TicketPrioritised(
            ticket: ticket,
            agent: "kim",
            priority: priority,
            reason: reason,
            category: category
        )
        return message(id, .ticketPrioritised, said)
    }

    func paused(_ id: String, _ ticket: String, on reason: String) -> Delivery {
        message(id, .ticketPaused, TicketPaused(ticket: ticket, agent: "kim", waitingOn: reason))
    }

    func escalated(_ id: String, _ ticket: String, toTier: Int? = nil) -> Delivery {
        message(id, .ticketEscalated, TicketEscalated(ticket: ticket, agent: "kim", reason: "VIP", toTier: toTier))
    }

    func merged(_ id: String, _ ticket: String, into: String, reason: String? = nil) -> Delivery {
        message(id, .ticketMerged, TicketMerged(ticket: ticket, into: into, agent: "kim", reason: reason))
    }

    func annulled(
        _ id: String,
        _ ticket: String,
        _ metric: Metric,
        cycle: Int = 1,
        reason: String = "an outage"
    ) -> Delivery {
        message(
            id,
            .breachAnnulled,
            BreachAnnulled(ticket: ticket, metric: metric.rawValue, cycle: cycle, agent: "lee", reason: reason)
        )
    }

    func rated(_ id: String, _ ticket: String, score: Int, comment: String? = nil) -> Delivery {
        message(
            id,
            .ticketRated,
            TicketRated(ticket: ticket, from: Person(address: "ann@example.com"), score: score, comment: comment)
        )
    }
}

extension Desk {
    /// The same message under another programme.
    static func stray(_ delivery: Delivery, to programme: String) -> Delivery {
        Delivery(message: delivery.message, exchange: delivery.exchange, routingKey: "\(programme).email")
    }
}
