import AMQP
import Foundation
import SupportWorkers
import TestSupport

extension Fleet {
    /// What becomes of a message, as far as the ledger is concerned.
    enum Role: Sendable {
        /// It begins a conversation, which is one ticket.
        case opening
        /// It belongs to the conversation that this message begins.
        case following(String)
        /// It must become a dead letter; the test says which.
        case bad
    }

    /// Sends messages and notes them in the ledger once the broker has confirmed them.
    func send(_ messages: [OutgoingMessage], as role: Role = .opening) async throws {
        try await publish(messages)
        let ids = messages.compactMap(\.message.messageID)
        switch role {
        case .opening: ledger.noteOpening(ids)
        case .following(let first): ledger.note(Dictionary(ids.map { ($0, first) }) { $1 })
        case .bad: break
        }
    }

    func send(_ message: OutgoingMessage, as role: Role = .opening) async throws {
        try await send([message], as: role)
    }

    /// Publishes as a good gateway does: again, under the same ids, until the broker has confirmed.
    func publish(_ messages: [OutgoingMessage]) async throws {
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
    }
}

extension OutgoingMessage {
    /// What a mail gateway publishes: the id is the Message-ID without its angle brackets.
    ///
    /// `references` are the mails before the one that is answered; most mail programs name them all.
    static func mail(
        _ id: String,
        from sender: String = "ann@example.com",
        subject: String,
        text: String = "Please have a look.",
        inReplyTo: String? = nil,
        references: [String] = []
    ) -> OutgoingMessage {
        var lines = [
            "From: \(sender)", "To: support@archbuilder.app", "Subject: \(subject)", "Message-ID: <\(id)>",
            "Date: Fri, 09 Jan 2026 16:00:00 -0800", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
        ]
        if let inReplyTo {
            let references = (references + [inReplyTo]).map { "<\($0)>" }.joined(separator: " ")
            lines += ["In-Reply-To: <\(inReplyTo)>", "References: \(references)"]
        }
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
