import Foundation
import SupportStore

/// One thing said on a ticket.
struct MessageView: Encodable {
    /// The ticket on which it was said, where that is another one that was merged into this.
    var ticket: String?
    var sourceID: String
    var direction: String
    var author: String
    var authorName: String?
    var subject: String?
    var body: String
    var saidAt: Date

    init(_ message: StoredMessage, on ticket: String? = nil) {
        self.ticket = ticket
        sourceID = message.sourceID
        direction = message.direction.rawValue
        author = message.author
        authorName = message.authorName
        subject = message.subject
        body = message.body
        saidAt = message.saidAt
    }

    enum CodingKeys: String, CodingKey {
        case sourceID = "sourceId"
        case ticket, direction, author, authorName, subject, body, saidAt
    }

    /// Who, when, and the words, indented.
    var text: String {
        let arrow = direction == "from_customer" ? "customer" : direction.replacing("_", with: " ")
        let who = authorName.map { "\($0) <\(author)>" } ?? author
        let head =
            "\(TimeText.moment(saidAt))  \(arrow): \(TerminalText.line(who))"
            + (ticket.map { " (on \($0))" } ?? "")
        let lines = TerminalText.block(body).split(separator: "\n", omittingEmptySubsequences: false)
        return ([head] + lines.map { $0.isEmpty ? "" : "    \($0)" }).joined(separator: "\n")
    }
}

extension TicketDossier {
    /// Everything said on the ticket and on those that were merged into it, oldest first.
    var said: [MessageView] {
        let here = conversation.map { MessageView($0) }
        let there = mergedFrom.flatMap { merged in merged.conversation.map { MessageView($0, on: merged.name) } }
        return there.isEmpty ? here : (there + here).sorted { $0.saidAt < $1.saidAt }
    }
}
