package import Foundation

/// Something a policy may say, but hardly means.
package struct Suspicion: Hashable, Sendable {
    /// The way to it through the file, such as `plans.standard`.
    package let key: String
    package let message: String

    package init(_ key: String, _ message: String) {
        self.key = key
        self.message = message
    }
}

extension Policy {
    /// What is legal and still looks wrong: a ticket that no rule serves, a row that never decides, a trigger that
    /// nothing gives, a calendar that nobody uses or that stays closed for weeks, a moment from `now` on at which nobody is
    /// on call, a tier without a team, a warning that comes too late to be given.
    package func suspicions(at now: Date) -> [Suspicion] {
        let facts = sampleFacts
        return [
            unservedPlans(facts), idleTargets(facts), idleTriggers, triggersWithoutRule, idleWarnings, idleCalendars,
            longClosures, suspicionsOfPeople(at: now), suspicionsOfTriage, unusedNames,
        ]
        .flatMap(\.self)
    }

    private func unservedPlans(_ facts: [TicketFacts]) -> [Suspicion] {
        plans.flatMap { plan in
            let facts = facts.filter { $0.plan == plan.id }
            return [Metric.firstResponse, .resolution].flatMap { metric -> [Suspicion] in
                var (unserved, partlyServed): ([String], [String]) = ([], [])
                for label in priorities {
                    let served = facts.filter { $0.priority == label.priority }.map { rule(for: metric, of: $0) != nil }
                    if !served.contains(true) {
                        unserved.append(label.priority.name)
                    } else if served.contains(false) {
                        partlyServed.append(label.priority.name)
                    }
                }
                let found = [
                    (unserved, "its \(metric.words) at"), (partlyServed, "the \(metric.words) of some tickets at"),
                ]
                return found.filter { !$0.0.isEmpty }.map { names, what in
                    Suspicion(
                        "plans.\(plan.id)",
                        "no row of 'targets' says anything of \(what) \(names.joined(separator: ", ")); "
                            + "write 'none' if that is meant"
                    )
                }
            }
        }
    }

    /// Times that no ticket ever gets, because earlier rows decide for all that the row holds for.
    private func idleTargets(_ facts: [TicketFacts]) -> [Suspicion] {
        targetRules.enumerated().flatMap { index, row -> [Suspicion] in
            let holding = facts.filter { row.when.holds(for: $0) }
            return Metric.allCases.compactMap { metric in
                guard row.targets[metric] != nil || row.untimed.contains(metric) else { return nil }
                guard !holding.contains(where: { rule(for: metric, of: $0)?.id == row.id }) else { return nil }
                return Suspicion(
                    "targets[\(index + 1)].\(metric.rawValue)",
                    "no ticket ever gets this: rows above '\(row.id)' decide for every ticket that it holds for"
                )
            }
        }
    }

    /// What is to move tickets up and does not, because its trigger is not in force.
    private var idleTriggers: [Suspicion] {
        let delays = escalation.byPriority.contains { $0.delay != .atOnce }
        let uses: [(trigger: EscalationTrigger, key: String, isUsed: Bool)] = [
            (.criticalIssue, "by_priority", escalation.byPriority.contains { $0.delay == .atOnce }),
            (.timeAtTier, "by_priority", delays), (.timeAtTier, "matrix", !escalation.matrix.isEmpty),
            (.serviceLevelBreached, "breaches", !escalation.breachesThatEscalate.isEmpty),
        ]
        let idle = uses.filter { $0.isUsed && !escalation.triggers.contains($0.trigger) }.map { use in
            Suspicion("escalation.\(use.key)", "it moves nothing: '\(use.trigger.rawValue)' is not one of 'triggers'")
        }
        return idle
            + triageRules.escalations.enumerated().filter { !escalation.triggers.contains($1.trigger) }.map {
                index,
                rule in
                Suspicion(
                    "triage.escalations[\(index + 1)]",
                    "'\(rule.id)' moves nothing: '\(rule.trigger.rawValue)' is not one of 'escalation.triggers'"
                )
            }
    }

    /// Triggers that only the words of a customer can give, and that no rule finds in them.
    private var triggersWithoutRule: [Suspicion] {
        let spoken: [EscalationTrigger] = [.customerRequest, .failedAttempts, .dissatisfaction, .businessImpact]
        let given = Set(triageRules.escalations.map(\.trigger))
        // A rating that is a complaint is dissatisfaction, too.
        let rated: Set<EscalationTrigger> = isComplaint(rating: 1) ? [.dissatisfaction] : []
        return spoken.filter { escalation.triggers.contains($0) && !given.union(rated).contains($0) }.map { trigger in
            Suspicion(
                "escalation.triggers",
                "nothing gives '\(trigger.rawValue)': no rule of 'triage.escalations' finds it in what customers say"
            )
        }
    }

    private var idleWarnings: [Suspicion] {
        let hours = Set(
            plans.map(\.calendar) + plans.flatMap(\.channelCalendars.values) + channels.compactMap(\.calendar)
        )
        func idle(
            _ warnings: [WarningThreshold],
            before target: Target,
            in calendar: String?,
            at key: String,
            of what: String
        ) -> [Suspicion] {
            let calendars = (calendar.map { [$0] } ?? hours.sorted()).map(self.calendar(named:))
            return warnings.filter { !$0.isGiven(before: target, in: calendars) }.map { warning in
                Suspicion(key, "'\(warning)' is never given for the \(what), which ends after \(target)")
            }
        }
        let rows = targetRules.enumerated().flatMap { index, row -> [Suspicion] in
            let key = row.warnings == nil ? "warnings" : "targets[\(index + 1)].warnings"
            return Metric.allCases.flatMap { metric -> [Suspicion] in
                guard let target = row.targets[metric] else { return [] }
                let what = "\(metric.words) of '\(row.id)'"
                return idle(row.warnings ?? warnings, before: target, in: row.calendar, at: key, of: what)
            }
        }
        let matrix = escalation.matrix.flatMap { matrix in
            matrix.rows.sorted { $0.key < $1.key }.flatMap { issueType, targets in
                targets.sorted { $0.key < $1.key }.flatMap { tier, target in
                    let what = "time of '\(issueType)' at tier \(tier) in '\(matrix.id)'"
                    return idle(warnings, before: target, in: matrix.calendar, at: "warnings", of: what)
                }
            }
        }
        let priorities = escalation.byPriority.flatMap { rule -> [Suspicion] in
            guard case .within(let target) = rule.delay else { return [] }
            let what = "time at a tier of '\(rule.id)'"
            return idle(warnings, before: target, in: rule.calendar, at: "warnings", of: what)
        }
        return rows + matrix + priorities
    }

    private var idleCalendars: [Suspicion] {
        var used = Set(plans.map(\.calendar) + plans.flatMap(\.channelCalendars.values))
        used.formUnion(channels.compactMap(\.calendar) + targetRules.compactMap(\.calendar))
        used.formUnion(escalation.matrix.compactMap(\.calendar) + escalation.byPriority.compactMap(\.calendar))
        used.formUnion(staff.teams.flatMap(\.calendars) + staff.rotations.compactMap(\.calendar))
        used.formUnion(staff.contacts.compactMap(\.calendar))
        return calendars.keys.filter { !used.contains($0) }.sorted().map { name in
            Suspicion("calendars.\(name)", "no plan, channel, target, team or rotation has this calendar")
        }
    }

    private var longClosures: [Suspicion] {
        calendars.sorted { $0.key < $1.key }.compactMap { name, calendar in
            calendar.closure(ofDays: 14).map { days in
                Suspicion(
                    "calendars.\(name)",
                    "it is never open from \(CivilDate(dayNumber: days.lowerBound)) to "
                        + "\(CivilDate(dayNumber: days.upperBound))"
                )
            }
        }
    }

    private var unusedNames: [Suspicion] {
        var found: [Suspicion] = []
        let given = Set(triageRules.priorities.map(\.priority) + [triageRules.defaultPriority])
            .union(triageRules.matrix.values.flatMap(\.values))
        for label in priorities where !given.contains(label.priority) {
            found.append(Suspicion("priorities.\(label.priority.name)", "no rule of 'triage.priorities' gives it"))
        }
        for channel in channels where !plans.contains(where: { $0.allows(channel: channel.id) }) {
            found.append(Suspicion("channels.\(channel.id)", "no plan entitles to it"))
        }
        let rows = Set(escalation.matrix.flatMap(\.rows.keys))
        for category in categories where !rows.isEmpty && !rows.contains(category.issueType) {
            found.append(
                Suspicion(
                    "categories.\(category.id).issue_type",
                    "no row of the escalation matrix is for '\(category.issueType)'; "
                        + "there is \(rows.sorted().joined(separator: ", "))"
                )
            )
        }
        let spoken = Set(staff.agents.flatMap(\.languages))
        for plan in plans where !spoken.isEmpty {
            let silent = plan.languages.filter { !spoken.contains($0) }
            guard !silent.isEmpty else { continue }
            let list = silent.joined(separator: ", ")
            found.append(Suspicion("plans.\(plan.id).languages", "nobody listed under 'agents' speaks \(list)"))
        }
        let addresses = Set(programme.mailAddresses)
        if !addresses.contains(programme.mailFrom) {
            found.append(Suspicion("mail.from", "answers go to it, and it is not one of 'mail.addresses'"))
        }
        let lists = [
            ("categories", triageRules.categories.map(\.match)), ("priorities", triageRules.priorities.map(\.match)),
            ("escalations", triageRules.escalations.map(\.match)),
        ]
        for (name, matches) in lists {
            for (index, match) in matches.enumerated() {
                for address in match.to.subtracting(addresses).sorted() {
                    found.append(
                        Suspicion(
                            "triage.\(name)[\(index + 1)].to",
                            "no mail comes to \(address): it is not one of 'mail.addresses'"
                        )
                    )
                }
            }
        }
        return found
    }

    /// Tickets of every kind that the target table tells apart.
    private var sampleFacts: [TicketFacts] {
        let conditions = targetRules.map(\.when)
        /// What rows name, and one that they do not, if there is any.
        func values(_ named: KeyPath<Condition, Set<String>?>, among all: Set<String>) -> [String] {
            let values = conditions.reduce(into: Set<String>()) { $0.formUnion($1[keyPath: named] ?? []) }
            return values.sorted() + (all.isEmpty || !all.isSubset(of: values) ? [""] : [])
        }
        let escalated = conditions.contains { $0.isEscalated != nil } ? [false, true] : [false]
        let important = conditions.contains { $0.isVIP != nil } ? [false, true] : [false]
        let arrivals = conditions.contains { $0.arrivals != nil } ? Arrival.allCases : [.inHours]
        let kinds = values(\.categories, among: Set(categories.map(\.id))).flatMap { category in
            values(\.issueTypes, among: issueTypes).flatMap { issueType in
                values(\.channels, among: Set(channels.map(\.id))).map { (category, issueType, $0) }
            }
        }
        let entry = (plans.map(\.entryTier) + categories.compactMap(\.entryTier)).min() ?? 1
        let states = Set(tiers.map(\.level)).filter { $0 >= entry }.flatMap { tier in
            escalated.flatMap { escalated in
                important.flatMap { isVIP in arrivals.map { (tier, isVIP, escalated, $0) } }
            }
        }
        return plans.flatMap { plan in
            priorities.flatMap { label in
                kinds.flatMap { category, issueType, channel in
                    states.map { tier, isVIP, isEscalated, arrival in
                        var facts = TicketFacts(
                            plan: plan.id,
                            priority: label.priority,
                            category: category,
                            issueType: issueType,
                            channel: channel,
                            tier: tier,
                            isVIP: isVIP,
                            isEscalated: isEscalated
                        )
                        facts.arrival = arrival
                        return facts
                    }
                }
            }
        }
    }
}

extension WarningThreshold {
    /// Whether there is a moment for it between the start of a target and its end, whenever that start is.
    fileprivate func isGiven(before target: Target, in calendars: [BusinessCalendar]) -> Bool {
        if case .percent = self { return true }
        let monday = (CivilDate("2026-01-05")?.dayNumber ?? 0) * 86_400
        return calendars.contains { calendar in
            stride(from: monday, to: monday + 7 * 86_400, by: 3600).contains { hour in
                let start = Date(wholeSeconds: calendar.zone.firstInstant(showing: hour))
                let countdown = Countdown(from: start, target: target, calendar: calendar)
                guard let due = countdown.due, let moment = countdown.instant(of: self) else { return false }
                return moment < due
            }
        }
    }
}
