package import Foundation

/// A mail as a support desk reads it.
///
/// Every text in it is valid UTF-8 without NUL, every header value is on one line, and everything is bounded by the
/// ``MailLimits`` it was parsed with.
package struct ParsedMail: Hashable, Sendable {
    /// The id without angle brackets; nil when the sender gave none.
    package var messageID: String?
    /// The messages this one says it answers, without angle brackets.
    package var inReplyTo: [String]
    /// The thread, oldest first, without angle brackets, each id once.
    package var references: [String]

    package var from: MailAddress?
    package var sender: MailAddress?
    package var replyTo: [MailAddress]
    package var to: [MailAddress]
    package var cc: [MailAddress]

    /// The decoded subject; empty when there is none.
    package var subject: String
    /// When the sender's clock says it was written; nil when that is missing or no date.
    package var date: Date?

    /// The text: what was sent as plain text, else the readable part of the HTML.
    package var text: String
    /// The HTML as it was sent, decoded; not safe to show as it is.
    package var html: String?
    package var attachments: [Attachment]

    /// Why this mail must not be answered automatically; nil when a person seems to have written it.
    package var automatic: AutomaticReason?

    package var headers: MailHeaders
    /// Whether something beyond the limits was left out.
    package var isTruncated: Bool

    /// Where an answer goes: Reply-To, else From.
    package var answerAddress: MailAddress? { replyTo.first ?? from }

    /// The ids by which an earlier mail of the same conversation may be known, the most likely first, each once.
    package var conversationIDs: [String] {
        var seen: Set<String> = []
        return (inReplyTo + references.reversed()).filter { seen.insert($0).inserted }
    }

    /// The value of the first header field of that name; names are compared without regard to case.
    package func header(_ name: String) -> String? {
        headers[name]
    }
}
