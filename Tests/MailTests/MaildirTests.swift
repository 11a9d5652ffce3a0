import Foundation
import Mail
import Testing

struct MaildirTests {
    private let root = FileManager.default.temporaryDirectory.appending(path: "maildir-\(UUID().uuidString)")
    private let mail = Array("Subject: Hi\r\n\r\nHello\r\n".utf8)

    private func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path(percentEncoded: false))
    }

    private func withMaildir(_ body: (Maildir) async throws -> Void) async throws {
        defer { try? FileManager.default.removeItem(at: root) }
        try await body(Maildir(root))
    }

    @Test func `a mail is stored whole, and its folders are made`() async throws {
        try await withMaildir { maildir in
            let name = try await maildir.deliver(mail, key: "ab-1.ack@example.com")

            #expect(name == "ab-1.ack@example.com")
            #expect(try files("new") == [name])
            #expect(try files("tmp").isEmpty)
            #expect(try files("cur").isEmpty)
            #expect(try [UInt8](Data(contentsOf: root.appending(path: "new/\(name)"))) == mail)
        }
    }

    @Test func `the same key stores one mail, however often and by whomever`() async throws {
        try await withMaildir { maildir in
            let others = (1...4).map { _ in Maildir(root) }
            try await withThrowingTaskGroup { group in
                for maildir in others + [maildir] {
                    group.addTask { _ = try await maildir.deliver(mail, key: "one@example.com") }
                }
                try await group.waitForAll()
            }

            #expect(try files("new") == ["one@example.com"])
            #expect(try files("tmp").isEmpty)
        }
    }

    @Test(arguments: ["one@example.com", "one@example.com:2,S"])
    func `a mail that was read is not stored again`(readName: String) async throws {
        try await withMaildir { maildir in
            let name = try await maildir.deliver(mail, key: "one@example.com")
            try FileManager.default.moveItem(
                at: root.appending(path: "new/\(name)"),
                to: root.appending(path: "cur/\(readName)")
            )
            try await maildir.deliver(mail, key: "one@example.com")

            #expect(try files("new").isEmpty)
            #expect(try files("cur") == [readName])
        }
    }

    @Test func `different keys are different mails, and none leaves the folder`() async throws {
        let long = String(repeating: "k", count: 300)
        let keys = [
            "a", "A", "../a", "a/b", ".hidden", "a:2,S", "", "\n", "ä", "%41", "a\u{0}", long + "1", long + "2",
        ]
        try await withMaildir { maildir in
            for key in keys { try await maildir.deliver(mail, key: key) }

            #expect(try files("new").count == keys.count)
            #expect(try !files("new").contains { $0.hasPrefix(".") || $0.contains(":") })
        }
    }

    @Test func `a folder that cannot be written is a transient failure that names it`() async throws {
        let maildir = Maildir(URL(filePath: "/dev/null/mail"))

        await #expect {
            try await maildir.deliver(mail, key: "a")
        } throws: { error in
            guard let error = error as? MailError else { return false }
            return error.code == .storage && error.isTransient && error.message.contains("/dev/null/mail")
        }
    }
}
