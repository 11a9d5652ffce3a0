/// What a policy says of times, of moving up, and of people.
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
        }
        for (tier, ladder) in ladders.sorted(by: { $0.key < $1.key }) {
            let subject = "paging of tier \(tier)"
            let within = Duration.text(ofSeconds: ladder.acknowledgeWithin)
            said.append(PolicyStatement(subject, ladder.contacts.map(\.name).joined(separator: ", then ")))
            said.append(PolicyStatement("\(subject): answers within", within))
            said.append(PolicyStatement("\(subject): last resort", ladder.lastResort.name))
        }
        return said
    }

    var staffStatements: [PolicyStatement] {
        var said: [PolicyStatement] = []
        for team in staff.teams {
            said.append(PolicyStatement("team '\(team.id)'", items: team.members + team.skills + team.calendars))
        }
        for agent in staff.agents {
            said.append(PolicyStatement("agent '\(agent.id)'", items: [agent.name] + agent.languages + agent.skills))
        }
        for rotation in staff.rotations {
            let people = rotation.people.joined(separator: ", ")
            let words = "\(people), \(rotation.turnDays) days each from \(rotation.starts)"
            said.append(PolicyStatement("rotation '\(rotation.id)'", words))
        }
        for contact in staff.contacts {
            let ways = [contact.name, contact.email, contact.phone, contact.url].compactMap(\.self)
            said.append(PolicyStatement("contact '\(contact.id)'", ways.joined(separator: ", ")))
        }
        for form in forms { said.append(PolicyStatement("form '\(form.id)'", items: form.fields.map(\.question))) }
        return said
    }

    var qualityStatements: [PolicyStatement] {
        var said: [PolicyStatement] = []
        for survey in surveys {
            let occasion =
                switch survey.occasion {
                case .afterResolution(let delay): "\(Duration.text(ofSeconds: delay)) after the resolution"
                case .everyMonths(let months): "every \(months) months"
                }
            said.append(
                PolicyStatement("survey '\(survey.id)'", "\(survey.question) Up to \(survey.scale), \(occasion)")
            )
        }
        for indicator in indicators {
            said.append(PolicyStatement("indicator '\(indicator.id)'", indicator.target?.description ?? "only watched"))
        }
        let periods = [
            ("tickets", retention.tickets), ("messages", retention.messages), ("attachments", retention.attachments),
            ("survey answers", retention.surveys),
        ]
        for (what, seconds) in periods {
            let words = seconds.map { "\($0 / 86_400) days" } ?? "for as long as the programme runs"
            said.append(PolicyStatement("\(what) are kept", words))
        }
        return said
    }

    private static func words(_ warnings: [WarningThreshold]) -> String {
        warnings.isEmpty ? "none" : warnings.map(\.description).joined(separator: ", ")
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
            isEscalated.map { $0 ? "escalated" : "not escalated" },
            arrivals.map { "arrival \($0.map(\.rawValue).sorted().joined(separator: ", "))" },
        ]
        let known = parts.compactMap(\.self)
        return known.isEmpty ? "all" : known.joined(separator: "; ")
    }
}
