import Foundation
import SupportDomain
import WorkerRuntime

/// An outage as an operator writes it; times without an offset need a zone to be understood.
struct WrittenOutage {
    /// What is wrong with it, in words that say what would be right.
    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    private let since: String
    private let until: String?

    /// Reads `FROM..TO`, or `FROM..` while it lasts.
    init(range text: String) throws(Mistake) {
        guard let dots = text.firstRange(of: "..") else {
            throw Mistake(description: "it is not FROM..TO, or FROM.. while it lasts")
        }
        try self.init(since: text[..<dots.lowerBound], until: text[dots.upperBound...])
    }

    /// Reads `FROM,TO`, or `FROM` alone while it lasts.
    init(line text: String) throws(Mistake) {
        let ends = text.split(separator: ",", omittingEmptySubsequences: false)
        guard ends.count <= 2 else {
            throw Mistake(description: "it is not FROM,TO, or FROM alone while it lasts")
        }
        try self.init(since: ends[0], until: ends.count == 2 ? ends[1] : "")
    }

    private init(since: Substring, until: Substring) throws(Mistake) {
        let end = until.trimmingCharacters(in: .whitespaces)
        self.since = since.trimmingCharacters(in: .whitespaces)
        self.until = end.isEmpty ? nil : end
        // Whether a time can be read does not depend on the zone.
        _ = try Self.instant(self.since, in: .utc)
        if !end.isEmpty { _ = try Self.instant(end, in: .utc) }
    }

    /// What it says by the wall clock of a zone, where its times have no offset of their own.
    func outage(in zone: Zone) throws(Mistake) -> Outage {
        let start = try Self.instant(since, in: zone)
        guard let until else { return Outage(since: start) }
        let end = try Self.instant(until, in: zone)
        guard start < end else {
            throw Mistake(description: "'\(until)' does not come after '\(since)'; the beginning stands first")
        }
        return Outage(since: start, until: end)
    }

    private static func instant(_ text: String, in zone: Zone) throws(Mistake) -> Date {
        guard let instant = zone.instant(text) else {
            throw Mistake(
                description: "'\(text)' is no time such as '2026-01-09 16:00' or 2026-01-09T16:00:00+01:00"
            )
        }
        return instant
    }

    /// The outages of a file, one a line; `-` is standard input, and what follows a `#` is a comment.
    ///
    /// - Throws: a ``Refusal`` that names the first line that cannot be read, or when the file cannot be.
    static func outages(inFile file: String, zone: Zone) throws -> [Outage] {
        // Spreadsheets put a mark before the first line.
        let text = String(decoding: try InputFile.bytes(of: file), as: UTF8.self).trimmingPrefix("\u{FEFF}")
        var outages: [Outage] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let code = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
            guard !code.isEmpty else { continue }
            do {
                outages.append(try WrittenOutage(line: code).outage(in: zone))
            } catch {
                throw Refusal(.dataError, TerminalText.line("\(file):\(index + 1): \(error)"))
            }
        }
        return outages
    }
}
