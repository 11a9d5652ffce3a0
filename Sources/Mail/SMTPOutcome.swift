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

    package init(reply: SMTPReply?, refused: [SMTPRefusal] = []) {
        self.reply = reply
        self.refused = refused
    }
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

    package init(stage: SMTPStage, code: Int?, message: String, refused: [SMTPRefusal] = []) {
        self.stage = stage
        self.code = code
        self.message = message
        self.refused = refused
    }

    /// Whether the server may have taken the mail all the same: it had all of it, and its answer did not arrive.
    package var isUncertain: Bool { stage == .content && code == nil }

    package var description: String {
        let code = code.map { "\($0) " } ?? ""
        return "\(stage.rawValue): \(code)\(message)"
    }
}
