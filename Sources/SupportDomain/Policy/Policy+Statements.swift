extension Policy {
    /// Everything the policy says, one thing at a time, in the order of the file; examples are left out.
    var statements: [PolicyStatement] {
        [
            programmeStatements, calendarStatements, planStatements, triageStatements, targetStatements,
            escalationStatements, staffStatements, qualityStatements,
        ]
        .flatMap(\.self)
    }

    private var programmeStatements: [PolicyStatement] {
        var said: [PolicyStatement] = [
            PolicyStatement("programme", programme.id),
            PolicyStatement("name", programme.name),
            PolicyStatement("ticket prefix", programme.ticketPrefix),
            PolicyStatement("mail comes from", programme.mailFrom),
            PolicyStatement("mail addresses", items: programme.mailAddresses),
            PolicyStatement("largest message", "\(limits.messageBytes / 1024) kB"),
            PolicyStatement("a reply reopens within", Duration.text(ofSeconds: limits.reopenWindow)),
            PolicyStatement("a reply by others", limits.countsOthersReplies ? "counts" : "is kept, and moves nothing"),
            PolicyStatement("failed attempts before escalation", String(limits.failedAttempts)),
        ]
        for label in priorities {
            said.append(PolicyStatement("priority \(label.priority.name)", "\(label.name): \(label.definition)"))
        }
        for tier in tiers { said.append(PolicyStatement("tier \(tier.level)", "\(tier.name): \(tier.duties)")) }
        for kind in Template.Kind.allCases {
            guard let template = templates[kind] else { continue }
            said.append(
                PolicyStatement("template '\(kind.rawValue)'", wording: template.written)
            )
        }
        return said
    }

    private var calendarStatements: [PolicyStatement] {
        var said: [PolicyStatement] = []
        for (name, calendar) in calendars.sorted(by: { $0.key < $1.key }) {
            let subject = "calendar '\(name)'"
            said.append(PolicyStatement("\(subject): zone", calendar.zone.identifier))
            for (day, hours) in zip(Weekday.allCases, calendar.weekly) {
                said.append(PolicyStatement("\(subject): \(day.name)", Self.text(hours)))
            }
            let holidays = calendar.holidays.map { "\($0.name) (\($0.date))" }
            let special = calendar.specialHours.map { "\($0.name) (\($0.date)) \(Self.text($0.hours))" }
            said.append(PolicyStatement("\(subject): holidays", items: holidays))
            said.append(PolicyStatement("\(subject): hours of their own", items: special))
            if special.count > 1 {
                // Of two for one date the last counts.
                let order = calendar.specialHours.map { "\($0.date)" }.joined(separator: ", ")
                said.append(PolicyStatement("\(subject): order of the dates with hours of their own", order))
            }
        }
        return said
    }

    private var planStatements: [PolicyStatement] {
        var said = [PolicyStatement("plan of a customer nobody knows", defaultPlan.id)]
        for channel in channels {
            let subject = "channel '\(channel.id)'"
            let hours = channel.calendar.map { ", by calendar '\($0)'" } ?? ""
            said.append(PolicyStatement(subject, channel.name + hours))
            let meantFor = channel.priorities.map { $0.map(\.name) } ?? ["all priorities"]
            said.append(PolicyStatement("\(subject): meant for", items: meantFor))
            if !channel.languages.isEmpty {
                said.append(PolicyStatement("\(subject): languages", items: channel.languages))
            }
        }
        for plan in plans {
            let subject = "plan '\(plan.id)'"
            let hours = plan.channelCalendars.map { "\($0.key) by calendar '\($0.value)'" }
            let sure = [
                PolicyStatement("\(subject): name", plan.name),
                PolicyStatement("\(subject): calendar", plan.calendar),
                PolicyStatement("\(subject): first tier", String(plan.entryTier)),
                PolicyStatement("\(subject): channels", items: plan.channels ?? ["all"]),
                PolicyStatement("\(subject): hours of channels", items: hours),
                PolicyStatement("\(subject): languages", items: plan.languages),
            ]
            let maybe: [PolicyStatement?] = [
                PolicyStatement("\(subject): last tier", plan.maxTier),
                PolicyStatement("\(subject): uptime", plan.uptime?.words),
                PolicyStatement("\(subject): looked after by", plan.manager),
                plan.isPaged ? nil : PolicyStatement("\(subject): calls", "nobody"),
            ]
            said += sure + maybe.compactMap(\.self)
        }
        if let planChanges {
            said.append(PolicyStatement("plans from the least to the most", planChanges.order.joined(separator: ", ")))
            said.append(PolicyStatement("an upgrade holds", planChanges.upgrade.rawValue))
            said.append(PolicyStatement("a downgrade holds", planChanges.downgrade.rawValue))
            said.append(PolicyStatement("changes of plan that open tickets follow", planChanges.openTickets.rawValue))
        }
        said.append(PolicyStatement("language for those whose own nobody speaks", languages.fallback))
        said.append(
            PolicyStatement("priorities that are translated", items: languages.translatedPriorities.map(\.name))
        )
        return said
    }

    private var triageStatements: [PolicyStatement] {
        var said: [PolicyStatement] = []
        for category in categories {
            let tier = category.entryTier.map { ", tier \($0)" } ?? ""
            let parts = category.subcategories.values.sorted().joined(separator: ", ")
            let words = "\(category.name), \(category.issueType)\(tier)\(parts.isEmpty ? "" : ": \(parts)")"
            said.append(PolicyStatement("category '\(category.id)'", words))
            if !category.subcategories.isEmpty {
                let names = category.subcategories.map { "\($0.key) is \($0.value)" }
                said.append(PolicyStatement("category '\(category.id)': subcategories", items: names))
            }
            if !category.skills.isEmpty {
                said.append(PolicyStatement("category '\(category.id)': asks for", items: category.skills))
            }
        }
        for rule in triageRules.categories {
            said += Self.statements(of: rule.match, "category rule '\(rule.id)'")
            said.append(PolicyStatement("category rule '\(rule.id)': gives", rule.outcome.words))
        }
        said.append(PolicyStatement("category of what no rule places", triageRules.defaultCategory.words))
        for rule in triageRules.priorities {
            said += Self.statements(of: rule.match, "priority rule '\(rule.id)'")
            said.append(PolicyStatement("priority rule '\(rule.id)': gives", rule.priority.name))
            said.append(PolicyStatement("priority rule '\(rule.id)': categories", items: rule.categories))
        }
        said.append(PolicyStatement("priority of what no rule places", triageRules.defaultPriority.name))
        for (impact, row) in triageRules.matrix.sorted(by: { $0.key < $1.key }) {
            let words = row.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.name)" }.joined(separator: ", ")
            said.append(PolicyStatement("priority at impact '\(impact)'", words))
        }
        for rule in triageRules.escalations {
            said += Self.statements(of: rule.match, "escalation rule '\(rule.id)'")
            said.append(PolicyStatement("escalation rule '\(rule.id)': gives", rule.trigger.rawValue))
        }
        let orders = [
            ("category", triageRules.categories.map(\.id)), ("priority", triageRules.priorities.map(\.id)),
            ("escalation", triageRules.escalations.map(\.id)),
        ]
        for (kind, ids) in orders {
            said.append(PolicyStatement("order of the \(kind) rules", ids.joined(separator: ", ")))
        }
        return said
    }

    private static func statements(of match: MessageMatch, _ subject: String) -> [PolicyStatement] {
        [
            PolicyStatement("\(subject): looks for", items: match.anywhere.map(\.description)),
            PolicyStatement("\(subject): in the subject", items: match.inSubject.map(\.description)),
            PolicyStatement("\(subject): unless", items: match.unless.map(\.description)),
            PolicyStatement("\(subject): mail to", items: match.to),
            PolicyStatement("\(subject): channels", items: match.channels),
            PolicyStatement("\(subject): plans", items: match.plans),
            PolicyStatement("\(subject): VIPs", match.isVIP.map { $0 ? "only" : "none" } ?? "either"),
            PolicyStatement("\(subject): verified", match.isVerified.map { $0 ? "yes" : "no" } ?? "either"),
        ]
    }

    static func text(_ hours: [OpenHours]) -> String {
        hours.isEmpty ? "closed" : hours.map(\.description).joined(separator: ", ")
    }
}

extension CategoryRule.Outcome {
    fileprivate var words: String {
        let parts = [category, subcategory.map { "subcategory \($0)" }, issueType.map { "issue type \($0)" }]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}

extension Uptime {
    var words: String {
        "\(IndicatorTarget.text(hundredths: basisPoints))%\(hasPenalties ? ", with penalties" : "")"
    }
}
