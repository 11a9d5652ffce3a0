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

    var words: String { kind.replacing("_", with: " ") }

    /// The facts, then what caused it.
    var why: String {
        let facts = data.sorted { $0.key < $1.key }.map { "\($0.key.replacing("_", with: " ")) \($0.value)" }
        return (facts + ["because of \(cause)"]).joined(separator: "; ")
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
