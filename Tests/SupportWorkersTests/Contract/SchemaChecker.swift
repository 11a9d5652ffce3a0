import Foundation

/// Checks values against the part of JSON Schema that the contract uses; any other keyword is a problem of its own.
struct SchemaChecker {
    let document: JSONValue

    /// One line for each thing in which the value is not what the schema says.
    func problems(of value: JSONValue, against schema: JSONValue, at path: String = "$") -> [String] {
        schema.object.sorted { $0.key < $1.key }.flatMap { keyword, rule in
            problems(of: value, keyword: keyword, rule: rule, at: path)
        }
    }

    private func problems(of value: JSONValue, keyword: String, rule: JSONValue, at path: String) -> [String] {
        func unless(_ isFine: Bool, _ problem: String) -> [String] { isFine ? [] : ["\(path): \(problem)"] }

        switch keyword {
        case "$ref":
            guard let target = rule.string.flatMap(resolve) else { return ["\(path): \(rule) leads nowhere"] }
            return problems(of: value, against: target, at: path)
        case "type":
            return unless(value.isOfType(rule.string ?? ""), "is not of type \(rule.string ?? "?")")
        case "enum":
            return unless(rule.array.contains(value), "is none of \(rule.strings)")
        case "const":
            return unless(rule == value, "is not \(rule)")
        case "format":
            return unless(value.string.map { isOfFormat(rule.string ?? "", $0) } ?? true, "is no \(rule.string ?? "?")")
        case "required":
            return rule.strings.flatMap { unless(value[$0] != nil, "lacks '\($0)'") }
        case "properties":
            return rule.object.sorted { $0.key < $1.key }.flatMap { name, schema in
                value[name].map { problems(of: $0, against: schema, at: "\(path).\(name)") } ?? []
            }
        case "items":
            return value.array.enumerated().flatMap { index, item in
                problems(of: item, against: rule, at: "\(path)[\(index)]")
            }
        case "minimum", "maximum", "minLength", "maxLength":
            let size = keyword.hasSuffix("Length") ? value.string?.unicodeScalars.count : value.int
            guard let size, let bound = rule.int else { return [] }
            return unless(keyword.hasPrefix("min") ? size >= bound : size <= bound, "breaks \(keyword) \(bound)")
        case "title", "description", "examples", "default":
            return []
        default:
            return ["\(path): the checker does not know the keyword '\(keyword)'"]
        }
    }

    /// What a `$ref` such as `#/components/schemas/Person` refers to.
    func resolve(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(document) { $0?[String($1)] }
    }

    private func isOfFormat(_ format: String, _ text: String) -> Bool {
        switch format {
        case "uuid": UUID(uuidString: text) != nil
        case "date-time": text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/) != nil
        default: false
        }
    }
}

extension JSONValue {
    fileprivate func isOfType(_ name: String) -> Bool {
        switch (name, self) {
        case ("object", .object), ("array", .array), ("string", .string), ("integer", .int), ("boolean", .bool),
            ("number", .int), ("number", .double), ("null", .null):
            true
        default: false
        }
    }
}
