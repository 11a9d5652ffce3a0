import Testing

/// A figure that nobody can trace is a figure that nobody dares to change: each says where it comes from.
struct FigureSourceTests {
    private static let sections: Set = [
        "calendars", "channels", "plans", "warnings", "targets", "escalation", "paging", "rotations", "contacts",
        "status", "surveys", "kpis", "routines", "retention", "limits",
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
            if !Self.hasSource(index, in: lines, of: section) { unsourced.append("line \(index + 1): \(line.code)") }
        }

        #expect(unsourced == [])
        #expect(figures > 30)
    }

    @Test(arguments: [
        ("a figure without a word", "limits:\n  reopen_within: 7 days\n", false),
        ("a comment that is no source", "limits:\n  reopen_within: 7 days  # as is usual\n", false),
        ("a sentence of no document", "limits:\n  reopen_within: 7 days  # \"Seven days\"\n", false),
        ("a sentence of a document", "limits:\n  reopen_within: 7 days  # 003, Limits: \"Seven days\"\n", true),
        ("a decision", "limits:\n  reopen_within: 7 days  # Decided\n", true),
        ("a section's document", "limits:  # 003, Limits\n  reopen_within: 7 days\n", false),
        ("a section's document, and a sentence", "kpis:  # 003, KPIs\n  - {target: below 4h}  # \"<4 hours\"\n", true),
        ("an entry's document", "paging:\n  1:  # 003, Pages\n    acknowledge_within: 15m\n", true),
        ("hours", "calendars:\n  office:\n    zone: UTC\n    hours: {mon-fri: 09:00-18:00}\n", false),
        (
            "hours below their calendar's sentence",
            "calendars:\n  office:\n    # 003, Hours\n    zone: UTC\n    hours: {mon-fri: 09:00-18:00}\n", true
        ),
        (
            "hours below another calendar's sentence",
            "calendars:\n  chat:\n    # 003, Chat\n    zone: UTC\n  office:\n    hours: {mon-fri: 09:00-18:00}\n", false
        ),
        ("an update in a row with a document", "targets:\n  - id: a  # 003, A\n    periodic_update: 4h\n", false),
    ])
    func `what is a source is told from what is none`(what: String, text: String, isSourced: Bool) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(PolicyLine.init)
        let index = lines.firstIndex { $0.hasFigure }
        let figure = try #require(index, "\(what)")

        #expect(Self.hasSource(figure, in: lines, of: lines[0].key) == isSourced, "\(what)")
    }

    /// Whether the line, or a row or entry that it is part of, has a source beside or above it; the source names its
    /// document, unless the section does.
    ///
    /// What a section says is too far away to be a source itself, and a row's sentence is none for its updates, which
    /// the documents hardly speak of.
    private static func hasSource(_ index: Int, in lines: [PolicyLine], of section: String) -> Bool {
        var comments: [String] = []
        var place: Int? = index
        while let index = place {
            let line = lines[index]
            if line.indent == 0, !comments.isEmpty { break }
            comments += line.indent == 0 ? [line.comment] : remarks(on: index, in: lines)
            place = line.key == "periodic_update" ? nil : parent(of: index, in: lines)
        }
        if section == "calendars" { comments += entry(of: index, in: lines) }
        let ofSection = place.map { remarks(on: $0, in: lines) } ?? []
        return comments.contains(where: \.isSource) && (comments + ofSection).contains(where: \.namesDocument)
    }

    /// What stands beside a line, and directly above it.
    private static func remarks(on index: Int, in lines: [PolicyLine]) -> [String] {
        let above = lines[..<index].reversed().prefix { $0.code.isEmpty && !$0.comment.isEmpty }
        return [lines[index].comment] + above.map(\.comment)
    }

    /// The comments of a section's entry, from its name to a line of it.
    private static func entry(of index: Int, in lines: [PolicyLine]) -> [String] {
        let start = lines[...index].lastIndex { !$0.code.isEmpty && $0.indent == 2 } ?? index
        return lines[start..<index].map(\.comment)
    }

    private static func parent(of index: Int, in lines: [PolicyLine]) -> Int? {
        lines[..<index].lastIndex { !$0.code.isEmpty && $0.indent < lines[index].indent }
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

    var hasFigure: Bool {
        code.contains(/\d(%|[hm]\b| ?hours?\b| days?\b| weeks?\b| business)|\d\d:\d\d/)
            || code.contains(/\b(scale|complaint_up_to|every|every_months|hand_off|failed_attempts|message_kilobytes):/)
    }
}

extension String {
    /// Whether a comment has a sentence of a document, or names one, or says that something is decided.
    fileprivate var isSource: Bool { contains("\"") || namesDocument }

    fileprivate var namesDocument: Bool { lowercased().contains("decided") || contains(/\b00[0-4]\b/) }
}
