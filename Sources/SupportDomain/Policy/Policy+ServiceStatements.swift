/// What a policy says of times and of moving up.
extension Policy {
    var targetStatements: [PolicyStatement] {
        var said = [PolicyStatement("warnings", Self.words(warnings))]
        for row in targetRules {
            let subject = "target '\(row.id)'"
            said.append(PolicyStatement("\(subject): holds for", row.isDefault ? "all the rest" : row.when.words))
            let rest: [PolicyStatement?] = [
                PolicyStatement("\(subject): calendar", row.calendar),
                PolicyStatement("\(subject): warnings", row.warnings.map(Self.words)),
            ]
            said += rest.compactMap(\.self)
            for metric in Metric.allCases {
                guard let words = row.words(for: metric) else { continue }
                said.append(PolicyStatement("\(subject): \(metric.words)", words))
            }
        }
        said.append(PolicyStatement("order of the targets", targetRules.map(\.id).joined(separator: ", ")))
        for (metric, reasons) in pausedBy.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            said.append(PolicyStatement("\(metric.words) stands still for", items: reasons.map(\.rawValue)))
        }
        return said
    }

    var escalationStatements: [PolicyStatement] {
        var said = [
            PolicyStatement("tickets move up for", items: escalation.triggers.map(\.rawValue)),
            PolicyStatement("missed times that move up", items: escalation.breachesThatEscalate.map(\.words)),
            PolicyStatement("priorities that page", items: escalation.pagedPriorities.map(\.name)),
        ]
        for matrix in escalation.matrix {
            let subject = "matrix '\(matrix.id)'"
            said.append(PolicyStatement("\(subject): holds for", matrix.when.words))
            said += [PolicyStatement("\(subject): calendar", matrix.calendar)].compactMap(\.self)
            for (issueType, times) in matrix.rows.sorted(by: { $0.key < $1.key }) {
                for (tier, target) in times.sorted(by: { $0.key < $1.key }) {
                    said.append(
                        PolicyStatement("\(subject): \(issueType) leaves tier \(tier) after", target.description)
                    )
                }
            }
        }
        for rule in escalation.byPriority {
            let tiers = rule.to.map(String.init).joined(separator: ", ")
            let delay = if case .within(let target) = rule.delay { "within \(target)" } else { "at once" }
            said.append(PolicyStatement("escalation '\(rule.id)'", "\(rule.when.words): \(delay), to tier \(tiers)"))
            said += [PolicyStatement("escalation '\(rule.id)': calendar", rule.calendar)].compactMap(\.self)
        }
        for (what, ids) in [
            ("matrices", escalation.matrix.map(\.id)), ("escalations by priority", escalation.byPriority.map(\.id)),
        ] where ids.count > 1 {
            said.append(PolicyStatement("order of the \(what)", ids.joined(separator: ", ")))
        }
        return said + ladders.sorted { $0.key < $1.key }.flatMap { $1.statements("paging of tier \($0)") }
    }

    private static func words(_ warnings: [WarningThreshold]) -> String {
        warnings.isEmpty ? "none" : warnings.map(\.description).joined(separator: ", ")
    }
}

extension PagingLadder {
    fileprivate func statements(_ subject: String) -> [PolicyStatement] {
        let usual = [PolicyStatement("\(subject): answers within", Duration.text(ofSeconds: acknowledgeWithin))]
        let byPriority = acknowledgeWithinByPriority.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            PolicyStatement("\(subject): answers at \($0.name) within", Duration.text(ofSeconds: $1))
        }
        return [PolicyStatement(subject, contacts.map(\.words).joined(separator: ", then "))] + usual + byPriority
            + [PolicyStatement("\(subject): last resort", lastResort.words)]
    }
}

extension PagingLadder.Contact {
    fileprivate var words: String {
        let turns = rotation.map { "by turns of rotation '\($0)'" }
        return "\(name) (\([email, webhook, turns].compactMap(\.self).joined(separator: ", ")))"
    }
}

extension TargetRule {
    fileprivate func words(for metric: Metric) -> String? {
        if untimed.contains(metric) { return metric == .resolution && isContinuous ? "continuous work" : "no time" }
        return targets[metric].map { TargetRange(goal: goals[metric], limit: $0).description }
    }
}

extension Condition {
    /// In words, such as `plans standard; priorities P1, P2`; `all` for what always holds.
    var words: String {
        let parts: [String?] = [
            plans.map { "plans \($0.sorted().joined(separator: ", "))" },
            priorities.map { "priorities \($0.map(\.name).sorted().joined(separator: ", "))" },
            categories.map { "categories \($0.sorted().joined(separator: ", "))" },
            issueTypes.map { "issue types \($0.sorted().joined(separator: ", "))" },
            channels.map { "channels \($0.sorted().joined(separator: ", "))" },
            tiers.map { "tiers \($0.sorted().map(String.init).joined(separator: ", "))" },
            isVIP.map { $0 ? "VIPs" : "not VIPs" },
            isEscalated.map { $0 ? "escalated" : "not escalated" },
            arrivals.map { "arrival \($0.map(\.rawValue).sorted().joined(separator: ", "))" },
        ]
        let known = parts.compactMap(\.self)
        return known.isEmpty ? "all" : known.joined(separator: "; ")
    }
}
