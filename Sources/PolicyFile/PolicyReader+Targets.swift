import SupportDomain

extension PolicyReader {
    func targetRules(_ field: Field, names: Names) -> [TargetRule] {
        rules(field) { item -> TargetRule? in
            guard let section = item.section(["id", "when", "calendar", "warnings"] + Metric.allCases.map(\.rawValue))
            else { return nil }
            let condition = condition(section["when"], names: names)
            let calendar = section["calendar"]?.name(of: "calendar", among: names.calendars)
            var targets: [Metric: Target] = [:]
            for metric in Metric.allCases {
                guard let field = section[metric.rawValue] else { continue }
                targets[metric] = target(field)
            }
            if !Metric.allCases.contains(where: { section[$0.rawValue] != nil }) {
                item.wrong("the row sets no target; write for example 'first_response: 4h'")
            }
            guard let id = section.required("id")?.text() else { return nil }
            let warnings = section["warnings"].map(warnings)
            return TargetRule(id: id, when: condition, calendar: calendar, targets: targets, warnings: warnings)
        }
    }

    func target(_ field: Field) -> Target? {
        field.parsed("a target such as 4h, 30m, 8 business hours, 1 business day or 2 business days, end of day") {
            Target($0)
        }
    }

    func warnings(_ field: Field) -> [WarningThreshold] {
        if field.isEmptyList { return [] }
        return field.items().compactMap { item in
            item.parsed("a warning such as 75% or 30m before") { WarningThreshold($0) }
        }
    }

    func metric(_ field: Field) -> Metric? {
        field.name(of: "metric", among: Metric.allCases.map(\.rawValue)).flatMap(Metric.init(rawValue:))
    }

    func pauses(_ field: Field) -> [Metric: Set<Pause.Reason>] {
        var pauses: [Metric: Set<Pause.Reason>] = [:]
        for (key, value) in field.entries() {
            let reasons = value.items().compactMap { item in
                item.name(of: "reason for a pause", among: Pause.Reason.allCases.map(\.rawValue))
                    .flatMap(Pause.Reason.init(rawValue:))
            }
            if let metric = metric(key) { pauses[metric] = Set(reasons) }
        }
        return pauses
    }

    func condition(_ field: Field?, names: Names) -> Condition {
        guard let field,
            let section = field.section(
                "plans",
                "priorities",
                "categories",
                "issue_types",
                "channels",
                "tiers",
                "escalated"
            )
        else { return Condition() }
        return Condition(
            plans: section.names("plans", of: "plan", among: names.plans).map(Set.init),
            priorities: (section["priorities"]?.items().compactMap { priority($0, names: names) }).map(Set.init),
            categories: section.names("categories", of: "category", among: names.categoryIDs).map(Set.init),
            issueTypes: section.names("issue_types", of: "issue type", among: names.issueTypes).map(Set.init),
            channels: (section["channels"]?.items().compactMap { $0.text("a channel") }).map(Set.init),
            tiers: (section["tiers"]?.items().compactMap { tier($0, among: names.tiers) }).map(Set.init),
            isEscalated: section["escalated"]?.bool()
        )
    }
}
