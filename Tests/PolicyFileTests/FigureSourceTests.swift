import Testing

/// A figure that nobody can trace is a figure that nobody dares to change: each says where it comes from.
struct FigureSourceTests {
    private static let sections: Set = [
        "plans", "warnings", "targets", "escalation", "rotations", "status", "surveys", "kpis", "routines", "retention",
        "limits",
    ]

    @Test(arguments: Shipped.allCases)
    func `every figure has its sentence, or is said to be decided`(shipped: Shipped) throws {
        let lines = try shipped.text().split(separator: "\n", omittingEmptySubsequences: false).map(PolicyLine.init)
        let hasRuleForReplies = lines.contains { $0.comment.contains("Decided: next responses") }
        var section = ""
        var figures = 0
        var unsourced: [String] = []
        for (index, line) in lines.enumerated() {
            if line.indent == 0, !line.code.isEmpty { section = line.key }
            guard Self.sections.contains(section), line.hasFigure else { continue }
            figures += 1
            if hasRuleForReplies, line.key == "next_response" { continue }
            if !Self.hasSource(index, in: lines) { unsourced.append("line \(index + 1): \(line.code)") }
        }

        #expect(unsourced == [])
        #expect(figures > 20)
    }

    /// Whether the line, or a row or entry that it is part of, has a source beside or above it.
    ///
    /// What stands above a whole section is too far away to be one, and a row's sentence is none for its updates, which
    /// the documents hardly speak of.
    private static func hasSource(_ index: Int, in lines: [PolicyLine]) -> Bool {
        var index = index
        while true {
            let line = lines[index]
            let above = lines[..<index].reversed().prefix { $0.code.isEmpty && !$0.comment.isEmpty }
            if line.isSourced || (line.indent > 0 && above.contains(where: \.isSourced)) { return true }
            guard line.key != "periodic_update",
                let parent = lines[..<index].lastIndex(where: { !$0.code.isEmpty && $0.indent < line.indent }),
                lines[parent].indent > 0
            else { return false }
            index = parent
        }
    }
}

/// A line of a policy file, parted into what is read and what is for people.
private struct PolicyLine {
    let indent: Int
    let code: String
    let comment: String

    init(_ text: Substring) {
        indent = text.prefix { $0 == " " }.count
        let start = text.hasPrefix("#") ? text.startIndex : text.firstRange(of: " #")?.lowerBound ?? text.endIndex
        code = String(text[..<start].drop { $0 == " " })
        comment = String(text[start...])
    }

    var key: String { String(code.prefix { $0 != ":" }) }

    var isSourced: Bool {
        comment.contains("\"") || comment.lowercased().contains("decided") || comment.contains(/\b00[0-4],/)
    }

    var hasFigure: Bool {
        code.contains(/\d(%|[hm]\b| ?hours?\b| days?\b| weeks?\b| business)/)
            || code.contains(/\b(scale|complaint_up_to|every|every_months|hand_off|failed_attempts|message_kilobytes):/)
    }
}
