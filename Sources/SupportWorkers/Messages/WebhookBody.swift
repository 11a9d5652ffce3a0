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
    package var ticket: String
    package var number: Int
    package var subject: String
    package var text: String
    package var page: String?
}

extension WebhookBody {
    package init(_ stored: StoredNotification) {
        let notification = stored.notification
        self.init(
            id: notification.id.uuidString.lowercased(),
            kind: notification.kind.rawValue,
            programme: stored.programme,
            ticket: notification.ticketID.description,
            number: stored.ticketNumber,
            subject: notification.subject,
            text: notification.body,
            page: notification.pageID?.uuidString.lowercased()
        )
    }
}
