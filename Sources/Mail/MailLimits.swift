/// How much of one mail is read; what lies beyond is left out and ``ParsedMail/isTruncated`` says so.
package struct MailLimits: Hashable, Sendable {
    /// The whole mail, in bytes; a larger one is refused with ``MailError/Code/tooLarge``.
    package var bytes = 50 << 20
    /// Header fields of the message itself.
    package var headerFields = 500
    /// One decoded header value, in bytes of UTF-8.
    package var headerValueBytes = 16 << 10
    /// The addresses of one header.
    package var addresses = 500
    /// The ids of one References header: the first and the latest are kept.
    package var references = 100
    /// The text body and the HTML body, each, in bytes of UTF-8.
    package var bodyBytes = 1 << 20
    /// Attachments.
    package var attachments = 100
    /// MIME parts that are looked at.
    package var parts = 1_000
    /// How deep multiparts may be nested before their content is left out.
    package var depth = 32

    /// Limits that no honest support mail reaches.
    package static let standard = MailLimits()

    package init() {}
}
