/// Why a mail must not be answered automatically.
///
/// An acknowledgement sent to any of these could be answered by a machine, and that answer acknowledged again.
package enum AutomaticReason: Hashable, Sendable, CustomStringConvertible {
    /// RFC 3834: `Auto-Submitted` says anything but `no`.
    case autoSubmitted(String)
    /// `Precedence` is bulk, list, junk or auto_reply.
    case precedence(String)
    /// The sender asks not to be answered automatically: `X-Auto-Response-Suppress` names automatic replies.
    case replySuppressed(String)
    /// It came through a mailing list or is a mass mailing.
    case mailingList(String)
    /// The envelope had no sender: nobody wants to hear about this mail.
    case nullReturnPath
    /// A delivery report or a read receipt.
    case report(String)
    /// An automatic reply by one of the older, private header fields.
    case autoReply(String)
    /// The sender's address belongs to a mail system.
    case mailSystem(String)
    /// One of our own mails has come back.
    case ownMail

    package var description: String {
        switch self {
        case .autoSubmitted(let value): "Auto-Submitted: \(value)"
        case .precedence(let value): "Precedence: \(value)"
        case .replySuppressed(let value): "X-Auto-Response-Suppress: \(value)"
        case .mailingList(let header): "a mailing list (\(header))"
        case .nullReturnPath: "no return path"
        case .report(let kind): "a report (\(kind))"
        case .autoReply(let header): "an automatic reply (\(header))"
        case .mailSystem(let address): "sent by a mail system (\(address))"
        case .ownMail: "one of our own mails"
        }
    }

    /// Finds the first reason that holds.
    ///
    /// - Parameters:
    ///   - headers: the message's own header fields.
    ///   - from: the author's address.
    /// - Returns: nil when a person seems to have written the mail.
    static func of(_ headers: MailHeaders, from: MailAddress?) -> AutomaticReason? {
        if headers[MailHeader.ticketName] != nil { return .ownMail }
        if let value = headers["Auto-Submitted"]?.keyword, !value.isEmpty, value != "no" {
            return .autoSubmitted(value)
        }
        if let type = headers["Content-Type"]?.keyword, type == "multipart/report" || type.hasPrefix("message/d") {
            return .report(type)
        }
        if let path = headers["Return-Path"], path.utf8.lazy.filter({ $0 > 0x20 }).elementsEqual("<>".utf8) {
            return .nullReturnPath
        }
        if let value = headers["X-Auto-Response-Suppress"], suppressesReplies(value) {
            return .replySuppressed(value)
        }
        for name in ["X-Autoreply", "X-Autorespond", "X-Autoresponder"] {
            if let value = headers[name]?.keyword, value != "no" { return .autoReply(name) }
        }
        for name in ["List-Id", "List-Post", "List-Unsubscribe"] where headers[name] != nil {
            return .mailingList(name)
        }
        if let value = headers["Precedence"]?.keyword, ["bulk", "list", "junk", "auto_reply"].contains(value) {
            return .precedence(value)
        }
        if let from, isMailSystem(from.address) { return .mailSystem(from.address) }
        return nil
    }

    private static func suppressesReplies(_ value: String) -> Bool {
        value.lowercased().split { $0 == "," || $0 == ";" || $0.isWhitespace }
            .contains { ["all", "oof", "autoreply"].contains($0) }
    }

    private static func isMailSystem(_ address: String) -> Bool {
        let localPart = address.prefix { $0 != "@" }.lowercased()
        return ["mailer-daemon", "postmaster"].contains(localPart)
    }
}

extension String {
    /// The value before any parameter or comment, in lower case.
    fileprivate var keyword: String {
        let end = utf8.firstIndex { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "(") } ?? endIndex
        return self[..<end].lowercased().trimmingSpaces()
    }
}
