package import SupportDomain

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
        let yaml = PolicyYAML(text, log: log)
        let root = yaml.root.map { Field(node: $0, path: "", log: log) }
        let policy = root.flatMap { PolicyReader(log: log, importing: importing).policy($0) }
        guard let policy, log.mistakes.isEmpty else {
            let mistakes = log.mistakes.filter { !yaml.isSetAside($0.key) }
            return .failure(PolicyMistakes(mistakes.sorted { ($0.line, $0.column) < ($1.line, $1.column) }))
        }
        return .success(policy)
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
