/// Something in a policy file that has to be put right, and where.
package struct PolicyMistake: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1.
    package let column: Int
    /// The way to it through the file, such as `plans.standard.calendar`; empty for the file as a whole.
    package let key: String
    /// What is wrong and, where it is known, what would be right.
    package let message: String

    package var description: String {
        "\(file):\(line):\(column): \(key.isEmpty ? "" : "\(key): ")\(message)"
    }
}
