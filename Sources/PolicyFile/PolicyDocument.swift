package import SupportDomain
import Yams

/// Policies as people write them: one YAML file for each support programme.
package enum PolicyDocument {
    /// Reads a policy, or says everything that is wrong with it.
    ///
    /// - Parameters:
    ///   - text: the file's contents.
    ///   - file: its name, for the mistakes.
    ///   - importing: answers the contents of a file beside the policy, by its name. Without it a policy may import
    ///     nothing, as one that has been applied does: see ``PolicyImports``.
    /// - Returns: the policy, with version 0; or the mistakes in the order of their lines, at least one.
    package static func parse(
        _ text: String,
        file: String,
        importing: ((String) -> String?)? = nil
    ) -> Result<Policy, PolicyMistakes> {
        let log = MistakeLog(file: file)
        let policy = root(of: text, log: log).flatMap { PolicyReader(log: log, importing: importing).policy($0) }
        guard let policy, log.mistakes.isEmpty else {
            let mistakes = log.mistakes.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
            return .failure(PolicyMistakes(mistakes))
        }
        return .success(policy)
    }

    private static func root(of text: String, log: MistakeLog) -> Field? {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                log.add("the file is empty", at: nil, key: "")
                return nil
            }
            return Field(node: node, path: "", log: log)
        } catch let error as YamlError {
            let (message, mark) = explanation(of: error)
            log.add(message, at: mark, key: "")
        } catch {
            log.add("this is not YAML: \(error)", at: nil, key: "")
        }
        return nil
    }

    private static func explanation(of error: YamlError) -> (String, Mark?) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ("this is not YAML: \(problem)", mark)
        case .duplicatedKeysInMapping(let duplicates, let context):
            ("the same name stands here twice: \(duplicates.joined(separator: ", "))", context.mark)
        default: ("this is not YAML: \(error)", nil)
        }
    }
}

/// Everything that is wrong with a policy file.
package struct PolicyMistakes: Error, Hashable, Sendable, CustomStringConvertible {
    package let all: [PolicyMistake]

    package init(_ all: [PolicyMistake]) {
        self.all = all
    }

    package var description: String { all.map(\.description).joined(separator: "\n") }
}
