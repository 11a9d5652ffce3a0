import Foundation
import PolicyFile
import SupportDomain
import Testing

/// The page for those who write policies is true.
struct AuthorsPageTests {
    private let page: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        page = try String(contentsOf: root.appending(path: "deploy/policies/README.md"), encoding: .utf8)
    }

    @Test func `the smallest whole policy is one, without a warning, and its examples come out`() throws {
        let start = try #require(page.firstRange(of: "```yaml\n")).upperBound
        let end = try #require(page[start...].firstRange(of: "```\n")).lowerBound
        let text = String(page[start..<end])
        let policy = try PolicyDocument.parse(text, file: "README.md").get()

        #expect(policy.runExamples() == [])
        #expect(policy.examples.count == 2)
        #expect(PolicyWarning.all(in: policy, of: text, file: "README.md", at: .now) == [])
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

        for name in names.sorted() {
            #expect(page.contains("`\(name)`") || page.contains("\n  \(name): {"), "\(name)")
        }
    }
}
