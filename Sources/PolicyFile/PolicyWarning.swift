package import Foundation
package import SupportDomain
import Yams

/// Something in a policy file that is allowed and still looks wrong, and where.
package struct PolicyWarning: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1.
    package let column: Int
    /// The way to it through the file, such as `plans.standard`.
    package let key: String
    package let message: String

    package var description: String { "\(file):\(line):\(column): warning: \(key): \(message)" }

    /// What a policy says that it hardly means, from `now` on, in the order of the lines of the file it was read from.
    package static func all(in policy: Policy, of text: String, file: String, at now: Date) -> [PolicyWarning] {
        let root = try? Yams.compose(yaml: text)
        let suspicions = policy.suspicions(at: now) + (root.map(RepeatedDates.suspicions) ?? [])
        return suspicions.map { suspicion in
            let mark = root.flatMap { Self.mark(of: suspicion.key, in: $0) }
            return PolicyWarning(
                file: file,
                line: mark?.line ?? 1,
                column: mark?.column ?? 1,
                key: suspicion.key,
                message: suspicion.message
            )
        }
        .sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    /// What a policy's own examples expect otherwise than it says, in the order of the lines of the file.
    package static func differences(in policy: Policy, of text: String, file: String) -> [PolicyMistake] {
        let root = try? Yams.compose(yaml: text)
        return policy.runExamples().map { difference in
            let mark = root.flatMap { Self.mark(of: difference.key, in: $0) }
            return PolicyMistake(
                file: file,
                line: mark?.line ?? 1,
                column: mark?.column ?? 1,
                key: difference.key,
                message: "example '\(difference.example)': \(difference.what) should be \(difference.expected), and is "
                    + difference.actual
            )
        }
        .sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    /// Where the value at a path such as `targets[3].resolution` stands, or as much of the path as there is.
    private static func mark(of path: String, in root: Node) -> Mark? {
        var node = root
        for part in path.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }).map(String.init) {
            if let sequence = node.sequence, let position = Int(part), sequence.indices.contains(position - 1) {
                node = sequence[position - 1]
            } else if let value = node.mapping?[Node(part)] {
                node = value
            } else {
                break
            }
        }
        return node.mark
    }
}
