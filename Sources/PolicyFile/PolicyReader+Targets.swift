import SupportDomain

extension PolicyReader {
    func targetRules(_ field: Field, names: Names) -> [TargetRule] {
        let items = field.items()
        if items.isEmpty { field.wrong("there is no row; write at least one that holds for every ticket") }
        let rules = rules(field) { targetRule($0, names: names) }
        let defaults = items.indices.filter { Section(of: items[$0])?["default"]?.isTrue ?? false }
        for index in defaults where index != items.count - 1 {
            items[index].wrong("the default holds for every ticket, so no row may follow it; make it the last one")
        }
        if defaults.isEmpty, let last = items.last {
            last.wrong(
                "the last row is to hold for every ticket and to say so: leave out 'when', write 'default: true'"
            )
        }
        return rules
    }

    private func targetRule(_ item: Field, names: Names) -> TargetRule? {
        guard
            let section = item.section(
                ["id", "when", "default", "calendar", "warnings"] + Metric.allCases.map(\.rawValue)
            )
        else { return nil }
        let condition = condition(section["when"], names: names)
        let calendar = section["calendar"]?.name(of: "calendar", among: names.calendars)
        var times = Times()
        for metric in Metric.allCases {
            if let field = section[metric.rawValue] { read(field, of: metric, into: &times) }
        }
        section[Metric.timeAtTier.rawValue]?.wrong(
            "how long a ticket stays at a tier is said in 'escalation', by 'matrix' and 'by_priority'"
        )
        if !Metric.allCases.contains(where: { section[$0.rawValue] != nil }) {
            item.wrong("the row sets no target; write for example 'first_response: 4h'")
        }
        if times.isContinuous, section[Metric.periodicUpdate.rawValue] == nil {
            section[Metric.resolution.rawValue]?.wrong(
                "continuous work is measured by the updates it gives; add for example 'periodic_update: 30m'"
            )
        }
        let isDefault = section["default"]?.bool() ?? false
        if isDefault, let when = section["when"] {
            when.wrong("the default holds for every ticket; leave out 'when', or 'default'")
        }
        let warnings = section["warnings"].map(self.warnings)
        guard let id = section.required("id")?.text() else { return nil }
        return TargetRule(
            id: id,
            when: condition,
            calendar: calendar,
            targets: times.targets,
            goals: times.goals,
            untimed: times.untimed,
            isContinuous: times.isContinuous,
            warnings: warnings,
            isDefault: isDefault
        )
    }

    /// What a row says of its metrics.
    private struct Times {
        var targets: [Metric: Target] = [:]
        var goals: [Metric: Target] = [:]
        var untimed: Set<Metric> = []
        var isContinuous = false
    }

    private func read(_ field: Field, of metric: Metric, into times: inout Times) {
        switch field.plainText {
        case "none":
            times.untimed.insert(metric)
        case "continuous work" where metric == .resolution:
            times.untimed.insert(metric)
            times.isContinuous = true
        default:
            if let turned = field.plainText.flatMap(TargetRange.turnedRound) {
                field.wrong("the smaller figure comes first: write '\(turned)'")
                return
            }
            let range = field.parsed(
                "a target such as 4h, 30m, 8 business hours, 1 business day or 2 business days, end of day, "
                    + "or a range such as 24-48 hours"
            ) { TargetRange($0.withHyphens) }
            times.targets[metric] = range?.limit
            times.goals[metric] = range?.goal
        }
    }

    func target(_ field: Field) -> Target? {
        field.parsed("a target such as 4h, 30m, 8 business hours, 1 business day or 2 business days, end of day") {
            Target($0)
        }
    }

    func warnings(_ field: Field) -> [WarningThreshold] {
        if field.isEmptyList { return [] }
        var seen: Set<WarningThreshold> = []
        return field.items().compactMap { item in
            guard let warning = item.parsed("a warning such as 75% or 30m before", WarningThreshold.init) else {
                return nil
            }
            guard seen.insert(warning).inserted else {
                item.wrong("'\(warning)' stands here a second time, and each warning is given once")
                return nil
            }
            return warning
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
                "vip",
                "escalated",
                "arrival"
            )
        else { return Condition() }
        section.refuseEmptyLists(["plans", "priorities", "categories", "issue_types", "channels", "tiers", "arrival"])
        return Condition(
            plans: section.names("plans", of: "plan", among: names.plans).map(Set.init),
            priorities: (section["priorities"]?.items().compactMap { priority($0, names: names) }).map(Set.init),
            categories: section.names("categories", of: "category", among: names.categoryIDs).map(Set.init),
            issueTypes: section.names("issue_types", of: "issue type", among: names.issueTypes).map(Set.init),
            channels: (section["channels"]?.items().compactMap { channel($0, among: names.channels) }).map(Set.init),
            tiers: (section["tiers"]?.items().compactMap { tier($0, among: names.tiers) }).map(Set.init),
            isVIP: section["vip"]?.bool(),
            isEscalated: section["escalated"]?.bool(),
            arrivals: (section["arrival"]?.items().compactMap(arrival)).map(Set.init)
        )
    }

    private func arrival(_ field: Field) -> Arrival? {
        field.name(of: "time of arrival", among: Arrival.allCases.map(\.rawValue)).flatMap(Arrival.init(rawValue:))
    }
}

extension TargetRange {
    /// A range whose greater figure stands first, put right: `24-48 hours` for `48-24 hours`; nil for any other text.
    fileprivate static func turnedRound(_ text: String) -> String? {
        let text = text.withHyphens
        for separator in [" to ", "-"] {
            guard let middle = text.firstRange(of: separator) else { continue }
            let lower = text[..<middle.lowerBound]
            let upper = text[middle.upperBound...].drop { $0 == " " }
            let unit = upper.drop { $0.isNumber }
            let isBare = lower.allSatisfy { $0.isNumber || $0 == " " }
            // `30-1h` hardly means up to thirty hours.
            if isBare, unit.first?.isLetter == true { return nil }
            let figures = isBare ? (upper.dropLast(unit.count), "\(lower)\(unit)") : (upper, "\(lower)")
            let turned = "\(figures.0)\(separator)\(figures.1)".split(separator: " ").joined(separator: " ")
            return TargetRange(turned) == nil ? nil : turned
        }
        return nil
    }
}
