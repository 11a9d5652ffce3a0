import Foundation
import Testing

/// A policy's text with a part of it put another way, and where that is.
struct PolicyEdit {
    let text: String
    /// From the line of what was changed is part of to the last line that was put in.
    let lines: ClosedRange<Int>

    init(_ source: String, _ right: String, _ wrong: String) throws {
        let place = try #require(source.firstRange(of: right), "\(right)")
        text = source.replacingCharacters(in: place, with: wrong)

        let all = source.split(separator: "\n", omittingEmptySubsequences: false)
        let first = source[..<place.lowerBound].count { $0 == "\n" }
        let indent = Self.indent(of: all[first])
        let parent = all[..<first].lastIndex { line in
            let code = line.drop { $0 == " " }
            return !code.isEmpty && !code.hasPrefix("#") && Self.indent(of: line) < indent
        }
        lines = ((parent ?? 0) + 1)...(first + 1 + wrong.count { $0 == "\n" })
    }

    private static func indent(of line: Substring) -> Int { line.prefix { $0 == " " }.count }
}
