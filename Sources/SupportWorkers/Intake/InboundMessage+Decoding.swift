package import AMQP
import Foundation
import Mail
import SupportDomain
package import WorkerRuntime

extension InboundMessage {
    /// Understands a delivery from `support.inbound`, or says why it cannot be understood.
    ///
    /// - Parameters:
    ///   - delivery: what the broker delivered; its routing key is `<programme>.<channel>`.
    ///   - key: the message's idempotency key, which becomes ``sourceID``.
    package init(_ delivery: Delivery, key: String) throws(Rejection) {
        let route = delivery.routingKey.split(separator: ".", maxSplits: 1).map(String.init)
        guard route.count == 2, !route[0].isEmpty, !route[1].isEmpty else {
            throw Rejection(
                reason: .unsupported,
                error: "the routing key is '\(delivery.routingKey)'; publish under '<programme>.<channel>'"
            )
        }
        programme = route[0]
        channel = route[1]
        sourceID = key
        content = try Self.content(of: delivery.message, channel: route[1])
    }

    /// The channel under which agents and operators speak; the broker lets no customer-facing gateway write to it.
    package static let agentChannel = "agent"

    private static func content(of message: Message, channel: String) throws(Rejection) -> Content {
        try checkContractVersion(of: message)
        let contentType = message.contentType?.split(separator: ";").first.map(String.init)?.lowercased()
        switch contentType {
        case "message/rfc822":
            guard channel != agentChannel else {
                throw Rejection(reason: .refused, error: "a mail came in under '\(agentChannel)', where agents' JSON goes")
            }
            return .mail(try mail(message.body), raw: message.body)
        case "application/json":
            return try json(message, channel: channel)
        default:
            throw Rejection(
                reason: .unsupported,
                error: "the content type is '\(message.contentType ?? "missing")'; "
                    + "send 'message/rfc822' or 'application/json'"
            )
        }
    }

    private static func checkContractVersion(of message: Message) throws(Rejection) {
        guard case .string(let version)? = message.headers["contract-version"] else { return }
        guard version.split(separator: ".").first.flatMap({ Int($0) }) == MessageType.contractMajor else {
            throw Rejection(
                reason: .unsupported,
                error: "contract version '\(version)' is not understood; this fleet speaks \(MessageType.contractMajor).x"
            )
        }
    }

    private static func mail(_ bytes: [UInt8]) throws(Rejection) -> ParsedMail {
        do {
            return try ParsedMail(bytes)
        } catch {
            throw Rejection(reason: .undecodable, error: "not a mail: \(error)")
        }
    }

    private static func json(_ message: Message, channel: String) throws(Rejection) -> Content {
        guard let name = message.type, let type = MessageType(rawValue: name) else {
            let known = MessageType.allCases.map(\.rawValue).joined(separator: ", ")
            throw Rejection(
                reason: .unsupported,
                error: "the type is '\(message.type ?? "missing")'; known types: \(known)"
            )
        }
        guard type.isForAgents == (channel == agentChannel) else {
            throw Rejection(
                reason: .refused,
                error: type.isForAgents
                    ? "'\(type.rawValue)' is an agent's to say, and came in under the customer channel '\(channel)'"
                    : "'\(type.rawValue)' is a customer's to say, and came in under '\(agentChannel)'"
            )
        }
        return try content(type, ContractJSON(message.body, type: type.rawValue))
    }

    private static func content(_ type: MessageType, _ json: ContractJSON) throws(Rejection) -> Content {
        switch type {
        case .messageSubmitted: .submitted(try json.decode())
        case .messageReplied: .replied(try json.decode())
        case .ticketRated: .rated(try rating(json))
        case .agentReplied: .agentReplied(try json.decode())
        case .agentNoted: .noted(try json.decode())
        case .ticketAssigned: .assigned(try json.decode())
        case .ticketPaused: .paused(try json.decode())
        case .ticketResumed: .resumed(try json.decode())
        case .ticketResolved: .resolved(try json.decode())
        case .ticketReopened: .reopened(try json.decode())
        case .ticketClosed: .closed(try json.decode())
        case .ticketEscalated: .escalated(try json.decode())
        case .pageAcknowledged: .pageAcknowledged(try json.decode())
        }
    }

    private static func rating(_ json: ContractJSON) throws(Rejection) -> TicketRated {
        let rating: TicketRated = try json.decode()
        guard (1...5).contains(rating.score) else {
            throw Rejection(reason: .refused, error: "'score' is \(rating.score); it goes from 1 to 5")
        }
        return rating
    }
}
