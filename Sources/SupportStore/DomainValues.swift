package import Postgres
package import SupportDomain

// How the domain's own values stand in columns: an enum as its raw value.
extension SupportDomain.Notification.Kind: PostgresCodable {}
extension SupportDomain.Notification.Channel: PostgresCodable {}
extension SupportDomain.Notification.Queue: PostgresCodable {}
extension Page.State: PostgresCodable {}
extension StoredNotification.State: PostgresCodable {}
extension StoredMessage.Direction: PostgresCodable {}
extension DeliveryResult.Outcome: PostgresCodable {}
extension TicketStatus: PostgresCodable {}
extension TicketEvent.Kind: PostgresCodable {}
extension Metric: PostgresCodable {}
extension Clock.State: PostgresCodable {}
extension Pause.Reason: PostgresCodable {}

// Values with a text form are kept as that text.
extension Target: PostgresDecodable {
    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> Target {
        try .read(String.decode(cell))
    }
}

extension ThresholdSchedule: PostgresDecodable {
    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> ThresholdSchedule {
        try .read(String.decode(cell))
    }
}

extension LosslessStringConvertible {
    fileprivate static func read(_ text: String) throws(CellMismatch) -> Self {
        guard let value = Self(text) else { throw CellMismatch(wanted: Self.self, found: "\"\(text)\"") }
        return value
    }
}
