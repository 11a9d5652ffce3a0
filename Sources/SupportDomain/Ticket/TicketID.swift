package import Foundation

/// Names a ticket inside the fleet; people use its number.
package struct TicketID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let uuid: UUID

    package init(_ uuid: UUID) {
        self.uuid = uuid
    }

    /// Reads the text form of a UUID; nil for anything else.
    package init?(_ text: some StringProtocol) {
        guard let uuid = UUID(uuidString: String(text)) else { return nil }
        self.uuid = uuid
    }

    /// The id of the ticket that a message opens: time-ordered, and the same for the same message at the same time.
    ///
    /// `sourceID` is the gateway's idempotency key of the message, unique in its programme; `now`, the time of the batch,
    /// becomes the leading bits, so that new rows land beside each other.
    package static func opened(by sourceID: String, of programme: String, at now: Date) -> TicketID {
        TicketID(DerivedID.make(at: now, from: ["ticket", programme, sourceID]))
    }

    package var description: String { uuid.uuidString.lowercased() }

    package static func < (left: TicketID, right: TicketID) -> Bool {
        left.uuid < right.uuid
    }
}

extension TicketID: Codable {
    package init(from decoder: any Decoder) throws {
        uuid = try decoder.singleValueContainer().decode(UUID.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(uuid)
    }
}
