import Foundation
import SupportDomain
import SupportStore

/// A notification and what became of it.
struct NotificationView: Encodable, Sendable {
    struct Attempt: Encodable {
        var attempt: Int
        var outcome: String
        var detail: String
        var startedAt: Date
        var finishedAt: Date
    }

    var id: String
    var ticket: String
    var kind: String
    var channel: String
    var recipient: String
    var subject: String
    var state: String
    var attempts: Int
    var createdAt: Date
    var settledAt: Date?
    var nextTry: Date?
    var lastError: String?
    /// Nil where nobody asked.
    var tries: [Attempt]?

    init(_ listing: NotificationListing, ticket: String, attempts rows: [DeliveryAttemptRow]? = nil) {
        id = listing.id.uuidString.lowercased()
        self.ticket = ticket
        kind = listing.kind.rawValue
        channel = listing.channel.rawValue
        recipient = listing.recipient
        subject = listing.subject
        state = listing.state.rawValue
        attempts = listing.attempts
        createdAt = listing.createdAt
        settledAt = listing.settledAt
        nextTry = listing.nextTry
        lastError = listing.lastError
        tries = rows?.map { row in
            Attempt(
                attempt: row.attempt,
                outcome: row.outcome.rawValue,
                detail: row.detail,
                startedAt: row.startedAt,
                finishedAt: row.finishedAt
            )
        }
    }

    var text: String {
        var lines = [
            "\(TimeText.moment(createdAt))  \(kind.replacing("_", with: " ")) by \(channel) to \(recipient): \(state)"
        ]
        if let nextTry { lines[0] += ", next try \(TimeText.moment(nextTry))" }
        lines += (tries ?? []).map { attempt in
            "    try \(attempt.attempt), \(TimeText.moment(attempt.finishedAt)): "
                + "\(attempt.outcome.replacing("_", with: " ")), \(attempt.detail)"
        }
        return lines.map { TerminalText.line($0) }.joined(separator: "\n")
    }
}
