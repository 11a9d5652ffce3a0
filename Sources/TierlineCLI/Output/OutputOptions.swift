import ArgumentParser
import Foundation

/// What a command answers: as text for people, and as JSON for programs.
protocol Report: Encodable {
    /// The answer for people, without a line feed at its end.
    var text: String { get }
}

/// How a command answers.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Answer in JSON.")
    var isJSON = false

    /// Writes a report to standard output.
    func write(_ report: some Report) {
        let text = isJSON ? JSONReport.text(of: report) : report.text
        guard !text.isEmpty else { return }
        try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    }
}

/// How reports are written as JSON: keys in snake case and in order, times in ISO 8601 and UTC.
enum JSONReport {
    static func text(of value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            preconditionFailure("a report cannot be encoded: \(error)")
        }
    }
}
