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
