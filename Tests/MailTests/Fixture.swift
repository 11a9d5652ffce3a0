import Foundation
import Mail

/// The mails beside these tests.
enum Fixture {
    static func bytes(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: url(path)))
    }

    static func mail(_ path: String) throws -> ParsedMail {
        try ParsedMail(parsing: bytes(path), keepingAttachments: true)
    }

    static func url(_ path: String) -> URL {
        (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "Fixtures").appending(path: path)
    }

    /// The paths of all mails, in a fixed order.
    static let all: [String] = {
        let root = url("")
        let files = FileManager.default.enumerator(atPath: root.path(percentEncoded: false))
        return (files?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".eml") || $0.hasSuffix(".raw") }
            .sorted()
    }()
}

extension ParsedMail {
    /// Parses a mail written in a test with bare LF line endings.
    init(_ source: String) throws {
        try self.init(parsing: Array(source.utf8), keepingAttachments: true)
    }
}
