package import Foundation

/// A call to a person about a ticket, from the first rung of a tier's ladder up to its last resort.
package struct Page: Hashable, Sendable, Identifiable {
    package enum State: String, Sendable, CaseIterable {
        case open, acknowledged, cancelled
    }

    package let id: UUID
    package let ticketID: TicketID
    package let tier: Int
    package let reason: String
    /// Which contact of the ladder was called last, from 1.
    package var rung: Int
    package var state: State
    package let createdAt: Date
    /// When the next rung is called if nobody has answered; nil once it is settled.
    package var acknowledgeBy: Date?
    package var settledAt: Date?
    package var settledBy: String?
    package let policyVersion: Int

    package init(
        id: UUID,
        ticketID: TicketID,
        tier: Int,
        reason: String,
        rung: Int = 1,
        state: State = .open,
        createdAt: Date,
        acknowledgeBy: Date?,
        settledAt: Date? = nil,
        settledBy: String? = nil,
        policyVersion: Int
    ) {
        self.id = id
        self.ticketID = ticketID
        self.tier = tier
        self.reason = reason
        self.rung = rung
        self.state = state
        self.createdAt = createdAt
        self.acknowledgeBy = acknowledgeBy
        self.settledAt = settledAt
        self.settledBy = settledBy
        self.policyVersion = policyVersion
    }

    /// Its id as timelines and operators write it.
    package var name: String { id.uuidString.lowercased() }

    /// Settles an open page; a page that is settled stays as it is.
    ///
    /// - Returns: whether anything changed.
    package mutating func settle(_ state: State, by person: String, at now: Date) -> Bool {
        guard self.state == .open else { return false }
        self.state = state
        acknowledgeBy = nil
        settledAt = now
        settledBy = person
        return true
    }
}
