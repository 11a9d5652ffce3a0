import Foundation
import PolicyFile
import SupportDomain
import Testing

/// The page for those who write policies is true.
struct AuthorsPageTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")

    private let page: String
    /// The blocks of YAML on it.
    private let blocks: [String]

    init() throws {
        page = try String(contentsOf: Self.root.appending(path: "deploy/policies/README.md"), encoding: .utf8)
        blocks = page.components(separatedBy: "```").filter { $0.hasPrefix("yaml\n") }.map { String($0.dropFirst(5)) }
    }

    @Test func `the smallest whole policy is one, without a warning, and its examples come out`() throws {
        let text = try #require(blocks.first)
        let policy = try PolicyDocument.parse(text, file: "README.md").get()

        #expect(policy.runExamples() == [])
        #expect(policy.examples.count == 2)
        #expect(PolicyWarning.all(in: policy, of: text, file: "README.md", at: .now) == [])
    }

    @Test func `the sections that are written out fit into it`() throws {
        let smallest = try #require(blocks.first)
        try #require(blocks.count == 3)
        let byPriority = try #require(smallest.firstRange(of: "  by_priority:\n"))
        let end = try #require(smallest.firstRange(of: "\npaging:\n")).lowerBound
        let text = smallest.replacingCharacters(in: byPriority.lowerBound..<end, with: blocks[2]) + "\n" + blocks[1]
        let policy = try PolicyDocument.parse(text, file: "README.md").get()

        #expect(policy.runExamples() == [])
        #expect(policy.staff.rotations.map(\.people) == [["ann", "bob"]])
        #expect(policy.staff.teams.map(\.tiers) == [[1, 2]])
        #expect(policy.pausedBy[.resolution] == [.customer, .vendor])
        #expect(policy.escalation.matrix.count == 1 && policy.escalation.byPriority.count == 2)
    }

    @Test func `every section, metric, trigger, field and measure is named`() throws {
        let sections = try Shipped.allCases.flatMap { shipped in
            try shipped.text().split(separator: "\n").filter { $0.first?.isLetter == true }
                .compactMap { $0.split(separator: ":").first.map(String.init) }
        }
        let names =
            Set(sections + Metric.allCases.map(\.rawValue) + EscalationTrigger.allCases.map(\.rawValue))
            .union(Template.Kind.allCases.map(\.rawValue)).union(Template.Field.allCases.map(\.rawValue))
            .union(Indicator.Measure.allCases.map(\.rawValue)).union(Arrival.allCases.map(\.rawValue))
            .union(Indicator.Dimension.allCases.map(\.rawValue)).union(Survey.Kind.allCases.map(\.rawValue))

        for name in names.sorted() {
            #expect(page.contains("`\(name)`") || page.contains("\n  \(name): {"), "\(name)")
        }
    }

    @Test func `every key that a policy may have is named`() throws {
        let keys = try Self.keysOfReader()
        try #require(keys.count > 130, "the keys are no longer found where they are read")

        for key in keys.sorted() {
            let written = ["\n\(key):", " \(key):", "{\(key):"]
            let isWritten = blocks.contains { block in written.contains { block.contains($0) } }
            #expect(isWritten || page.contains("`\(key)`") || page.contains("`\(key): "), "\(key)")
        }
    }

    @Test func `every date on it is one`() throws {
        let row = try #require(page.split(separator: "\n").first { $0.hasPrefix("| dates |") })
        let dates = row.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }

        #expect(dates.count > 10)
        for date in dates { #expect(DateRule(date) != nil, "\(date)") }
    }

    @Test func `what arrives is due when it says`() throws {
        let policy = try PolicyDocument.parse(#require(blocks.first), file: "README.md").get()
        let office = policy.calendar(named: "office")
        let rows = page.split(separator: "\n").map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let head = try #require(rows.firstIndex { $0.first == "arrives" })
        let targets = rows[head].dropFirst().map { $0.replacing("`", with: "") }
        let lines = rows[(head + 2)...].prefix { $0.count == targets.count + 1 }

        #expect(targets.count == 4 && lines.count == 3)
        for line in lines {
            let from = try Self.moment(line[0], on: "2026-01-08", in: office.zone)
            for (target, due) in zip(targets, line.dropFirst()) {
                let limit = try #require(TargetRange(target), "\(target)").limit
                let countdown = Countdown(from: from, target: limit, calendar: office)
                #expect(try countdown.due == Self.moment(due, on: "2026-01-08", in: office.zone), "\(line): \(target)")
            }
        }
    }

    /// `Fri 09:00`, on that date or within the six days after it.
    private static func moment(_ text: String, on first: String, in zone: Zone) throws -> Date {
        let words = text.split(separator: " ")
        let start = try #require(CivilDate(first)).dayNumber
        let days = (start..<(start + 7)).map(CivilDate.init(dayNumber:))
        let day = try #require(days.first { $0.weekday.shortName == words[0].lowercased() }, "\(text)")
        return try Promise.moment("\(words[0]) \(day) \(words[1])", in: zone)
    }

    /// The keys that the reader's sections know, as its source lists them: `section("name", "tiers")`.
    private static func keysOfReader() throws -> Set<String> {
        let folder = root.appending(path: "Sources/PolicyFile")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == "swift" }.reduce(into: []) { keys, file in
            let source = try String(contentsOf: file, encoding: .utf8)
            for list in source.matches(of: /(?:section\(|Keys = \[)[^()\]]*/) {
                keys.formUnion(list.output.matches(of: /"([a-z_]+)"/).map { String($0.output.1) })
            }
        }
    }
}
