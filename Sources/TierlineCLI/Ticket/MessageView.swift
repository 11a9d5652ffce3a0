import Foundation
import SupportStore

/// One thing said on a ticket.
struct MessageView: Encodable {
    var sourceID: String
    var direction: String
    var author: String
    var authorName: String?
    var subject: String?
    var body: String
    var saidAt: Date

    init(_ message: StoredMessage) {
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
        case direction, author, authorName, subject, body, saidAt
    }

    /// Who, when, and the words, indented.
    var text: String {
        let arrow = direction == "from_customer" ? "customer" : direction.replacing("_", with: " ")
        let who = authorName.map { "\($0) <\(author)>" } ?? author
        let head = "\(TimeText.moment(saidAt))  \(arrow): \(TerminalText.line(who))"
        let lines = TerminalText.block(body).split(separator: "\n", omittingEmptySubsequences: false)
        return ([head] + lines.map { $0.isEmpty ? "" : "    \($0)" }).joined(separator: "\n")
    }
}
