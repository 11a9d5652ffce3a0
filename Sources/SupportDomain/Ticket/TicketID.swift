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

    /// Comes before every ticket that was opened at `time` or later, and after every one that was opened before.
    package static func before(allOpenedAt time: Date) -> TicketID {
        let milliseconds = UInt64(max(0, time.timeIntervalSince1970 * 1000))
        let head = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64($0))) }
        return TicketID(
            UUID(uuid: (head[0], head[1], head[2], head[3], head[4], head[5], 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        )
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
