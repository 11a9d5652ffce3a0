import SupportDomain

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
            field.wrong("the template '\(kind.rawValue)' is missing")
        }
        return templates
    }

    private func parts(_ field: Field) -> [Template.Part]? {
        guard let text = field.text() else { return nil }
        switch Template.parts(of: text) {
        case .success(let parts): return parts
        case .failure(.notClosed): field.wrong("a '{{' is not closed with '}}'")
        case .failure(.unknown(let name)):
            let hint = NearestName.hint(for: name, among: Template.Field.allCases.map(\.rawValue))
            field.wrong("there is no field '{{\(name)}}'; \(hint)")
        }
        return nil
    }
}
