/// A setting that cannot be used, in one readable sentence.
package struct SettingError: Error, Hashable, CustomStringConvertible {
    /// The name of the environment variable.
    package var key: String
    /// What is wrong with the value and what would be right; never the value of a secret.
    package var problem: String

    package init(key: String, problem: String) {
        self.key = key
        self.problem = problem
    }

    package var description: String {
        "\(key): \(problem)"
    }
}
