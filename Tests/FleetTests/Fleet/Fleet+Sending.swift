import AMQP
import Foundation
import SupportWorkers
import TestSupport

extension Fleet {
    /// Whether a message opens a ticket, as far as the ledger is concerned.
    enum Role: Sendable {
        /// It must become exactly one ticket.
        case opening
        /// It must be kept on exactly one ticket.
        case following
        /// It must become a dead letter; the test says which.
        case bad
    }

    /// Publishes as a good gateway does: again, under the same ids, until the broker has confirmed.
    func send(_ messages: [OutgoingMessage], as role: Role = .opening) async throws {
        var left = messages
        try await eventually("the broker confirming \(messages.count) messages", within: .seconds(120)) {
            do throws(AMQPError) {
                try await publisher.publish(left)
                return true
            } catch {
                guard error.isTransient else { throw error }
                let failed = Set(error.failures.map(\.index))
                if !failed.isEmpty { left = left.indices.filter(failed.contains).map { left[$0] } }
                return false
            }
        }
        if role != .bad { ledger.note(messages.compactMap(\.message.messageID), areOpening: role == .opening) }
    }

    func send(_ message: OutgoingMessage, as role: Role = .opening) async throws {
        try await send([message], as: role)
    }
}

extension OutgoingMessage {
    /// What a mail gateway publishes: the id is the Message-ID without its angle brackets.
    static func mail(
        _ id: String,
        from sender: String = "ann@example.com",
        subject: String,
        text: String = "Please have a look.",
        inReplyTo: String? = nil
    ) -> OutgoingMessage {
        var lines = [
            "From: \(sender)", "To: support@archbuilder.app", "Subject: \(subject)", "Message-ID: <\(id)>",
            "Date: Fri, 09 Jan 2026 16:00:00 -0800", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
        ]
        if let inReplyTo { lines += ["In-Reply-To: <\(inReplyTo)>", "References: <\(inReplyTo)>"] }
        let mail = (lines + ["", text, ""]).joined(separator: "\r\n")
        return inbound(Array(mail.utf8), id: id, channel: "email", contentType: "message/rfc822")
    }

    /// What a JSON gateway publishes for a customer.
    static func said(_ id: String, _ body: MessageSubmitted, channel: String = "portal") -> OutgoingMessage {
        json(id, .messageSubmitted, body, channel: channel)
    }

    /// What an agents' gateway publishes.
    static func agent(_ id: String, _ type: MessageType, _ body: some Encodable) -> OutgoingMessage {
        json(id, type, body, channel: "agent")
    }

    private static func json(
        _ id: String,
        _ type: MessageType,
        _ body: some Encodable,
        channel: String
    ) -> OutgoingMessage {
        inbound(ContractJSON.encode(body), id: id, type: type.rawValue, channel: channel)
    }

    /// Anything at all, at the fleet's front door.
    static func inbound(
        _ body: [UInt8],
        id: String,
        type: String? = nil,
        channel: String = "portal",
        programme: String = "archbuilder",
        contentType: String = "application/json"
    ) -> OutgoingMessage {
        OutgoingMessage(
            exchange: SupportTopology.Exchange.inbound,
            routingKey: "\(programme).\(channel)",
            message: Message(body: body, contentType: contentType, type: type, messageID: id)
        )
    }
}
