import AMQP
import WorkerRuntime

@testable import SupportWorkers

extension Delivery {
    /// What a gateway publishes to `support.inbound`.
    static func inbound(
        _ body: String,
        as type: String? = "message.submitted",
        under routingKey: String = "archbuilder.email",
        contentType: String? = "application/json",
        contentEncoding: String? = nil,
        headers: [String: FieldValue] = [:]
    ) -> Delivery {
        inbound(
            Array(body.utf8),
            as: type,
            under: routingKey,
            contentType: contentType,
            contentEncoding: contentEncoding,
            headers: headers
        )
    }

    static func inbound(
        _ body: [UInt8],
        as type: String? = "message.submitted",
        under routingKey: String = "archbuilder.email",
        contentType: String? = "application/json",
        contentEncoding: String? = nil,
        headers: [String: FieldValue] = [:]
    ) -> Delivery {
        let message = Message(
            body: body,
            contentType: contentType,
            contentEncoding: contentEncoding,
            type: type,
            messageID: "acme:1",
            headers: headers
        )
        return Delivery(message: message, exchange: SupportTopology.Exchange.inbound, routingKey: routingKey)
    }

    func understood() throws(Rejection) -> InboundMessage {
        try InboundMessage(self, key: message.messageID ?? "")
    }
}
