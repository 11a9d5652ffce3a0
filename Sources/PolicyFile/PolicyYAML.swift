import Yams

/// A policy file as YAML sees it.
///
/// A name that stands twice in one place is noted and set aside, so that the rest can be read and checked all the same.
struct PolicyYAML {
    /// Nil for what is not YAML at all, which has been noted.
    let root: Node?
    private let setAside: Set<String>

    init(_ text: String, log: MistakeLog) {
        // Whatever ends a line for YAML; "\r\n" is one Character.
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        var setAside: Set<String> = []
        root = Self.compose(&lines, setAside: &setAside, log: log)
        self.setAside = setAside
    }

    /// Whether a key lies in what was set aside.
    func isSetAside(_ key: String) -> Bool {
        !setAside.isEmpty && key.split(separator: ".").contains { setAside.contains(String($0)) }
    }

    /// Whether a name stands in for one that was there twice.
    static func isStandIn(_ name: String) -> Bool { name.allSatisfy { $0 == "_" } }

    private static func compose(_ lines: inout [String], setAside: inout Set<String>, log: MistakeLog) -> Node? {
        while true {
            do {
                if let node = try Yams.compose(yaml: lines.joined(separator: "\n")) { return node }
                log.add("the file is empty", at: nil, key: "")
                return nil
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                guard let name = names.first, !setAside.contains(name) else { return nil }
                let again = place(of: name, after: context.mark, in: lines)
                let first = again == nil ? "" : "; the first is in line \(context.mark.line)"
                let (line, column) = again ?? (context.mark.line, context.mark.column)
                log.add("'\(name)' stands here a second time\(first)", line: line, column: column, key: name)
                guard again != nil else { return nil }
                var stand = String(repeating: "_", count: name.count)
                while setAside.contains(stand) { stand += "_" }
                setAside.insert(stand)
                let text = lines[line - 1]
                let start = text.index(text.startIndex, offsetBy: column - 1)
                lines[line - 1] = text.replacing(
                    name,
                    with: stand,
                    subrange: start..<text.endIndex,
                    maxReplacements: 1
                )
            } catch let error as YamlError {
                let (message, mark) = explanation(of: error, in: lines)
                log.add(message, at: mark, key: "")
                return nil
            } catch {
                log.add("this is not YAML: \(error)", at: nil, key: "")
                return nil
            }
        }
    }

    /// Where a name of a mapping stands again, on a line of its own or, between braces, on the same one.
    private static func place(of name: String, after mark: Mark, in lines: [String]) -> (line: Int, column: Int)? {
        guard !name.isEmpty else { return nil }
        for (index, line) in lines.enumerated().dropFirst(mark.line) {
            let rest = line.drop { $0 == " " }
            if rest.isEmpty || rest.hasPrefix("#") { continue }
            let column = line.count - rest.count + 1
            if column < mark.column { break }
            if column == mark.column, rest.isKey(name) { return (index + 1, column) }
        }
        guard lines.indices.contains(mark.line - 1) else { return nil }
        let line = lines[mark.line - 1]
        let after = line.index(line.startIndex, offsetBy: min(mark.column - 1 + name.count, line.count))
        let again = line.indices[after...].first { index in
            let before = index > line.startIndex ? line[line.index(before: index)] : " "
            return (before == " " || before == "," || before == "{") && line[index...].isKey(name)
        }
        return again.map { (mark.line, line.distance(from: line.startIndex, to: $0) + 1) }
    }

    private static func explanation(of error: YamlError, in lines: [String]) -> (String, Mark?) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let line = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : ""
            return ("this is not YAML: \(problem)\(advice(on: line, problem, mark, within: context?.mark))", mark)
        default: return ("this is not YAML: \(error)", nil)
        }
    }

    /// What people do wrong most often, if the line looks like it.
    private static func advice(on line: String, _ problem: String, _ mark: Mark, within outer: Mark?) -> String {
        if line.prefix(while: \.isWhitespace).contains("\t") { return "; indent with spaces, not with tabs" }
        let value = line.firstRange(of: ": ").map { line[$0.upperBound...].drop { $0 == " " } } ?? ""
        if value.hasPrefix("{{") { return "; write a text with {{…}} in quotes: \"\(value)\"" }
        if value.contains(": "), !value.contains("\""), !value.contains("'") {
            return "; write a text with ': ' in it in quotes"
        }
        guard let outer, outer.line < mark.line else { return "" }
        return
            "; it belongs to what begins in line \(outer.line): is something there not closed, or indented otherwise?"
    }
}

extension Substring {
    /// Whether it begins with a name and a colon, as YAML lets people write them: `name:`, `name :` or `"name":`.
    fileprivate func isKey(_ name: String) -> Bool {
        [name, "\"\(name)\"", "'\(name)'"].contains { written in
            hasPrefix(written) && dropFirst(written.count).drop { $0 == " " }.hasPrefix(":")
        }
    }
}
