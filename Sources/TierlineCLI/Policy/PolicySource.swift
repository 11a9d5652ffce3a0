import Foundation
import PolicyFile
import SupportDomain
import WorkerRuntime

/// A policy file that was read, and what is to be said about it.
struct PolicySource {
    var file: String
    var source: String
    /// Nil when there are mistakes.
    var policy: Policy?
    /// One line each: `file:line:column: what is wrong`, or an example that comes out otherwise.
    var mistakes: [String]

    /// Reads and checks a file; `-` is standard input.
    ///
    /// - Throws: a ``Refusal`` when it cannot be read.
    init(reading file: String) throws {
        let bytes = try InputFile.bytes(of: file)
        guard let source = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(.dataError, "\(file): the file is not UTF-8")
        }
        self.file = file
        self.source = source
        switch PolicyDocument.parse(source, file: file) {
        case .success(let policy):
            let differences = policy.runExamples().map { difference in
                "\(file): example '\(difference.example)': \(difference.what) should be \(difference.expected), "
                    + "and is \(difference.actual)"
            }
            self.policy = differences.isEmpty ? policy : nil
            mistakes = differences
        case .failure(let found):
            policy = nil
            mistakes = "\(found)".split(separator: "\n").map(String.init)
        }
    }
}
