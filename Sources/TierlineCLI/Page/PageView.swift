import Foundation
import SupportDomain
import SupportStore

/// A page and who answered it.
struct PageView: Encodable, Sendable {
    var id: String
    var ticket: String
    var tier: Int
    var reason: String
    var rung: Int
    var state: String
    var createdAt: Date
    var acknowledgeBy: Date?
    var settledAt: Date?
    var settledBy: String?

    init(_ listing: PageListing, ticket: String) {
        id = listing.id.uuidString.lowercased()
        self.ticket = ticket
        tier = listing.tier
        reason = listing.reason
        rung = listing.rung
        state = listing.state.rawValue
        createdAt = listing.createdAt
        acknowledgeBy = listing.acknowledgeBy
        settledAt = listing.settledAt
        settledBy = listing.settledBy
    }

    func text(now: Date) -> String {
        let end = settledAt.map { " \(TimeText.moment($0)) by \(settledBy ?? "somebody")" }
        let wait = acknowledgeBy.map { ", next rung \(TimeText.distance(from: now, to: $0))" }
        return TerminalText.line(
            "\(TimeText.moment(createdAt))  tier \(tier), rung \(rung): \(state)\(end ?? wait ?? "") (\(reason)) \(id)"
        )
    }
}
