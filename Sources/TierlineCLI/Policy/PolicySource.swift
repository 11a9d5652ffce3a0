import Foundation
import PolicyFile
import SupportDomain
import WorkerRuntime

/// A policy file that was read, and what is to be said about it.
struct PolicySource {
    var file: String
    /// What is stored: the text with the files that it imports.
    var source: String
    /// Nil when there are mistakes.
    var policy: Policy?
    /// One line each: `file:line:column: key: what is wrong`, be it a mistake or an example that comes out otherwise.
    var mistakes: [String]
    /// What is allowed and still looks wrong, likewise.
    var warnings: [String] = []

    /// Reads and checks a file; `-` is standard input.
    ///
    /// - Throws: a ``Refusal`` when it cannot be read.
    init(reading file: String) throws {
        let bytes = try InputFile.bytes(of: file)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            self.file = file
            source = ""
            mistakes = ["\(file):1:1: the file is not UTF-8"]
            return
        }
        let folder = file == "-" ? URL(filePath: ".") : URL(filePath: file).deletingLastPathComponent()
        func contents(of name: String) -> String? {
            try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        self.file = file
        let stored = PolicyImports.resolved(in: text, contents: contents)
        source = stored
        // What was written is checked for its lines' sake; what will be stored must be readable without the files.
        var result = PolicyDocument.parse(text, file: file, importing: contents)
        if case .success = result, text.contains("import:") { result = PolicyDocument.parse(stored, file: file) }
        switch result {
        case .success(let policy):
            let differences = PolicyWarning.differences(in: policy, of: text, file: file).map(\.description)
            self.policy = differences.isEmpty ? policy : nil
            mistakes = differences
            warnings = PolicyWarning.all(in: policy, of: text, file: file, at: .now).map(\.description)
        case .failure(let found):
            policy = nil
            mistakes = found.all.map { $0.description.split(whereSeparator: \.isNewline).joined(separator: " ") }
        }
    }
}
