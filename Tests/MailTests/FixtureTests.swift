import Foundation
import Mail
import Testing

struct FixtureTests {
    @Test(arguments: Fixture.all.filter { $0.hasPrefix("stalwart/") })
    func `we read what stalwart reads`(path: String) throws {
        let mail = try Fixture.mail(path)
        let expected = try StalwartExpectation(path.replacing(".eml", with: ".json"))

        #expect((mail.from.map { [$0.description] } ?? []) == Array(expected.addresses("from").prefix(1)))
        #expect(mail.to.map(\.description) == expected.addresses("to"))
        #expect(mail.cc.map(\.description) == expected.addresses("cc"))
        #expect(mail.subject == expected.texts("subject").first ?? "")
        #expect(mail.messageID == expected.texts("message_id").first)
        #expect(mail.inReplyTo == expected.texts("in_reply_to"))
        #expect(mail.references == expected.texts("references"))
        #expect(mail.date == expected.date)
        if let text = expected.text {
            #expect(mail.text.trimmingCharacters(in: .newlines) == text.trimmingCharacters(in: .newlines))
        }
    }

    struct Reading: CustomTestStringConvertible {
        var path: String
        var from: String?
        var subject: String?
        var text: String?
        var attachments: [String]?
        var testDescription: String { path }
    }

    @Test(arguments: [
        Reading(path: "mikel/japanese_iso_2022.eml", subject: "まみむめも", text: "すみません。\n\n"),
        Reading(path: "mikel/japanese_shift_jis.eml", text: "あいうえお\n\nこのメールはテスト用のメールです。\n\n今後ともよろしくお願い申し上げます！\n"),
        Reading(path: "mikel/ks_c_5601-1987.eml", text: "스티해\n"),
        Reading(
            path: "mikel/japanese_attachment_long_name.eml",
            subject: "まみむめもまみむめもまみむめもまみむめもまみむめもまみむめもまみむめもまみむめもまみむめもまみむめも",
            attachments: ["かきくけこかきくけこかきくけこかきくけこかきくけこ.txt text/plain 19"]
        ),
        Reading(path: "mikel/raw_email_incorrect_header.eml", from: "xxx xxx <xxx@xxx.xxx>"),
        Reading(path: "mikel/mix_caps_content_type.eml", from: "Big Bug <bb@bug.com>", text: "foo bar\n"),
        Reading(path: "mikel/attachment_nonascii_filename.eml", attachments: ["ciële.txt text/plain 11"]),
        Reading(path: "mikel/attachment_with_unquoted_name.eml", attachments: ["This is a test.txt text/plain 11"]),
        Reading(
            path: "mikel/raw_email7.eml",
            attachments: [
                "test.rb text/x-ruby-script 25", "test.pdf application/pdf 14",
                "smime.p7s application/pkcs7-signature 227",
            ]
        ),
        Reading(path: "mikel/utf8_headers.eml", from: "Jöhn Doe <jdöe@mächine.example>", subject: "Säying Hello"),
        Reading(
            path: "mikel/bad_subject.eml",
            from: "MySurvey.com & Carol Adams <carol@mysurvey.com>",
            subject: "MySurvey.com:  You have a survey waiting!  91123105"
        ),
        Reading(path: "mikel/missing_body.eml", text: "", attachments: []),
        Reading(path: "enmime/html-mime-bad-charset-inline.raw", text: "Test of text section"),
        Reading(
            path: "enmime/other-multi-related.raw",
            text: "Plain text.\n",
            attachments: ["image001.png image/png 687", "image002.png image/png 687"]
        ),
        Reading(path: "enmime/multipart-wo-boundary.raw", text: "I'm  multipart message without boundary\n"),
        Reading(path: "enmime/mime-mixed-related.raw", text: "html1\nhtml2"),
        Reading(path: "enmime/mime-bad-8bit-filename.raw", attachments: ["管理.doc application/msword 7"]),
        Reading(path: "enmime/non-mime-html.raw", text: "This is a test mailing"),
    ])
    func `a difficult mail is read as a person would read it`(reading: Reading) throws {
        let mail = try Fixture.mail(reading.path)

        if let from = reading.from { #expect(mail.from?.description == from) }
        if let subject = reading.subject { #expect(mail.subject == subject) }
        if let text = reading.text { #expect(mail.text == text) }
        if let attachments = reading.attachments {
            #expect(mail.attachments.map { "\($0.name ?? "") \($0.type) \($0.size)" } == attachments)
        }
        for attachment in mail.attachments { #expect(attachment.bytes?.count == attachment.size) }
    }

    @Test func `a thread is read from References and In-Reply-To`() throws {
        let mail = try Fixture.mail("mikel/example07.eml")

        #expect(mail.messageID == "abcd.1234@local.machine.tld")
        #expect(mail.inReplyTo == ["3456@example.net"])
        #expect(mail.references == ["1234@local.machine.example", "3456@example.net"])
        #expect(mail.conversationIDs == ["3456@example.net", "1234@local.machine.example"])
    }

    @Test func `a bounce is known for one`() throws {
        #expect(try Fixture.mail("mikel/report_422.eml").automatic == .autoSubmitted("auto-generated"))
        #expect(try Fixture.mail("enmime/multipart-wo-boundary.raw").automatic == .report("multipart/report"))
    }

    @Test(arguments: Fixture.all)
    func `no beginning and no mutation of a mail is too much`(path: String) throws {
        let bytes = try Fixture.bytes(path)
        var random = SplitMix64(seed: UInt64(bytes.count))
        for _ in 0..<100 {
            var mutant = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            for _ in 0..<Int.random(in: 0...8, using: &random) where !mutant.isEmpty {
                mutant[Int.random(in: mutant.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            }
            guard let mail = try? ParsedMail(parsing: mutant, keepingAttachments: true) else { continue }

            let texts = [mail.subject, mail.text, mail.html ?? ""] + mail.headers.fields.map(\.value)
            #expect(!texts.contains { $0.utf8.contains(0) })
            #expect(!mail.headers.fields.contains { $0.value.contains(where: \.isNewline) })
        }
    }
}

/// Random numbers that are the same in every run.
private struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
