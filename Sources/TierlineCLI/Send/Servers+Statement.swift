import AMQP
import Foundation
import SupportWorkers
import WorkerRuntime

extension Servers {
    /// Publishes what an operator says on a programme, as an agent's gateway would; returns when the broker has it.
    ///
    /// `command` says where it came from, such as `tierline page acknowledge`.
    func publish(
        _ statement: some Encodable,
        as type: MessageType,
        on programme: String,
        from command: String
    ) async throws {
        var message = Message(
            body: ContractJSON.encode(statement),
            contentType: "application/json",
            type: type.rawValue,
            messageID: UUID().uuidString.lowercased(),
            appID: command
        )
        message.acceptedAt = Date()
        let outgoing = OutgoingMessage(
            exchange: SupportTopology.Exchange.inbound,
            routingKey: "\(programme).\(InboundMessage.agentChannel)",
            message: message
        )
        try await withPublisher { try await $0.publish([outgoing]) }
    }
}
