/// A recipient the server did not take.
package struct SMTPRefusal: Hashable, Sendable {
    package var recipient: String
    package var reply: SMTPReply

    package init(recipient: String, reply: SMTPReply) {
        self.recipient = recipient
        self.reply = reply
    }

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
