import Foundation
import SupportDomain
package import SupportStore

/// `reply.requested`: what a webhook's receiver and a chat gateway read.
package struct WebhookBody: Codable, Hashable, Sendable {
    /// The AMQP type, for chat gateways.
    package static let type = "reply.requested"

    package var id: String
    package var kind: String
    package var programme: String
    /// The customer as the gateway named them; only in what goes to a gateway.
    package var to: String?
    /// The gateway's own name for the conversation in which the customer spoke last.
    package var conversation: String?
    package var ticket: String
    package var number: Int
    package var subject: String
    package var text: String
    package var page: String?
}

extension WebhookBody {
    package init(_ stored: StoredNotification) {
        let notification = stored.notification
        let isForGateway = notification.channel == .chat
        self.init(
            id: notification.id.uuidString.lowercased(),
            kind: notification.kind.rawValue,
            programme: stored.programme,
            to: isForGateway ? stored.customerAddress : nil,
            conversation: isForGateway ? stored.conversation : nil,
            ticket: notification.ticketID.description,
            number: stored.ticketNumber,
            subject: notification.subject,
            text: notification.body,
            page: notification.pageID?.uuidString.lowercased()
        )
    }
}
