import Foundation
import Mail
import Testing

struct ParsedMailTests {
    @Test(arguments: [
        "", "\n\n", "just some words\n\nand more", "\u{0}\u{0}\u{0}", "no colon here\nnone here either\n",
    ])
    func `bytes without a header field are no mail`(source: String) {
        #expect { try ParsedMail(source) } throws: { ($0 as? MailError)?.code == .notAMail }
    }

    @Test func `a mail that is too large is refused`() {
        var limits = MailLimits()
        limits.bytes = 10

        #expect { try ParsedMail(parsing: Array("Subject: too long\n\n".utf8), limits: limits) } throws: { error in
            (error as? MailError)?.code == .tooLarge
        }
    }

    @Test(arguments: [
        ("From anna@example.com Mon Jan  5 09:00:00 2026\nSubject: Hi\n\nBody\n", "an mbox line"),
        ("\r\n \r\nSubject: Hi\n\nBody\n", "empty lines"),
        ("\u{FEFF}Subject: Hi\n\nBody\n", "a byte order mark"),
    ])
    func `what pipes put before a mail is passed over`(source: String, _: String) throws {
        let mail = try ParsedMail(source)

        #expect(mail.subject == "Hi")
        #expect(mail.text == "Body\n")
    }

    @Test func `NUL is nowhere in what is read, and nothing after it is lost`() throws {
        let mail = try ParsedMail("Subject: be\u{0}fore\nX-A: a\u{0}b\n\nbe\u{0}fore\r\nafter\n")

        #expect(mail.subject == "be fore")
        #expect(mail.header("x-a") == "a b")
        #expect(mail.text == "before\nafter\n")
    }

    @Test func `a line break hidden in an encoded word does not come out of it`() throws {
        let mail = try ParsedMail(
            "Subject: =?utf-8?q?Hi=0D=0ABcc:_x@example.com?=\nFrom: =?utf-8?q?A=0AB?= <a@b.example>\n\n"
        )

        #expect(mail.subject == "Hi Bcc: x@example.com")
        #expect(mail.from == MailAddress("a@b.example", name: "A B"))
    }

    @Test(arguments: [
        ("=?UTF-8?B?w6Q=?= =?UTF-8?B?w7Y=?=\n =?utf-8?b?w7w=?= x", "äöü x"),
        ("=?UTF-8?B?w6Q=?=\n =?ISO-8859-1?B?5A==?=", "ää"),
        ("=?UTF-8?B?8J+Y?= =?UTF-8?B?gA==?=", "😀"),
        ("=?UTF-8?Q?J=C3=B6?= =?UTF-8?Q?rg?=", "Jörg"),
        ("=?UTF-8?B?w6Q=?= and =?UTF-8?B?w7Y=?=", "ä and ö"),
        ("=?UTF-8?B?w6Q", "=?UTF-8?B?w6Q"),
        ("=?gb2312?B?1tDOxA==?=", "中文"),
        ("caf\u{E9} au lait", "café au lait"),
    ])
    func `a subject is decoded`(raw: String, subject: String) throws {
        #expect(try ParsedMail("Subject: \(raw)\n\nx").subject == subject)
    }

    @Test(
        arguments: [
            ("text/plain; charset=iso-8859-1", [0x67, 0x72, 0xFC, 0xDF], "grüß"),
            ("text/plain; charset=iso-8859-1", [0x80, 0x20, 0x93, 0x94], "€ “”"),
            ("text/plain; charset=us-ascii", [0xC3, 0xA4], "ä"),
            ("text/plain", [0xE4], "ä"),
            ("text/plain; charset=no-such-charset", [0xC3, 0xA4], "ä"),
            ("text/plain; charset=utf-8", [0xEF, 0xBB, 0xBF, 0x61], "a"),
            ("text/plain; charset=utf-16le", [0x61, 0x00, 0xAC, 0x20], "a€"),
            ("text/plain; charset=koi8-r", [0xD0, 0xD2, 0xC9], "при"),
        ] as [(String, [UInt8], String)]
    )
    func `a text is decoded from what it really is`(type: String, body: [UInt8], text: String) throws {
        let header = "Content-Type: \(type)\nContent-Transfer-Encoding: base64\n\n"
        let mail = try ParsedMail(header + Data(body).base64EncodedString())

        #expect(mail.text == text)
    }

    @Test(arguments: [
        ("<a@x> <b@y>\n <a@x>", ["a@x", "b@y"]),
        ("<a@x><b@y", ["a@x", "b@y"]),
        ("a@x b@y", ["a@x", "b@y"]),
        ("Your message of Monday <a@x>", ["a@x"]),
        ("<a\n @x>", ["a@x"]),
        ("<>", []),
        ("nothing here", []),
    ])
    func `ids are found in References however they are written`(raw: String, ids: [String]) throws {
        #expect(try ParsedMail("References: \(raw)\n\n").references == ids)
    }

    @Test func `of a thread that is too long the first and the latest ids are kept`() throws {
        var limits = MailLimits()
        limits.references = 3
        let thread = (1...9).map { "<\($0)@x>" }.joined(separator: " ")
        let mail = try ParsedMail(parsing: Array("References: \(thread)\n\n".utf8), limits: limits)

        #expect(mail.references == ["1@x", "8@x", "9@x"])
        #expect(mail.isTruncated)
    }

    @Test func `addresses of groups are opened up, and bounded`() throws {
        let source = "To: Team: Anna <a@x.example>, b@x.example;, c@x.example\n\n"
        var limits = MailLimits()
        limits.addresses = 2

        #expect(try ParsedMail(source).to.map(\.address) == ["a@x.example", "b@x.example", "c@x.example"])
        #expect(try ParsedMail(parsing: Array(source.utf8), limits: limits).to.count == 2)
        #expect(try ParsedMail(parsing: Array(source.utf8), limits: limits).isTruncated)
    }

    @Test func `the answer goes to Reply-To, else to From`() throws {
        #expect(try ParsedMail("From: a@x.example\nReply-To: b@x.example\n\n").answerAddress?.address == "b@x.example")
        #expect(try ParsedMail("From: a@x.example\n\n").answerAddress?.address == "a@x.example")
        #expect(try ParsedMail("Subject: nobody\n\n").answerAddress == nil)
    }

    @Test func `headers are found whatever their case, in their order`() throws {
        let mail = try ParsedMail("Received: one\nContent-Type: text/plain\nreceived: two\n\n")

        #expect(mail.headers.all("RECEIVED") == ["one", "two"])
        #expect(mail.headers.fields.map(\.name) == ["Received", "Content-Type", "received"])
    }

    @Test func `ten thousand nested multiparts are left out and said to be`() throws {
        var source = "Subject: deep\n"
        for level in 0..<10_000 { source += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
        let mail = try ParsedMail(source + "\nbottom\n")

        #expect(mail.subject == "deep")
        #expect(mail.isTruncated)
    }

    @Test func `a long text is cut at a whole character`() throws {
        var limits = MailLimits()
        limits.bodyBytes = 4
        let mail = try ParsedMail(
            parsing: Array("Content-Type: text/plain; charset=utf-8\n\nabcé€".utf8),
            limits: limits
        )

        #expect(mail.text == "abc")
        #expect(mail.isTruncated)
    }

    @Test func `an attachment keeps no folder in its name`() throws {
        let mail = try ParsedMail(
            """
            Content-Type: application/pdf
            Content-Disposition: attachment; filename="../../etc/c:\\\\evil.pdf"

            x
            """
        )

        #expect(mail.attachments.map(\.name) == ["evil.pdf"])
    }
}
