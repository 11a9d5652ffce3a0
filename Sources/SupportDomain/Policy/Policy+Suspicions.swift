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
    /// on call, a warning that comes too late to be given.
    package func suspicions(at now: Date) -> [Suspicion] {
        let facts = sampleFacts
        return [
            unservedPlans(facts), idleTargets(facts), idleTriggers, triggersWithoutRule, idleWarnings, idleCalendars,
            longClosures, unansweredHours(at: now), rotationsToCome(at: now), strangeRotations, uncalledRotations,
            missingSkills, unusedNames,
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

    /// The first moment, in two years from this week on, at which none of a tier's rotations has anybody on call.
    private func unansweredHours(at now: Date) -> [Suspicion] {
        let tiers = Set(staff.rotations.flatMap(\.tiers)).sorted()
        let gaps = tiers.compactMap { tier -> Suspicion? in
            let rotations = staff.rotations.filter { $0.tiers.contains(tier) }
            guard let zone = rotations.first?.zone, !rotations.contains(where: { $0.calendar == nil }) else {
                return nil
            }
            let calendars = rotations.compactMap(\.calendar).map(self.calendar(named:))
            guard !calendars.contains(where: \.isAlwaysOpen),
                let silence = firstSilence(of: calendars, in: zone, at: now)
            else { return nil }
            return Suspicion(
                "rotations.\(rotations[0].id)",
                "nobody is on call for tier \(tier) on \(silence) (\(zone.identifier))"
            )
        }
        guard ladders.isEmpty, !escalation.pagedPriorities.isEmpty else { return gaps }
        let paged = escalation.pagedPriorities.map(\.name).sorted().joined(separator: ", ")
        return gaps + [Suspicion("escalation.page", "\(paged) call somebody, but 'paging' says of no tier whom")]
    }

    /// The first moment from this week's Monday on at which none of some calendars is open: its midnight, or when one
    /// closes; `Mon at 18:00` where it is so every week, and otherwise with the date, `Fri 2026-12-25 at 00:00`.
    private func firstSilence(of calendars: [BusinessCalendar], in zone: Zone, at now: Date) -> String? {
        let today = BusinessCalendar.day(of: zone.local(now.wholeSeconds))
        let monday = today - Weekday(dayNumber: today).rawValue
        let start = zone.firstInstant(showing: monday * 86_400)
        let closings = (monday..<(monday + 2 * 366)).lazy.flatMap { day in
            calendars.flatMap { $0.stretches(ofDay: day) }.map(\.upperBound).filter { $0 > start }.sorted()
        }
        func isSilent(_ instant: Int) -> Bool {
            !calendars.contains { $0.arrival(at: Date(wholeSeconds: instant)) == .inHours }
        }
        let silent: Int? = isSilent(start) ? start : closings.first { isSilent($0) }
        guard let first = silent else { return nil }
        let words = zone.describe(Date(wholeSeconds: first)).split(separator: " ")
        let local = zone.local(first)
        // More weeks than those for which two zones change their clocks apart.
        let isWeekly = (1...4).allSatisfy { isSilent(zone.firstInstant(showing: local + $0 * 7 * 86_400)) }
        let date = isWeekly ? "" : " \(CivilDate(dayNumber: BusinessCalendar.day(of: local)))"
        return "\(words[0])\(date) at \(words[4])"
    }

    /// Rotations that have nobody on call yet, though their hours count as answered.
    private func rotationsToCome(at now: Date) -> [Suspicion] {
        staff.rotations.filter { $0.firstTurn > now }.map { rotation in
            Suspicion("rotations.\(rotation.id).starts", "nobody is on call by it before \(rotation.starts)")
        }
    }

    /// Rotations that call nobody, though their hours count as answered.
    private var uncalledRotations: [Suspicion] {
        let called = Set(ladders.values.flatMap { $0.contacts + [$0.lastResort] }.compactMap(\.rotation))
        return staff.rotations.filter { !called.contains($0.id) }.map { rotation in
            Suspicion("rotations.\(rotation.id)", "no contact of 'paging' stands for it, so nobody is called by it")
        }
    }

    private var strangeRotations: [Suspicion] {
        ladders.sorted { $0.key < $1.key }.flatMap { tier, ladder in
            (ladder.contacts + [ladder.lastResort]).compactMap { contact in
                guard let rotation = staff.rotations.first(where: { $0.id == contact.rotation }),
                    !rotation.tiers.contains(tier)
                else { return nil }
                let tiers = rotation.tiers.sorted().map(String.init).joined(separator: ", ")
                return Suspicion(
                    "paging.\(tier)",
                    "'\(contact.name)' stands for rotation '\(rotation.id)', which is called for tier \(tiers)"
                )
            }
        }
    }

    private var missingSkills: [Suspicion] {
        let known = staff.agents.reduce(into: Set(staff.teams.flatMap(\.skills))) { $0.formUnion($1.skills) }
        return categories.compactMap { category in
            let missing = category.skills.subtracting(known).sorted()
            guard !missing.isEmpty else { return nil }
            let list = missing.joined(separator: ", ")
            return Suspicion("categories.\(category.id).skills", "no team and no agent is good at \(list)")
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
