/// A text that customers or people on call get, with `{{fields}}` to fill in.
package struct Template: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case acknowledgement
        case reply
        case statusUpdate = "status_update"
        case resolution, escalation, rerouted, page, warning
        /// Says that a ticket goes on in another one.
        case merged

        /// Whether a policy may do without it; nobody is told then.
        package var isOptional: Bool { self == .merged }
    }

    /// What can be filled in.
    package enum Field: String, Hashable, Sendable, CaseIterable {
        case ticket, subject, priority, category, tier, team, plan, manager, status
        case customerName = "customer_name"
        case programme
        case due
        case respondBy = "respond_by"
        case resolveBy = "resolve_by"
        case text
        case agent, reason, channel
        /// The ticket in which a merged one goes on.
        case into
        case supportAddress = "support_address"
    }

    package let subject: [Part]
    package let body: [Part]

    package enum Part: Hashable, Sendable {
        case text(String)
        case field(Field)
    }

    /// The body, line by line.
    private let lines: [[Part]]

    package init(subject: [Part], body: [Part]) {
        self.subject = subject
        self.body = body
        var lines: [[Part]] = [[]]
        for part in body {
            guard case .text(let text) = part else {
                lines[lines.count - 1].append(part)
                continue
            }
            for (index, piece) in text.utf8.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
                if index > 0 { lines.append([]) }
                if !piece.isEmpty { lines[lines.count - 1].append(.text(String(Substring(piece)))) }
            }
        }
        self.lines = lines
    }

    /// As it is written, line by line, the subject first; without blank lines at its end, which nobody sees.
    var written: [String] {
        func text(_ parts: [Part]) -> String {
            parts.map { part in
                switch part {
                case .text(let text): text
                case .field(let field): "{{\(field.rawValue)}}"
                }
            }
            .joined()
        }
        let title = text(subject)
        var body = lines.map(text)
        while body.last?.isEmpty == true { body.removeLast() }
        return title.isEmpty ? body : [title] + body
    }

    /// Reads text with `{{field}}` placeholders; names all that are wrong.
    package static func parts(of text: String) -> Result<[Part], PlaceholderErrors> {
        var parts: [Part] = []
        var errors: [PlaceholderError] = []
        var rest = text[...]
        while let opening = rest.firstRange(of: "{{") {
            if opening.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<opening.lowerBound]))) }
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: "}}") else {
                errors.append(.notClosed)
                break
            }
            let name = rest[..<closing.lowerBound].filter { $0 != " " }
            if let field = Field(rawValue: name) { parts.append(.field(field)) } else { errors.append(.unknown(name)) }
            rest = rest[closing.upperBound...]
        }
        guard errors.isEmpty else { return .failure(PlaceholderErrors(all: errors)) }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        return .success(parts)
    }

    /// What is wrong with the placeholders of a text, in their order.
    package struct PlaceholderErrors: Error, Hashable {
        package let all: [PlaceholderError]
    }

    package enum PlaceholderError: Hashable, Sendable {
        case notClosed
        case unknown(String)
    }

    /// Fills the fields in; one without a value becomes nothing, and so does a line of several in the body whose fields all
    /// have none: `An answer by:` says nothing.
    ///
    /// Values are data: they cannot bring in fields of their own. In the subject, and for every field but `text`,
    /// line breaks and control characters become spaces, so that no value can forge a header or a line of the text.
    ///
    /// - Parameter value: is asked for each field where it stands; nil for one that has no value.
    /// - Returns: the subject, on one line, and the body.
    package func render(_ value: (Field) -> String?) -> (subject: String, body: String) {
        let filled = lines.map { Self.fill($0, with: value) }
        let kept = filled.count == 1 ? filled : filled.filter { !$0.isVoid }
        return (
            Self.oneLine(Self.fill(subject, with: value).text), kept.map(\.text).joined(separator: "\n")
        )
    }

    /// `isVoid` where there are fields, and none of them has a value.
    private static func fill(_ parts: [Part], with value: (Field) -> String?) -> (text: String, isVoid: Bool) {
        var filled = ""
        var (hasField, hasValue) = (false, false)
        for part in parts {
            guard case .field(let field) = part else {
                if case .text(let text) = part { filled += text }
                continue
            }
            hasField = true
            guard let found = value(field) else { continue }
            hasValue = true
            filled += field == .text ? found : oneLine(found)
        }
        return (filled, hasField && !hasValue)
    }

    private static func oneLine(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return text }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.map { isControl($0) ? " " : String($0) }.joined()
            .split(separator: " ").joined(separator: " ")
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        // The controls are C0, delete and C1; looking the category up in Unicode's tables costs more than all the rest.
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }
}
