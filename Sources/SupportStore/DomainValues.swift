import Postgres
import SupportDomain

// How the domain's own values stand in columns: an enum as its raw value.
extension Notification.Kind: PostgresCodable {}
extension Notification.Channel: PostgresCodable {}
extension Notification.Queue: PostgresCodable {}
extension Page.State: PostgresCodable {}
extension StoredNotification.State: PostgresCodable {}
extension StoredMessage.Direction: PostgresCodable {}
extension DeliveryResult.Outcome: PostgresCodable {}
extension TicketStatus: PostgresCodable {}
extension TicketEvent.Kind: PostgresCodable {}
