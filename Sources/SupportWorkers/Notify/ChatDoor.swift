package import AMQP
import Foundation
import SupportDomain
package import SupportStore
package import WorkerRuntime

/// Hands replies to chat gateways through `support.outbound`, under `<programme>.<channel>`.
package struct ChatDoor: DeliveryDoor {
    private let publisher: Publisher

    package init(publisher: Publisher) {
        self.publisher = publisher
    }

    package func deliver(_ stored: StoredNotification, in trace: TraceContext) async -> DeliveryAnswer {
        var message = Message(body: ContractJSON.encode(WebhookBody(stored)))
        message.contentType = "application/json"
        message.type = WebhookBody.type
        message.messageID = stored.id.uuidString.lowercased()
        message.correlationID = stored.notification.inReplyTo
        message.headers[HeaderName.traceparent] = .string(trace.traceparent)
        do {
            try await publisher.publish([
                OutgoingMessage(
                    exchange: SupportTopology.Exchange.outbound,
                    routingKey: stored.notification.recipient,
                    message: message
                )
            ])
            return .delivered("handed to \(stored.notification.recipient)")
        } catch {
            return .temporaryFailure(error.message)
        }
    }
}
