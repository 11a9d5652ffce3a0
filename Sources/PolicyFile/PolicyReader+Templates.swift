import SupportDomain
import Yams

extension PolicyReader {
    func templates(_ field: Field) -> [Template.Kind: Template] {
        var templates: [Template.Kind: Template] = [:]
        for (key, value) in field.entries() {
            let kind = key.name(of: "template", among: Template.Kind.allCases.map(\.rawValue))
                .flatMap(Template.Kind.init(rawValue:))
            let section = value.section("subject", "body")
            let subject = section?.required("subject").flatMap(parts)
            let body = section?.required("body").flatMap(parts)
            guard let kind, let subject, let body else { continue }
            templates[kind] = Template(subject: subject, body: body)
        }
        for kind in Template.Kind.allCases
        where !kind.isOptional && templates[kind] == nil && !field.entryNames.contains(kind.rawValue) {
            field.wrong("the template '\(kind.rawValue)' is missing; write its 'subject' and 'body'")
        }
        return templates
    }

    private func parts(_ field: Field) -> [Template.Part]? {
        guard let text = field.text() else { return nil }
        do throws(Template.PlaceholderErrors) {
            return try Template.parts(of: text).get()
        } catch {
            var rest = Self.placeholders(of: text)[...]
            for mistake in error.all {
                switch mistake {
                case .notClosed:
                    rest = rest.drop { $0.name != nil }
                    field.wrong("a '{{' is not closed with '}}'", at: rest.first?.place, of: text)
                case .unknown(let name):
                    rest = rest.drop { $0.name != name }
                    let hint = NearestName.hint(for: name, among: Template.Field.allCases.map(\.rawValue))
                    field.wrong("there is no field '{{\(name)}}'; \(hint)", at: rest.popFirst()?.place, of: text)
                }
            }
            return nil
        }
    }

    /// Where placeholders begin, in their order, and what they name: nothing if they are not closed.
    private static func placeholders(of text: String) -> [(place: String.Index, name: String?)] {
        var found: [(place: String.Index, name: String?)] = []
        var rest = text[...]
        while let opening = rest.firstRange(of: "{{") {
            rest = rest[opening.upperBound...]
            let closing = rest.firstRange(of: "}}")
            found.append((opening.lowerBound, closing.map { rest[..<$0.lowerBound].filter { $0 != " " } }))
            guard let closing else { break }
            rest = rest[closing.upperBound...]
        }
        return found
    }
}

extension Field {
    /// Notes a mistake at its line where the text is a block with lines of its own, and else at the text.
    fileprivate func wrong(_ message: String, at place: String.Index?, of text: String) {
        guard let place, let mark = node.mark, node.scalar?.style == .literal else { return wrong(message) }
        let line = mark.line + 1 + text[..<place].count { $0.isNewline }
        log.add(message, line: line, column: 1, key: path)
    }
}
