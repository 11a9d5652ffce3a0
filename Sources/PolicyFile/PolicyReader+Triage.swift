import SupportDomain
import Yams

extension PolicyReader {
    func triageRules(_ field: Field, names: Names) -> TriageRules? {
        guard
            let section = field.section(
                "categories",
                "default_category",
                "priorities",
                "default_priority",
                "matrix",
                "escalations"
            )
        else { return nil }
        let fallback = section.required("default_category").flatMap { field in
            field.section("category", "subcategory", "issue_type").flatMap { outcome($0, names: names) }
        }
        let categories = rules(section.required("categories")) { item -> CategoryRule? in
            guard let section = item.section(Self.matchKeys + ["category", "subcategory", "issue_type"]) else {
                return nil
            }
            let match = match(section, names: names)
            let outcome = outcome(section, names: names)
            guard let id = section.required("id")?.text(), let match, let outcome else { return nil }
            return CategoryRule(id: id, match: match, outcome: outcome)
        }
        let priorities = rules(section.required("priorities")) { item -> PriorityRule? in
            guard let section = item.section(Self.matchKeys + ["priority", "categories"]) else { return nil }
            let match = match(section, names: names)
            let priority = section.required("priority", example: names.priorities.min()).flatMap {
                self.priority($0, names: names)
            }
            section.refuseEmptyLists(["categories"])
            let categories = section.names("categories", of: "category", among: names.categoryIDs) ?? []
            guard let id = section.required("id")?.text(), let match, let priority else { return nil }
            return PriorityRule(id: id, match: match, categories: Set(categories), priority: priority)
        }
        let escalations = rules(section["escalations"]) { item -> EscalationPhraseRule? in
            guard let section = item.section(Self.matchKeys + ["trigger"]) else { return nil }
            let match = match(section, names: names)
            let trigger = section.required("trigger", example: "customer_request").flatMap(trigger)
            guard let id = section.required("id")?.text(), let match, let trigger else { return nil }
            return EscalationPhraseRule(id: id, match: match, trigger: trigger)
        }
        let priority = section.required("default_priority", example: names.priorities.max()).flatMap {
            self.priority($0, names: names)
        }
        let matrix = section["matrix"].map { self.matrix($0, names: names) } ?? [:]
        guard let fallback, let priority else { return nil }
        return TriageRules(
            categories: categories,
            defaultCategory: fallback,
            priorities: priorities,
            defaultPriority: priority,
            escalations: escalations,
            matrix: matrix
        )
    }

    /// A row for each impact, with the priority of each urgency.
    private func matrix(_ field: Field, names: Names) -> [String: [String: Priority]] {
        var matrix: [String: [String: Priority]] = [:]
        for (impact, row) in field.entries() {
            for (urgency, value) in row.entries() {
                let impact = impact.text()
                let urgency = urgency.text()
                let priority = priority(value, names: names)
                guard let impact, let urgency else { continue }
                matrix[impact.lowercased(), default: [:]][urgency.lowercased()] = priority
            }
        }
        return matrix
    }

    /// The rules of a list; two of the same id are a mistake, whatever else is wrong with them.
    func rules<Rule>(_ field: Field?, _ read: (Field) -> Rule?) -> [Rule] {
        guard let field else { return [] }
        var lines: [String: Int] = [:]
        return field.items().compactMap { item in
            if let id = Section(of: item)?["id"]?.plainText, !id.isEmpty {
                if let line = lines[id] {
                    item.wrong("the rule of line \(line) is called '\(id)' too; give each a name of its own")
                } else {
                    lines[id] = item.node.mark?.line
                }
            }
            return read(item)
        }
    }

    func priority(_ field: Field, names: Names) -> Priority? {
        field.name(of: "priority", among: names.priorities).flatMap { Priority(name: $0) }
    }

    func trigger(_ field: Field) -> EscalationTrigger? {
        field.name(of: "trigger", among: EscalationTrigger.allCases.map(\.rawValue))
            .flatMap(EscalationTrigger.init(rawValue:))
    }

    private static let matchKeys = ["id", "any", "subject", "unless", "to", "channels", "plans", "vip", "verified"]

    private func match(_ section: Section, names: Names) -> MessageMatch? {
        let match = MessageMatch(
            anywhere: phrases(section["any"]),
            inSubject: phrases(section["subject"]),
            unless: phrases(section["unless"]),
            to: Set((section["to"]?.items() ?? []).compactMap(address)),
            channels: Set((section["channels"]?.items() ?? []).compactMap { channel($0, among: names.channels) }),
            plans: Set(section.names("plans", of: "plan", among: names.plans) ?? []),
            isVIP: section["vip"]?.bool(),
            isVerified: section["verified"]?.bool()
        )
        section.refuseEmptyLists(["any", "subject", "to", "channels", "plans"])
        let conditions = ["any", "subject", "to", "channels", "plans", "vip", "verified"]
        guard conditions.contains(where: { section[$0] != nil }) else {
            section.field.wrong("the rule would match everything; give it 'any', 'subject', 'to' or another condition")
            return nil
        }
        return match
    }

    private func phrases(_ field: Field?) -> [Phrase] {
        (field?.items() ?? []).compactMap { item in
            item.parsed("words to look for, such as 'system down', 'crash*' or 'data .. lost'") { Phrase($0) }
        }
    }

    private func outcome(_ section: Section, names: Names) -> CategoryRule.Outcome? {
        let id = section.required("category", example: names.categoryIDs.min())?
            .name(of: "category", among: names.categoryIDs)
        let issueType = section["issue_type"]?.name(of: "issue type", among: names.issueTypes)
        guard let id else { return nil }
        let subcategory = section["subcategory"]?.name(
            of: "subcategory of \(id)",
            among: names.subcategories[id] ?? []
        )
        return CategoryRule.Outcome(category: id, subcategory: subcategory, issueType: issueType)
    }
}
