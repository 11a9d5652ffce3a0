import Foundation
import TestSupport

/// A mail as somebody outside got it.
struct ReceivedMail: Hashable, Sendable {
    let messageID: String
    let recipient: String
    let subject: String
    /// The whole mail, its lines as they were before they were wrapped for the way.
    let text: String
    /// The id of the notification that the mail delivers, which begins the Message-ID of each mail of ours.
    var notification: String { String(messageID.drop { $0 == "<" }.prefix { $0 != "." }) }

    init(_ bytes: Data) {
        text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("=\n", with: "")
        let head = text.components(separatedBy: "\n\n")[0].replacing("\n ", with: " ")
        func header(_ name: String) -> String {
            let line = head.split(separator: "\n").first { $0.lowercased().hasPrefix("\(name): ") }
            return line.map { String($0.dropFirst(name.count + 2)) } ?? ""
        }
        messageID = header("message-id")
        recipient = header("to")
        subject = header("subject")
    }
}

extension Fleet {
    /// The mails that arrived: at the mail server, or in the Maildir of a fleet that has none.
    func mails() throws -> [ReceivedMail] {
        if let mailServer { return mailServer.received.map { ReceivedMail(Data($0.data)) } }
        let new = mailFolder.appending(path: "new")
        guard FileManager.default.fileExists(atPath: new.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: new, includingPropertiesForKeys: nil)
            .map { ReceivedMail(try Data(contentsOf: $0)) }
    }

    /// The mails to somebody, by subject.
    func mails(to recipient: String) throws -> [ReceivedMail] {
        try mails().filter { $0.recipient.contains(recipient) }.sorted { $0.subject < $1.subject }
    }
}
