import Foundation
import SupportDomain

/// One line of a ticket's timeline.
struct EventView: Encodable {
    var seq: Int
    var kind: String
    var actor: String
    var cause: String
    var at: Date
    var policyVersion: Int
    var data: [String: String]

    init(_ event: TicketEvent) {
        seq = event.seq
        kind = event.kind.rawValue
        actor = event.actor
        cause = event.cause
        at = event.at
        policyVersion = event.policyVersion
        data = event.data
    }

    /// What and who, then why.
    var text: String {
        let facts = data.sorted { $0.key < $1.key }.map { "\($0.key.replacing("_", with: " ")): \($0.value)" }
        let what =
            "\(seq)".padding(toLength: 4, withPad: " ", startingAt: 0) + TimeText.moment(at)
            + "  \(kind.replacing("_", with: " ")), by \(actor), policy v\(policyVersion)"
        let why = "    because of \(cause)"
        let lines = facts.isEmpty ? [what, why] : [what, "    " + facts.joined(separator: "; "), why]
        return lines.map { TerminalText.line($0) }.joined(separator: "\n")
    }
}

/// A stretch in which a ticket's clocks stood still.
struct PauseView: Encodable {
    var since: Date
    var until: Date?
    var reason: String

    init(_ pause: Pause) {
        since = pause.since
        until = pause.until
        reason = pause.reason.rawValue
    }

    var text: String {
        "\(TimeText.moment(since)) to \(until.map(TimeText.moment) ?? "now"): \(reason)"
    }
}
