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
    /// - Throws: a ``Rejection`` whose error is one sentence for an operator.
    package init(_ delivery: Delivery, key: String) throws(Rejection) {
        guard !key.utf8.contains(0) else {
            throw Rejection(reason: .refused, error: "the message id has a NUL character in it")
        }
        let route = delivery.routingKey.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            .map(String.init)
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
        try checkContentEncoding(of: message)
        let contentType = message.contentType?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        switch contentType {
        case "message/rfc822":
            guard channel != agentChannel else {
                throw Rejection.refused("a mail came in under '\(agentChannel)', where agents' JSON goes")
            }
            let content = Content.mail(try mail(message.body), raw: message.body)
            try content.checkRules()
            return content
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
        let version: String
        switch message.headers[MessageType.contractVersionHeader] {
        case nil, .void?: return
        case .string(let text)?: version = text
        case .int(let number)?: version = String(number)
        case let other?: version = "\(other)"
        }
        guard version.split(separator: ".").first.flatMap({ Int($0) }) == MessageType.contractMajor else {
            throw Rejection.unsupported(
                "contract version '\(version)' is not understood; this fleet speaks \(MessageType.contractMajor).x"
            )
        }
    }

    /// Client libraries set names of character sets and transfer encodings here; only those that change bytes matter.
    private static func checkContentEncoding(of message: Message) throws(Rejection) {
        let harmless: Set = ["", "identity", "utf-8", "utf8", "us-ascii", "ascii", "7bit", "8bit", "binary"]
        guard let encoding = message.contentEncoding?.lowercased(), !harmless.contains(encoding) else { return }
        throw Rejection.unsupported("the content encoding is '\(encoding)'; send the body as it is")
    }

    private static func mail(_ bytes: [UInt8]) throws(Rejection) -> ParsedMail {
        do {
            return try ParsedMail(parsing: bytes)
        } catch {
            throw Rejection(reason: .undecodable, error: error.message)
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
        let content = try content(type, ContractJSON(message.body, type: type.rawValue))
        try content.checkRules()
        return content
    }

    private static func content(_ type: MessageType, _ json: ContractJSON) throws(Rejection) -> Content {
        switch type {
        case .messageSubmitted: .submitted(try json.decode())
        case .messageReplied: .replied(try json.decode())
        case .ticketRated: .rated(try json.decode())
        case .agentReplied: .agentReplied(try json.decode())
        case .agentNoted: .noted(try json.decode())
        case .ticketAssigned: .assigned(try json.decode())
        case .ticketPrioritised: .prioritised(try json.decode())
        case .ticketPaused: .paused(try json.decode())
        case .ticketResumed: .resumed(try json.decode())
        case .ticketResolved: .resolved(try json.decode())
        case .ticketReopened: .reopened(try json.decode())
        case .ticketClosed: .closed(try json.decode())
        case .ticketEscalated: .escalated(try json.decode())
        case .ticketMerged: .merged(try json.decode())
        case .breachAnnulled: .breachAnnulled(try json.decode())
        case .pageAcknowledged: .pageAcknowledged(try json.decode())
        }
    }
}
