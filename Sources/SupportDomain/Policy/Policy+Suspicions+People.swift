import Foundation

extension Policy {
    /// What looks wrong of those who do the work: hours, tiers and skills that nobody stands for, and rotations by which
    /// nobody is called.
    func suspicionsOfPeople(at now: Date) -> [Suspicion] {
        [
            unansweredHours(at: now), rotationsToCome(at: now), strangeRotations, uncalledRotations, missingSkills,
            tiersWithoutTeam, tiersWithoutLadder,
        ]
        .flatMap(\.self)
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

    /// A moment at which none of some calendars is open, a midnight or when one closes: the first that comes every week,
    /// `Mon at 18:00`, and otherwise the first from now on, with its date, `Fri 2026-12-25 at 00:00`.
    private func firstSilence(of calendars: [BusinessCalendar], in zone: Zone, at now: Date) -> String? {
        let today = BusinessCalendar.day(of: zone.local(now.wholeSeconds))
        let monday = today - Weekday(dayNumber: today).rawValue
        let start = zone.firstInstant(showing: monday * 86_400)
        let closings = (monday..<(monday + 2 * 366)).flatMap { day in
            calendars.flatMap { $0.stretches(ofDay: day) }.map(\.upperBound).filter { $0 > start }.sorted()
        }
        func isSilent(_ instant: Int) -> Bool {
            !calendars.contains { $0.arrival(at: Date(wholeSeconds: instant)) == .inHours }
        }
        /// Nearly every week of a year: a date may have hours of its own, and two zones change their clocks apart.
        func isWeekly(_ instant: Int) -> Bool {
            let local = zone.local(instant)
            return (1...53).count { isSilent(zone.firstInstant(showing: local + $0 * 7 * 86_400)) } > 40
        }
        let silent = ([start] + closings).filter(isSilent)
        func words(_ instant: Int) -> [Substring] { zone.describe(Date(wholeSeconds: instant)).split(separator: " ") }
        if let weekly = silent.first(where: isWeekly) {
            return "\(words(weekly)[0]) at \(words(weekly)[4])"
        }
        return silent.first { $0 >= now.wholeSeconds }.map { once in
            let date = CivilDate(dayNumber: BusinessCalendar.day(of: zone.local(once)))
            return "\(words(once)[0]) \(date) at \(words(once)[4])"
        }
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

    /// Tiers that tickets can come to by themselves, and that no team serves, where others are served.
    private var tiersWithoutTeam: [Suspicion] {
        guard !staff.teams.isEmpty else { return [] }
        let ofCategories = categories.map(\.entryTier)
        let movesByItself = !escalation.triggers.subtracting([.manual]).isEmpty
        let reached = plans.reduce(into: Set<Int>()) { reached, plan in
            let ofPlan = ofCategories.isEmpty || ofCategories.contains(nil) ? [plan.entryTier] : []
            for entry in ofPlan + ofCategories.compactMap(\.self) {
                reached.formUnion(entry...(movesByItself ? max(entry, lastTier(onPlan: plan.id)) : entry))
            }
        }
        return reached.subtracting(staff.teams.flatMap(\.tiers)).sorted().map { tier in
            Suspicion("tiers.\(tier)", "no team serves it, so its tickets are on nobody's list")
        }
    }

    /// Tiers to which tickets that call somebody are moved at once, and of which nothing says whom.
    private var tiersWithoutLadder: [Suspicion] {
        guard escalation.triggers.contains(.criticalIssue) else { return [] }
        return escalation.byPriority.enumerated().flatMap { index, rule -> [Suspicion] in
            let paged = escalation.pagedPriorities.intersection(rule.when.priorities ?? escalation.pagedPriorities)
            guard rule.delay == .atOnce, let first = rule.to.min(), !paged.isEmpty else { return [] }
            let moved = plans.filter { $0.isPaged && rule.when.plans?.contains($0.id) ?? true }
            let tiers = Set(moved.map { max($0.entryTier, min(first, lastTier(onPlan: $0.id))) })
            return tiers.subtracting(ladders.keys).sorted().compactMap { tier in
                ladder(forTier: tier).map { ladder in
                    Suspicion(
                        "escalation.by_priority[\(index + 1)]",
                        "'\(rule.id)' leads to tier \(tier), of which 'paging' says nothing: "
                            + "those of tier \(ladder.tier) are called"
                    )
                }
            }
        }
    }
}
