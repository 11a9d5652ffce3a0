import Foundation
import Mail
import Testing

struct ComposedMailTests {
    private let monday = Date(timeIntervalSince1970: 1_767_600_000)  // 2026-01-05 08:00 UTC

    private func acknowledgement(subject: String = "Received: AB-1", text: String = "We have it.\n") -> ComposedMail {
        ComposedMail(
            from: MailAddress("support@example.com", name: "Support"),
            to: [MailAddress("anna@example.com", name: "Anna Müller")],
            subject: subject,
            text: text,
            messageID: "ab-1.ack@example.com",
            date: monday
        )
    }

    private func lines(_ mail: ComposedMail) throws -> [String] {
        String(decoding: try mail.bytes(), as: UTF8.self).components(separatedBy: "\r\n")
    }

    @Test func `what is composed is what is parsed`() throws {
        var mail = acknowledgement(subject: "Grüße – 你好 " + String(repeating: "long ", count: 40) + "end")
        mail.text = "Zeile 1\n\n.dot\nFrom here\n\ttab  \n" + String(repeating: "ö", count: 2_000) + "\n=_tierline\n"
        mail.html = "<p>Grüße</p>\n--=_tierline--\n<p>Ende</p>"
        mail.cc = [MailAddress("bob@example.com")]
        mail.replyTo = MailAddress("answers@example.com", name: "O'Hara, \"Quoted\" (x)")
        mail.inReplyTo = "question@example.org"
        mail.references = ["start@example.org", "question@example.org"]
        mail.headers = [.autoReplied, .ticket("AB-1"), MailHeader("X-Note", "ä 1")]
        let parsed = try ParsedMail(parsing: mail.bytes())

        #expect(parsed.from == mail.from)
        #expect(parsed.to == mail.to)
        #expect(parsed.cc == mail.cc)
        #expect(parsed.replyTo == [mail.replyTo])
        #expect(parsed.subject == mail.subject)
        #expect(parsed.text == mail.text)
        #expect(parsed.html == mail.html)
        #expect(parsed.messageID == mail.messageID)
        #expect(parsed.inReplyTo == [mail.inReplyTo])
        #expect(parsed.references == mail.references)
        #expect(parsed.date == mail.date)
        #expect(parsed.header("Auto-Submitted") == "auto-replied")
        #expect(parsed.header("X-Tierline-Ticket") == "AB-1")
        #expect(parsed.header("X-Note") == "ä 1")
        #expect(parsed.attachments.isEmpty)
        #expect(parsed.automatic == .ownMail)
    }

    @Test func `the bytes are ASCII in lines that SMTP can carry`() throws {
        var mail = acknowledgement(subject: String(repeating: "日本語", count: 100))
        mail.text = String(repeating: "wide ", count: 2_000) + "\r\nbare\rreturn\nö"
        mail.html = String(repeating: "x", count: 5_000)
        let bytes = try mail.bytes()
        let text = String(decoding: bytes, as: UTF8.self)

        #expect(bytes.allSatisfy { (0x20...0x7E).contains($0) || [0x09, 0x0A, 0x0D].contains($0) })
        #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 998 })
        #expect(!text.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" || $0 == "\r\n" })
    }

    @Test func `the same mail is the same bytes`() throws {
        var mail = acknowledgement()
        mail.html = "<p>We have it.</p>"

        #expect(try mail.bytes() == mail.bytes())
    }

    @Test(arguments: ["\r\n", "\n", "\r", "\u{0}", "\r\n\r\n", "\u{2028}", "\u{85}", "\u{B}"])
    func `no value begins a header of its own`(separator: String) throws {
        let attack = "x\(separator)Bcc: victim@example.com"
        var mail = acknowledgement(subject: attack)
        mail.from.name = attack
        mail.to[0].name = attack
        mail.replyTo = MailAddress("a@example.com", name: attack)
        mail.headers = [MailHeader("X-Note", attack), .ticket(attack)]
        mail.inReplyTo = "a@b\(separator)Bcc: victim@example.com"
        mail.references = ["a@b>\(separator)Bcc: victim@example.com", "good@example.com"]
        let lines = try lines(mail)
        let parsed = try ParsedMail(parsing: mail.bytes())

        #expect(!lines.contains { $0.hasPrefix("Bcc") })
        #expect(parsed.header("Bcc") == nil)
        #expect(parsed.text == mail.text)
        #expect(parsed.inReplyTo.isEmpty)
        #expect(parsed.references == ["good@example.com"])
    }

    @Test(arguments: [
        "a@b\r\nBcc: c@d", "a b@c", "a@b>", "<a@b", "a", "@b", "a@", "a@b@c", "a@b,c@d", "a@b ", "\"a b\"@c", "",
        "a@b\u{0}", "group:a@b;", "a@b\u{A0}",
    ])
    func `an address that could mean something else is refused`(address: String) {
        var mail = acknowledgement()
        mail.to = [MailAddress(address)]

        #expect { try mail.bytes() } throws: { ($0 as? MailError)?.code == .invalidAddress }
    }

    @Test(arguments: ["To", "bcc", "Content-Type", "MIME-Version", "X Y", "X:Y", "", "X\r\nBcc", "Ä"])
    func `a header that the mail writes itself, or that is none, is refused`(name: String) {
        var mail = acknowledgement()
        mail.headers = [MailHeader(name, "x")]

        #expect { try mail.bytes() } throws: { ($0 as? MailError)?.code == .invalidHeader }
    }

    @Test(arguments: ["", "no-at", "<a@b>", "a b@c", "a@b\r\nBcc: c@d", "ä@b"])
    func `an id that is none is refused`(id: String) {
        var mail = acknowledgement()
        mail.messageID = id

        #expect { try mail.bytes() } throws: { ($0 as? MailError)?.code == .invalidHeader }
    }

    @Test func `a mail to nobody is refused`() {
        var mail = acknowledgement()
        mail.to = []

        #expect { try mail.bytes() } throws: { ($0 as? MailError)?.code == .invalidAddress }
    }
}
