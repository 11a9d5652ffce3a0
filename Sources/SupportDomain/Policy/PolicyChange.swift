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
                guard statement.value.saysSomething else { return nil }
                return PolicyChange(subject: statement.subject, change: "new: \(statement.value.words)")
            }
            guard before != statement.value else { return nil }
            return PolicyChange(subject: statement.subject, change: statement.value.words(after: before))
        }
        let gone = old.filter { newBySubject[$0.subject] == nil && $0.value.saysSomething }.map {
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
        /// A text too long to be quoted whole, line by line.
        case wording([String])
    }

    let subject: String
    let value: Value

    init(_ subject: String, _ text: String) {
        (self.subject, value) = (subject, .text(text))
    }

    init(_ subject: String, items: some Sequence<String>) {
        (self.subject, value) = (subject, .items(Set(items).sorted()))
    }

    init(_ subject: String, wording lines: [String]) {
        (self.subject, value) = (subject, .wording(lines))
    }

    /// Nil where there is nothing to say.
    init?(_ subject: String, _ value: (some CustomStringConvertible)?) {
        guard let value else { return nil }
        self.init(subject, "\(value)")
    }
}

extension PolicyStatement.Value {
    /// Whether it is worth a word of something that is new or gone; a rule that is new asks for many things not.
    fileprivate var saysSomething: Bool {
        switch self {
        case .items(let items): !items.isEmpty
        case .text(let text): text != "either"
        case .wording: true
        }
    }

    var words: String {
        switch self {
        case .text(let text): text
        case .items(let items): items.isEmpty ? "none" : items.joined(separator: ", ")
        case .wording: "a text of its own"
        }
    }

    func words(after old: Self) -> String {
        switch (old, self) {
        case (.items(let before), .items(let after)):
            let added = after.filter { !before.contains($0) }
            let removed = before.filter { !after.contains($0) }
            return [Self.list("now also", added), Self.list("no longer", removed)].compactMap(\.self)
                .joined(separator: "; ")
        case (.wording(let before), .wording(let after)):
            return Self.rewording(from: before, to: after)
        default:
            return "\(old.words) becomes \(words)"
        }
    }

    /// Says which lines come and go, each as often as it does; blank ones are only counted.
    private static func rewording(from before: [String], to after: [String]) -> String {
        let difference = after.filter { !$0.isEmpty }.difference(from: before.filter { !$0.isEmpty })
        var removed = difference.removals.map(\.line)
        var added: [String] = []
        for line in difference.insertions.map(\.line) {
            // What goes in one place and comes in another has only moved.
            if let place = removed.firstIndex(of: line) { removed.remove(at: place) } else { added.append(line) }
        }
        let hasMoved = added.count < difference.insertions.count
        let said = [
            list("now says", added.map { "'\($0)'" }),
            list("no longer", removed.map { "'\($0)'" }),
            blankLines(after.count(where: \.isEmpty) - before.count(where: \.isEmpty)),
        ]
        .compactMap(\.self)
        guard !said.isEmpty else { return "the lines are in another order" }
        return (said + (hasMoved ? ["the others are in another order"] : [])).joined(separator: "; ")
    }

    private static func list(_ verb: String, _ things: [String]) -> String? {
        things.isEmpty ? nil : "\(verb) \(things.joined(separator: ", "))"
    }

    private static func blankLines(_ more: Int) -> String? {
        switch more {
        case 0: nil
        case 1: "a blank line more"
        case -1: "a blank line less"
        case 2...: "\(more) blank lines more"
        default: "\(-more) blank lines less"
        }
    }
}

extension CollectionDifference.Change where ChangeElement == String {
    fileprivate var line: String {
        switch self {
        case .insert(_, let line, _), .remove(_, let line, _): line
        }
    }
}
