import Foundation

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
    /// What is legal and still looks wrong: a plan that no rule serves, a row that never decides, a calendar that nobody
    /// uses or that stays closed for weeks, an hour nobody is on call, a warning that comes too late to be given.
    package func suspicions() -> [Suspicion] {
        unservedPlans + idleTargets + idleWarnings + idleCalendars + longClosures + unansweredHours + unusedNames
    }

    private var unservedPlans: [Suspicion] {
        plans.flatMap { plan in
            [Metric.firstResponse, .resolution].compactMap { metric -> Suspicion? in
                let unserved = priorities.filter { label in
                    !sampleFacts.contains { facts in
                        facts.plan == plan.id && facts.priority == label.priority && rule(for: metric, of: facts) != nil
                    }
                }
                guard !unserved.isEmpty else { return nil }
                let names = unserved.map(\.priority.name).joined(separator: ", ")
                return Suspicion(
                    "plans.\(plan.id)",
                    "no row of 'targets' says anything of its \(metric.words) at \(names); write 'none' if that is meant"
                )
            }
        }
    }

    /// Times that no ticket ever gets, because earlier rows decide for all that the row holds for.
    private var idleTargets: [Suspicion] {
        let facts = sampleFacts
        return targetRules.enumerated().flatMap { index, row -> [Suspicion] in
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

    private var idleWarnings: [Suspicion] {
        targetRules.enumerated().flatMap { index, row -> [Suspicion] in
            let own = row.warnings != nil
            return Metric.allCases.flatMap { metric -> [Suspicion] in
                guard let target = row.targets[metric] else { return [] }
                return (row.warnings ?? warnings).filter { !$0.isGiven(before: target) }.map { warning in
                    Suspicion(
                        own ? "targets[\(index + 1)].warnings" : "warnings",
                        "'\(warning)' is never given for the \(metric.words) of '\(row.id)', which ends after \(target)"
                    )
                }
            }
        }
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

    /// The first hour of a week, in winter or summer, in which none of a tier's rotations has anybody on call.
    private var unansweredHours: [Suspicion] {
        let tiers = Set(staff.rotations.flatMap(\.tiers)).sorted()
        let gaps = tiers.compactMap { tier -> Suspicion? in
            let rotations = staff.rotations.filter { $0.tiers.contains(tier) }
            guard let zone = rotations.first?.zone, !rotations.contains(where: { $0.calendar == nil }) else {
                return nil
            }
            let mondays = ["2026-01-05", "2026-07-06"].compactMap { CivilDate($0)?.dayNumber }
            let hours = mondays.flatMap { day in (0..<168).map { day * 86_400 + $0 * 3600 } }
            let silent = hours.map { Date(wholeSeconds: zone.firstInstant(showing: $0)) }.first { hour in
                !rotations.contains { calendar(named: $0.calendar ?? "").arrival(at: hour) == .inHours }
            }
            guard let silent else { return nil }
            let words = zone.describe(silent).split(separator: " ")
            return Suspicion(
                "rotations.\(rotations[0].id)",
                "nobody is on call for tier \(tier) on \(words[0]) at \(words[4]) (\(zone.identifier))"
            )
        }
        guard ladders.isEmpty, !escalation.pagedPriorities.isEmpty else { return gaps }
        let paged = escalation.pagedPriorities.map(\.name).sorted().joined(separator: ", ")
        return gaps + [Suspicion("escalation.page", "\(paged) call somebody, but 'paging' says of no tier whom")]
    }

    private var unusedNames: [Suspicion] {
        var found: [Suspicion] = []
        let given = Set(triageRules.priorities.map(\.priority) + [triageRules.defaultPriority])
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
        func values<Value: Hashable>(_ named: KeyPath<Condition, Set<Value>?>, and other: Value) -> [Value] {
            Array(conditions.reduce(into: Set([other])) { $0.formUnion($1[keyPath: named] ?? []) })
        }
        let escalated = conditions.contains { $0.isEscalated != nil } ? [false, true] : [false]
        let important = conditions.contains { $0.isVIP != nil } ? [false, true] : [false]
        let arrivals = conditions.contains { $0.arrivals != nil } ? Arrival.allCases : [.inHours]
        let kinds = values(\.categories, and: "").flatMap { category in
            values(\.issueTypes, and: "").flatMap { issueType in
                values(\.channels, and: "").map { (category, issueType, $0) }
            }
        }
        let states = Set(tiers.map(\.level)).flatMap { tier in
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
    /// Whether there is a moment for it between the start of a target and its end.
    fileprivate func isGiven(before target: Target) -> Bool {
        switch (self, target.unit) {
        case (.percent, _): true
        case (.secondsBefore(let seconds), .realTime), (.secondsBefore(let seconds), .businessTime):
            seconds < target.amount
        case (.secondsBefore, .businessDays): true  // how long a business day is, its calendar says
        case (.after(let goal), let unit): goal.unit != unit || goal.amount < target.amount
        }
    }
}
