import ArgumentParser
import Foundation
import SupportWorkers

extension StatementOptions {
    /// The body of a message of this type.
    ///
    /// - Throws: `ValidationError` for a flag that is missing, and for one that the type has no field for.
    func body(of type: MessageType) throws -> any Encodable {
        try refuseOthers(than: type.flags, for: type)
        switch type {
        case .messageSubmitted:
            return MessageSubmitted(
                from: try customer(for: type),
                subject: subject,
                text: try words(for: type),
                conversation: conversation,
                plan: plan,
                language: language,
                vip: vip ? true : nil,
                verified: verified ? true : nil,
                urgency: urgency,
                impact: impact,
                category: category,
                issueType: issueType,
                openedBy: agent
            )
        case .messageReplied:
            return MessageReplied(
                from: try customer(for: type),
                text: try words(for: type),
                ticket: ticket,
                inReplyTo: inReplyTo,
                conversation: conversation,
                subject: subject
            )
        case .ticketRated:
            return TicketRated(
                ticket: try need(ticket, "ticket", for: type),
                from: try customer(for: type),
                score: try need(score, "score", for: type),
                comment: comment
            )
        case .pageAcknowledged:
            return PageAcknowledged(page: try need(page, "page", for: type), by: try need(by, "by", for: type))
        default: return try agentBody(of: type)
        }
    }

    private func agentBody(of type: MessageType) throws -> any Encodable {
        let ticket = try need(ticket, "ticket", for: type)
        let agent = try need(agent, "agent", for: type)
        switch type {
        case .agentReplied:
            return AgentReplied(
                ticket: ticket,
                agent: agent,
                text: try words(for: type),
                delivered: delivered ? true : nil,
                waitingOn: waitingOn,
                answers: answers
            )
        case .agentNoted: return AgentNoted(ticket: ticket, agent: agent, text: try words(for: type))
        case .ticketAssigned:
            return TicketAssigned(ticket: ticket, agent: agent, assignee: try need(assignee, "assignee", for: type))
        case .ticketPrioritised:
            return TicketPrioritised(
                ticket: ticket,
                agent: agent,
                priority: try need(priority, "priority", for: type),
                reason: reason,
                category: category,
                subcategory: subcategory,
                issueType: issueType
            )
        case .ticketPaused:
            let waitingOn = try need(waitingOn, "waiting-on", for: type)
            return TicketPaused(ticket: ticket, agent: agent, waitingOn: waitingOn, reference: reference)
        case .ticketResolved:
            return TicketResolved(ticket: ticket, agent: agent, text: text == nil ? nil : try words(for: type))
        case .ticketEscalated:
            let reason = try need(reason, "reason", for: type)
            return TicketEscalated(ticket: ticket, agent: agent, reason: reason, toTier: toTier)
        case .ticketMerged:
            return TicketMerged(ticket: ticket, into: try need(into, "into", for: type), agent: agent, reason: reason)
        case .breachAnnulled:
            return BreachAnnulled(
                ticket: ticket,
                metric: try need(metric, "metric", for: type),
                cycle: try need(cycle, "cycle", for: type),
                agent: agent,
                reason: try need(reason, "reason", for: type)
            )
        default: return TicketMoved(ticket: ticket, agent: agent, reason: reason)
        }
    }

    private func customer(for type: MessageType) throws -> Person {
        Person(address: try need(from, "from", for: type), name: name)
    }

    private func words(for type: MessageType) throws -> String {
        let text = try need(text, "text", for: type)
        return text == "-" ? String(decoding: try InputFile.bytes(of: "-"), as: UTF8.self) : text
    }

    private func need<Value>(_ value: Value?, _ flag: String, for type: MessageType) throws -> Value {
        guard let value else { throw ValidationError("\(type.rawValue) needs --\(flag)") }
        return value
    }

    private func refuseOthers(than flags: Set<String>, for type: MessageType) throws {
        guard let other = given.first(where: { !flags.contains($0) }) else { return }
        throw ValidationError("\(type.rawValue) has no --\(other)")
    }
}

extension MessageType {
    /// The flags that say what a message of this type can hold.
    fileprivate var flags: Set<String> {
        switch self {
        case .messageSubmitted:
            [
                "from", "name", "subject", "text", "conversation", "plan", "language", "vip", "verified", "urgency",
                "impact", "category", "issue-type", "agent",
            ]
        case .messageReplied: ["from", "name", "subject", "text", "conversation", "ticket", "in-reply-to"]
        case .ticketRated: ["from", "name", "ticket", "score", "comment"]
        case .agentReplied: ["ticket", "agent", "text", "delivered", "waiting-on", "answers"]
        case .agentNoted: ["ticket", "agent", "text"]
        case .ticketAssigned: ["ticket", "agent", "assignee"]
        case .ticketPrioritised:
            ["ticket", "agent", "priority", "reason", "category", "subcategory", "issue-type"]
        case .ticketPaused: ["ticket", "agent", "waiting-on", "reference"]
        case .ticketResolved: ["ticket", "agent", "text"]
        case .ticketEscalated: ["ticket", "agent", "reason", "to-tier"]
        case .ticketMerged: ["ticket", "into", "agent", "reason"]
        case .breachAnnulled: ["ticket", "metric", "cycle", "agent", "reason"]
        case .ticketResumed, .ticketReopened, .ticketClosed: ["ticket", "agent", "reason"]
        case .pageAcknowledged: ["page", "by"]
        }
    }
}
