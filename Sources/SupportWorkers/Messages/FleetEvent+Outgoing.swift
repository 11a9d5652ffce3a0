package import AMQP
import Foundation
package import SupportDomain

extension FleetEvent {
    /// The event as a message to `support.events`.
    package var outgoing: OutgoingMessage {
        .event(type: Self.type, id: messageID, self)
    }
}

extension NotificationRequested {
    /// The request as a message to `support.events`, for the door that `queue` names.
    package func outgoing(to queue: SupportDomain.Notification.Queue) -> OutgoingMessage {
        .event(type: queue.rawValue, id: messageID, self)
    }
}

extension OutgoingMessage {
    fileprivate static func event(type: String, id: UUID, _ body: some Encodable) -> OutgoingMessage {
        var message = Message(body: ContractJSON.encode(body))
        message.contentType = "application/json"
        message.type = type
        message.messageID = id.uuidString.lowercased()
        return OutgoingMessage(exchange: SupportTopology.Exchange.events, routingKey: type, message: message)
    }
}
