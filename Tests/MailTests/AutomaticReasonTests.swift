import Mail
import Testing

struct AutomaticReasonTests {
    @Test(
        arguments: [
            ("Auto-Submitted: auto-replied", .autoSubmitted("auto-replied")),
            ("Auto-Submitted: Auto-Generated (nightly)", .autoSubmitted("auto-generated")),
            ("Auto-Submitted: auto-notified; owner-email=x", .autoSubmitted("auto-notified")),
            ("Precedence: Bulk", .precedence("bulk")),
            ("Precedence: junk", .precedence("junk")),
            ("X-Auto-Response-Suppress: All", .replySuppressed("All")),
            ("X-Auto-Response-Suppress: DR, OOF, AutoReply", .replySuppressed("DR, OOF, AutoReply")),
            ("List-Id: <users.example.com>", .mailingList("List-Id")),
            ("List-Unsubscribe: <mailto:off@example.com>", .mailingList("List-Unsubscribe")),
            ("Return-Path: <>", .nullReturnPath),
            ("Return-Path: < >", .nullReturnPath),
            ("Content-Type: multipart/report; report-type=delivery-status; boundary=b", .report("multipart/report")),
            ("X-Autoreply: yes", .autoReply("X-Autoreply")),
            ("From: Mail Delivery <MAILER-DAEMON@example.com>", .mailSystem("MAILER-DAEMON@example.com")),
            ("X-Tierline-Ticket: AB-1", .ownMail),
        ] as [(String, AutomaticReason)]
    )
    func `a mail by a machine is known for one`(header: String, reason: AutomaticReason) throws {
        #expect(try ParsedMail("Subject: x\n\(header)\n\n").automatic == reason)
    }

    @Test(arguments: [
        "Auto-Submitted: no",
        "Precedence: first-class",
        "X-Auto-Response-Suppress: DR, RN, NRN",
        "Return-Path: <anna@example.com>",
        "Content-Type: multipart/mixed; boundary=b",
        "From: Anna <anna@example.com>",
    ])
    func `a mail by a person is not`(header: String) throws {
        #expect(try ParsedMail("Subject: x\n\(header)\n\n").automatic == nil)
    }
}
