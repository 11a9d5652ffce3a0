import Crypto
package import Foundation
import Mail
package import SupportDomain
package import SupportStore

/// What a customer said, whichever way it came in.
package struct CustomerStatement: Sendable {
    /// Who said it, in lower case.
    package var from: Person
    /// Who said it, as the gateway writes them.
    package var address: String
    /// The gateway's name for the conversation it was said in.
    package var conversation: String?
    package var subject: String
    package var text: String
    package var plan: String?
    package var language: String?
    package var isVIP = false
    package var automatic: String?
    /// The agent who wrote down what the customer said.
    package var openedBy: String?
    package var hints: [String: String] = [:]
    package var attachments: [Attachment] = []
    package var raw: [UInt8]?
    /// The mail's Message-ID, by which mail programs put an answer beside it.
    package var reference: String?

    /// The statement in a message from a customer; nil for what agents say, and for ratings.
    package init?(_ message: InboundMessage) {
        switch message.content {
        case .mail(let mail, let raw):
            let from = mail.answerAddress
            self.init(
                from: Person(address: from?.address ?? "unknown", name: from?.name),
                subject: mail.subject,
                text: mail.text
            )
            self.raw = raw
            reference = mail.messageID
            automatic = mail.automatic?.description
            language = mail.header("Content-Language").flatMap(Self.firstLanguage)
            attachments = mail.attachments.map {
                SupportWorkers.Attachment(name: $0.name ?? "unnamed", type: $0.type, size: $0.size)
            }
            hints["to"] = (mail.to + mail.cc).map { $0.address.lowercased() }.joined(separator: ",")
        case .submitted(let said):
            self.init(from: said.from, subject: said.subject ?? Self.firstLine(of: said.text), text: said.text)
            plan = said.plan
            language = said.language
            conversation = said.conversation
            isVIP = said.vip ?? false
            openedBy = said.openedBy
            attachments = said.attachments ?? []
            hints["opened_by"] = said.openedBy
            hints["plan"] = said.plan
            hints["verified"] = said.verified.map { $0 ? "yes" : "no" }
            hints["urgency"] = said.urgency
            hints["impact"] = said.impact
            hints["category"] = said.category
            hints["issue_type"] = said.issueType
        case .replied(let said):
            self.init(from: said.from, subject: said.subject ?? Self.firstLine(of: said.text), text: said.text)
            conversation = said.conversation
            attachments = said.attachments ?? []
        default: return nil
        }
        hints["automatic"] = automatic
    }

    private init(from: Person, subject: String, text: String) {
        self.from = Person(address: from.address.lowercased(), name: from.name)
        address = from.address
        self.subject = String(subject.prefix(998))
        self.text = text
    }

    /// Tells a message that was sent again from another one under the same id.
    package var fingerprint: Int64 {
        SupportWorkers.fingerprint(of: [from.address, subject, text])
    }

    /// The statement as a message on a ticket.
    package func stored(as key: MessageKey, on ticket: TicketID, references: [String], at now: Date) -> StoredMessage {
        StoredMessage(
            programme: key.programme,
            sourceID: key.id,
            ticketID: ticket,
            direction: .fromCustomer,
            author: from.address,
            authorName: from.name,
            subject: subject,
            body: text,
            attachments: attachments.isEmpty ? nil : String(decoding: ContractJSON.encode(attachments), as: UTF8.self),
            hints: hints,
            fingerprint: fingerprint,
            saidAt: now,
            raw: raw,
            references: references
        )
    }

    /// The first of the languages that a mail says it is in (RFC 3282), as a tag such as `pt-BR`; nil for no tag.
    private static func firstLanguage(in header: String) -> String? {
        let first = header.split(whereSeparator: { ",;( \t".contains($0) }).first ?? ""
        let isTag = first.wholeMatch(of: /[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*/) != nil && first.utf8.count <= 35
        return isTag ? String(first) : nil
    }

    private static func firstLine(of text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return line.count > 80 ? line.prefix(79) + "…" : line
    }
}

/// The leading bits of a SHA-256 over some texts.
func fingerprint(of parts: [String]) -> Int64 {
    var hash = SHA256()
    for part in parts {
        hash.update(data: Array(part.utf8))
        hash.update(data: [0])
    }
    return hash.finalize().prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
}
