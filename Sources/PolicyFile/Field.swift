import Yams

/// Collects what is wrong with a file, so that all of it can be told at once.
final class MistakeLog {
    let file: String
    private(set) var mistakes: [PolicyMistake] = []

    init(file: String) {
        self.file = file
    }

    func add(_ message: String, at mark: Mark?, key: String) {
        add(message, line: mark?.line ?? 1, column: mark?.column ?? 1, key: key)
    }

    func add(_ message: String, line: Int, column: Int, key: String) {
        let mistake = PolicyMistake(file: file, line: line, column: column, key: key, message: message)
        if !mistakes.contains(mistake) { mistakes.append(mistake) }
    }
}

/// A value in the file, with where it stands; reading it wrongly is noted and answers nil.
struct Field {
    let node: Node
    /// The way to it: `plans.standard.calendar`.
    let path: String
    let log: MistakeLog

    func wrong(_ message: String) {
        log.add(message, at: node.mark, key: path)
    }

    /// The text of a scalar as it stands; nil for a list or mapping.
    var plainText: String? { node.scalar?.string }

    var isTrue: Bool { plainText.flatMap { Self.truths[$0.lowercased()] } ?? false }

    var isEmptyList: Bool { node.sequence?.isEmpty ?? false }

    /// The names of a mapping's entries, those of entries with mistakes included, so that one does not cause others.
    var entryNames: Set<String> {
        let names = node.mapping?.keys.compactMap { $0.scalar?.string } ?? []
        return Set(names.filter { !PolicyYAML.isStandIn($0) })
    }

    /// The text of a scalar; an empty one, or a list or mapping, is a mistake.
    func text(_ expected: String = "a text") -> String? {
        guard let scalar = node.scalar, !scalar.string.isEmpty, scalar.string != "~" else {
            wrong(placeholder.map { "write a text with {{…}} in quotes: \"\($0)\"" } ?? "write \(expected) here")
            return nil
        }
        return scalar.string
    }

    /// What was meant by a text that is nothing but a field: `{{text}}` without quotes is a mapping of a mapping.
    private var placeholder: String? {
        (node.mapping?.keys.first?.mapping?.keys.first?.scalar?.string).map { "{{\($0)}}" }
    }

    /// What `parse` makes of the text; nil from it is a mistake, and `expected` says what would be right.
    func parsed<Value>(_ expected: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = text(expected) else { return nil }
        guard let value = parse(text) else {
            wrong("'\(text)' cannot be read; write \(expected)")
            return nil
        }
        return value
    }

    func int(_ range: ClosedRange<Int>) -> Int? {
        parsed("a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func bool() -> Bool? {
        parsed("true or false") { Self.truths[$0.lowercased()] }
    }

    private static let truths = ["true": true, "yes": true, "false": false, "no": false]

    /// A web address.
    func url() -> String? {
        parsed("a web address, such as https://status.example.com") { text in
            let rest = ["https://", "http://"].first { text.hasPrefix($0) }.map { text.dropFirst($0.count) }
            guard let host = rest?.prefix(while: { $0 != "/" }), !host.isEmpty, !text.contains(" ") else { return nil }
            return text
        }
    }

    /// One of some names; another one is a mistake that names the nearest, or all the priorities, few and alike.
    ///
    /// Where the section that every file has could not be read at all, that has been noted, and its names are not missed.
    func name(of kind: String, among names: some Collection<String>) -> String? {
        guard let text = text("a \(kind)") else { return nil }
        guard names.contains(text) else {
            if names.isEmpty, ["calendar", "plan", "priority", "category"].contains(kind), !log.mistakes.isEmpty {
                return nil
            }
            let hint = kind == "priority" ? NearestName.list(of: names) : NearestName.hint(for: text, among: names)
            wrong("there is no \(kind) '\(text)'; \(hint)")
            return nil
        }
        return text
    }

    /// The items of a list; a single value stands for a list of one.
    func items() -> [Field] {
        guard let sequence = node.sequence else { return [self] }
        return sequence.enumerated().map { Field(node: $1, path: "\(path)[\($0 + 1)]", log: log) }
    }

    /// The entries of a mapping whose keys are names that the file chooses.
    func entries() -> [(key: Field, value: Field)] {
        guard let mapping = node.mapping else {
            wrong("write entries with a name each here, such as 'name: ...'")
            return []
        }
        return mapping.map { key, value in
            let name = key.scalar?.string ?? "?"
            let path = path.isEmpty ? name : "\(path).\(name)"
            return (Field(node: key, path: path, log: log), Field(node: value, path: path, log: log))
        }
    }

    /// A mapping with the keys that are known here; others are noted.
    func section(_ known: String...) -> Section? { section(known) }

    func section(_ known: [String]) -> Section? {
        guard let mapping = node.mapping else {
            wrong("write \(known.prefix(3).joined(separator: ", ")) … here, each on a line of its own")
            return nil
        }
        var misspelt: [String: String] = [:]
        for key in mapping.keys {
            let name = key.scalar?.string ?? "?"
            guard !known.contains(name) else { continue }
            log.add(
                "'\(name)' is not known here; \(NearestName.hint(for: name, among: known))",
                at: key.mark,
                key: path.isEmpty ? name : "\(path).\(name)"
            )
            if !PolicyYAML.isStandIn(name), let meant = NearestName.of(name, among: known), misspelt[meant] == nil,
                mapping[Node(meant)] == nil
            {
                misspelt[meant] = name
            }
        }
        return Section(field: self, mapping: mapping, misspelt: misspelt)
    }
}

/// A mapping whose keys are known.
struct Section {
    let field: Field
    let mapping: Node.Mapping
    /// What stands there for keys that are not, and was probably meant to be them; that has been noted.
    private let misspelt: [String: String]

    init(field: Field, mapping: Node.Mapping, misspelt: [String: String] = [:]) {
        self.field = field
        self.mapping = mapping
        self.misspelt = misspelt
    }

    /// A mapping as it is, whatever its keys; nil for what is none.
    init?(of field: Field) {
        guard let mapping = field.node.mapping else { return nil }
        self.init(field: field, mapping: mapping)
    }

    /// The value of a key, if it is there, or of one that is misspelt, so that one mistake does not cause others.
    subscript(_ key: String) -> Field? {
        let key = misspelt[key] ?? key
        guard let value = mapping[Node(key)] else { return nil }
        let path = field.path.isEmpty ? key : "\(field.path).\(key)"
        return Field(node: value, path: path, log: field.log)
    }

    /// The value of a key; its absence is a mistake of what it is missing from, at the root of the key itself.
    ///
    /// Where the value is more than any text, an example tells what it looks like.
    func required(_ key: String, example: String? = nil) -> Field? {
        if let value = self[key] { return value }
        let hint = example.map { "; write for example '\(key): \($0)'" } ?? ""
        field.log.add("'\(key)' is missing\(hint)", at: field.node.mark, key: field.path.isEmpty ? key : field.path)
        return nil
    }

    /// Notes lists without items: some would take them for no condition, and others for one that never holds.
    func refuseEmptyLists(_ keys: [String]) {
        for key in keys where self[key]?.isEmptyList == true {
            self[key]?.wrong("the list is empty; name something, or leave '\(key)' out")
        }
    }

    func names(_ key: String, of kind: String, among names: some Collection<String>) -> [String]? {
        self[key]?.items().compactMap { $0.name(of: kind, among: names) }
    }
}

extension String {
    /// With a hyphen for each dash that word processors put between two figures: `24–48 hours`.
    var withHyphens: String {
        String(map { (letter: Character) -> Character in "–—−‑".contains(letter) ? "-" : letter })
    }
}
