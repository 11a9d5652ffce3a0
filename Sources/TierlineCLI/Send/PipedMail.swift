import AMQP
import Mail
import WorkerRuntime

/// A raw mail from a mail server's pipe, as the message to publish.
struct PipedMail {
    let message: Message

    /// - Parameters:
    ///   - bytes: the mail as the mail server wrote it; a line `From …` in front, as in an mbox, is left out.
    ///   - id: the idempotency key; without one it is the Message-ID, or the hash of the mail where there is none that
    ///     AMQP can carry, so that a mail that is piped again is the same message.
    /// - Throws: a ``Refusal`` when it is no mail.
    init(_ bytes: [UInt8], id: String?) throws {
        let bytes = Self.withoutEnvelopeLine(bytes)
        guard !bytes.isEmpty else { throw Refusal(.dataError, "there is no mail on standard input") }
        let mail: ParsedMail
        do throws(MailError) {
            mail = try ParsedMail(parsing: bytes)
        } catch {
            throw Refusal(.dataError, "what is on standard input is not a mail: \(error.message)")
        }
        var message = Message(body: bytes, contentType: "message/rfc822")
        message.messageID = id ?? mail.messageID.flatMap { $0.utf8.count <= 255 ? $0 : nil }
        message.messageID = message.key
        self.message = message
    }

    private static func withoutEnvelopeLine(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.starts(with: Array("From ".utf8)), let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
            return bytes
        }
        return Array(bytes[(end + 1)...])
    }
}
