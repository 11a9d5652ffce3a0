import Foundation
import Mail
import SupportDomain
import WorkerRuntime

extension InboundMessage.Content {
    /// Refuses what can be read and still makes no sense; the schemas of the contract state the same rules.
    func checkRules() throws(Rejection) {
        switch self {
        case .mail(let mail, _):
            guard mail.answerAddress ?? mail.sender != nil else {
                throw Rejection.refused("the mail names nobody to answer: no From, Sender or Reply-To")
            }
        case .submitted(let message):
            try check(message.from, message.attachments, conversation: message.conversation)
            try check(message.openedBy, "opened_by", atMost: Limit.person)
        case .replied(let message):
            try check(message.from, message.attachments, conversation: message.conversation)
            try check(message.ticket, "ticket", atMost: Limit.name)
            try check(message.inReplyTo, "in_reply_to", atMost: Limit.messageID)
        case .rated(let message):
            try check(message.from, nil, conversation: nil)
            try check(message.ticket, "ticket", atMost: Limit.name)
            try check(message.score, "score", in: 1...5)
        case .agentReplied(let message):
            try check(ticket: message.ticket, agent: message.agent)
            try check(message.text, "text")
            try check(waitingOn: message.waitingOn)
            try check(message.answers, "answers", atMost: Limit.name)
        case .noted(let message):
            try check(ticket: message.ticket, agent: message.agent)
            try check(message.text, "text")
        case .assigned(let message):
            try check(ticket: message.ticket, agent: message.agent)
            try check(message.assignee, "assignee", atMost: Limit.person)
        case .prioritised(let message):
            try check(ticket: message.ticket, agent: message.agent)
            try check(message.priority, "priority")
            try check(message.category, "category")
            try check(message.subcategory, "subcategory")
            try check(message.issueType, "issue_type")
        case .paused(let message):
            try check(ticket: message.ticket, agent: message.agent)
            try check(waitingOn: message.waitingOn)
        case .resumed(let message), .reopened(let message), .closed(let message):
            try check(ticket: message.ticket, agent: message.agent)
        case .resolved(let message):
            try check(ticket: message.ticket, agent: message.agent)
        case .escalated(let message):
            try check(ticket: message.ticket, agent: message.agent)
            try check(message.reason, "reason")
            try check(message.toTier, "to_tier", in: 1...9)
        case .merged(let message):
            try check(ticket: message.ticket, agent: message.agent)
            try check(message.into, "into", atMost: Limit.name)
        case .breachAnnulled(let message):
            try check(ticket: message.ticket, agent: message.agent)
            try check(message.reason, "reason")
            try check(message.cycle, "cycle", in: 1...Int(Int32.max))
            guard Metric(rawValue: message.metric) != nil else {
                throw Rejection.refused("'metric' is '\(message.metric)', which is no service level")
            }
        case .pageAcknowledged(let message):
            try check(message.by, "by", atMost: Limit.person)
            guard UUID(uuidString: message.page) != nil else {
                throw Rejection.refused("'page' is '\(message.page)', which is not the id of a page")
            }
        }
    }

    /// In characters; what is longer would not fit an index, and is no name.
    private enum Limit {
        static let name = 255
        static let person = 320
        static let messageID = 998
    }

    private func check(_ from: Person, _ attachments: [Attachment]?, conversation: String?) throws(Rejection) {
        try check(from.address, "from.address", atMost: Limit.person)
        try check(conversation, "conversation", atMost: Limit.name)
        for (index, attachment) in (attachments ?? []).enumerated() {
            try check(attachment.name, "attachments[\(index)].name")
            try check(attachment.size, "attachments[\(index)].size", in: 0...Int.max)
        }
    }

    private func check(ticket: String, agent: String) throws(Rejection) {
        try check(ticket, "ticket", atMost: Limit.name)
        try check(agent, "agent", atMost: Limit.person)
    }

    private func check(_ text: String?, _ field: String, atMost limit: Int = .max) throws(Rejection) {
        guard let text else { return }
        guard !text.allSatisfy(\.isWhitespace) else { throw Rejection.refused("'\(field)' is empty") }
        guard text.unicodeScalars.count <= limit else {
            throw Rejection.refused("'\(field)' is longer than \(limit) characters")
        }
    }

    private func check(_ number: Int?, _ field: String, in range: ClosedRange<Int>) throws(Rejection) {
        guard let number, !range.contains(number) else { return }
        throw Rejection.refused("'\(field)' is \(number); it goes from \(range.lowerBound) to \(range.upperBound)")
    }

    private func check(waitingOn: String?) throws(Rejection) {
        guard let waitingOn, !["customer", "vendor"].contains(waitingOn) else { return }
        throw Rejection.refused("'waiting_on' is '\(waitingOn)'; it is 'customer' or 'vendor'")
    }
}
