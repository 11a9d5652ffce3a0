/// Something that a new version of a policy says otherwise, in words a support lead can check.
package struct PolicyChange: Hashable, Sendable, CustomStringConvertible {
    /// What it is about, such as `target 'high': first response`.
    package let subject: String
    /// What becomes of it: `4 business hours becomes 2 business hours`.
    package let change: String

    package var description: String { "\(subject): \(change)" }
}

extension Policy {
    /// What another version says otherwise, in the order of the file; empty if they mean the same.
    package func changes(in other: Policy) -> [PolicyChange] {
        let old = statements
        let new = other.statements
        let oldBySubject = Dictionary(old.map { ($0.subject, $0.value) }) { first, _ in first }
        let newBySubject = Dictionary(new.map { ($0.subject, $0.value) }) { first, _ in first }
        let changed = new.compactMap { statement -> PolicyChange? in
            guard let before = oldBySubject[statement.subject] else {
                return PolicyChange(subject: statement.subject, change: "new: \(statement.value.words)")
            }
            guard before != statement.value else { return nil }
            return PolicyChange(subject: statement.subject, change: statement.value.words(after: before))
        }
        let gone = old.filter { newBySubject[$0.subject] == nil }.map {
            PolicyChange(subject: $0.subject, change: "no longer: \($0.value.words)")
        }
        return changed + gone
    }
}

/// One thing that a policy says.
struct PolicyStatement {
    enum Value: Equatable {
        case text(String)
        /// Of which single items come and go, in any order.
        case items([String])
        /// A text too long to be quoted.
        case wording(String)
    }

    let subject: String
    let value: Value

    init(_ subject: String, _ text: String) {
        (self.subject, value) = (subject, .text(text))
    }

    init(_ subject: String, items: some Sequence<String>) {
        (self.subject, value) = (subject, .items(Set(items).sorted()))
    }

    init(_ subject: String, wording: String) {
        (self.subject, value) = (subject, .wording(wording))
    }

    /// Nil where there is nothing to say.
    init?(_ subject: String, _ value: (some CustomStringConvertible)?) {
        guard let value else { return nil }
        self.init(subject, "\(value)")
    }
}

extension PolicyStatement.Value {
    var words: String {
        switch self {
        case .text(let text): text
        case .items(let items): items.isEmpty ? "none" : items.joined(separator: ", ")
        case .wording: "a text of its own"
        }
    }

    func words(after old: Self) -> String {
        guard case .items(let before) = old, case .items(let after) = self else {
            if case .wording = self { return "the text is another" }
            return "\(old.words) becomes \(words)"
        }
        let added = after.filter { !before.contains($0) }
        let removed = before.filter { !after.contains($0) }
        return [
            added.isEmpty ? nil : "now also \(added.joined(separator: ", "))",
            removed.isEmpty ? nil : "no longer \(removed.joined(separator: ", "))",
        ]
        .compactMap(\.self).joined(separator: "; ")
    }
}
