/// What became of a mail that was handed to a mail server.
package enum SMTPOutcome: Hashable, Sendable {
    /// The server has taken it for at least one recipient, and answers for it from now on.
    case delivered(SMTPDelivery)
    /// The server, or the way to it, cannot take it now; the same mail may be sent again.
    case temporaryFailure(SMTPFailure)
    /// The server will never take this mail; sending it again is useless.
    case permanentFailure(SMTPFailure)
}

/// A mail the server has taken.
package struct SMTPDelivery: Hashable, Sendable {
    /// The server's last word, which often holds its queue id.
    package var reply: SMTPReply?
    /// The recipients it did not take; each has to be dealt with by itself.
    package var refused: [SMTPRefusal]
}

/// A mail the server has not taken, as far as is known.
package struct SMTPFailure: Hashable, Sendable, CustomStringConvertible {
    /// How far the conversation had come.
    package var stage: SMTPStage
    /// The server's code; nil when the failure is not its answer.
    package var code: Int?
    /// The server's text, or what libcurl says is wrong.
    package var message: String
    /// The recipients that were refused one by one.
    package var refused: [SMTPRefusal]

    /// Whether the server may have taken the mail all the same: it had all of it, and its answer did not arrive.
    package var isUncertain: Bool { stage == .content && code == nil }

    package var description: String {
        let code = code.map { "\($0) " } ?? ""
        return "\(stage.rawValue): \(code)\(message)"
    }
}

/// A recipient the server did not take.
package struct SMTPRefusal: Hashable, Sendable {
    package var recipient: String
    package var reply: SMTPReply

    /// Whether the same recipient may be taken later.
    package var isTemporary: Bool { !reply.isPermanent }
}

/// One answer of a server: `550 5.1.1 no such user`, its lines joined by spaces.
package struct SMTPReply: Hashable, Sendable {
    package var code: Int
    package var text: String

    package var isPermanent: Bool { (500...599).contains(code) }

    package init(code: Int, text: String) {
        self.code = code
        self.text = text
    }
}

/// The steps of an SMTP conversation.
package enum SMTPStage: String, Hashable, Sendable {
    /// Name resolution, connection, TLS, greeting.
    case connect
    /// AUTH, and whatever else comes before the mail.
    case session
    /// MAIL FROM.
    case sender
    /// RCPT TO.
    case recipient
    /// DATA, not yet answered with 354.
    case data
    /// The mail itself, up to the server's answer to all of it.
    case content
}
