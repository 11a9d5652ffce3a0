package import Foundation

/// What would have been otherwise on one ticket under another policy.
package struct TicketDifference: Hashable, Sendable {
    /// Something that triage decides, and what it would have decided.
    package struct Decision: Hashable, Sendable {
        /// What was compared, such as `priority`.
        package let what: String
        package let recorded: String
        package let replayed: String
    }

    /// A due time that would have been another.
    package struct Due: Hashable, Sendable {
        package let metric: Metric
        package let cycle: Int
        /// Nil where nothing was due, because there was no such clock or a pause kept it away.
        package let recorded: Date?
        package let replayed: Date?

        /// By how many seconds it would be later; negative for earlier, nil where nothing was or would be due.
        package var shift: Int? {
            recorded.flatMap { recorded in replayed.map { $0.wholeSeconds - recorded.wholeSeconds } }
        }
    }

    /// Things that happened, by what they are known by, and those that would have happened.
    package struct Happenings: Hashable, Sendable {
        package let recorded: Set<String>
        package let replayed: Set<String>

        package var new: Set<String> { replayed.subtracting(recorded) }
        package var avoided: Set<String> { recorded.subtracting(replayed) }
    }

    /// A person who is called about a page.
    package struct Call: Hashable, Sendable {
        package let contact: String
        /// Whose turn it was, where a rotation was called and that was put on record.
        package let turn: String?
        /// Whether somebody's turn it was that was not put on record, as of old versions.
        fileprivate let isTurnUnknown: Bool
        package let at: Date

        /// Who counts as called.
        package var person: String { turn ?? contact }

        /// Whether a replay's call is this one of the record.
        fileprivate func isSame(as replayed: Call) -> Bool {
            contact == replayed.contact && at == replayed.at && (isTurnUnknown || person == replayed.person)
        }
    }

    package let decisions: [Decision]
    package let dues: [Due]
    /// By metric and cycle: `first response 1`.
    package let breaches: Happenings
    /// By cause and tier: `resolution/1/breach to tier 2`.
    package let escalations: Happenings
    /// By page.
    package let pages: Happenings
    /// In the order in which they were made.
    package let recordedCalls: [Call]
    package let replayedCalls: [Call]

    /// Whether everything would have been as it was.
    package var isEmpty: Bool {
        decisions.isEmpty && dues.isEmpty
            && recordedCalls.elementsEqual(replayedCalls) { $0.isSame(as: $1) }
            && [breaches, escalations, pages].allSatisfy { $0.recorded == $0.replayed }
    }

    /// Compares a record with its replay.
    ///
    /// `versions` are the policies of the record, by version; they tell which priority a label stood for.
    package init(_ record: RecordedTicket, _ replayed: ReplayedTicket, knowing versions: [Int: Policy]) {
        decisions = Self.decisions(record, replayed, versions)
        let cycles = Cycle.pairs(of: record.ticket.clocks, and: replayed.ticket.clocks)
        dues = cycles.compactMap(\.due)
        breaches = Happenings(
            recorded: Set(cycles.filter { $0.recorded?.breachedAt != nil }.map(\.name)),
            replayed: Set(cycles.filter { $0.replayed?.breachedAt != nil }.map(\.name))
        )
        let (before, after) = (record.timeline, replayed.timeline)
        escalations = Happenings(recorded: before.escalations, replayed: after.escalations)
        pages = Happenings(recorded: before.pages, replayed: after.pages)
        recordedCalls = before.calls { event, contact in
            guard event.data["person"] == nil else { return false }
            return versions[event.policyVersion]?.calls(aRotationFor: contact) ?? true
        }
        replayedCalls = after.calls { _, _ in false }
    }

    private static func decisions(
        _ record: RecordedTicket,
        _ replayed: ReplayedTicket,
        _ versions: [Int: Policy]
    ) -> [Decision] {
        guard let before = record.timeline.first(where: { $0.kind == .triaged }),
            let after = replayed.timeline.first(where: { $0.kind == .triaged })
        else { return [] }
        let label = before.data["priority"]
        let priority =
            versions[before.policyVersion]?.priorities.first { $0.name == label }?.priority
            ?? record.priorityBeforeAgents
        var compared = [("priority", priority?.name, replayed.triagedPriority?.name)]
        for key in ["category", "subcategory", "issue_type", "tier"] {
            compared.append((key.replacing("_", with: " "), before.data[key], after.data[key]))
        }
        return compared.compactMap { what, before, after in
            before == after ? nil : Decision(what: what, recorded: before ?? "none", replayed: after ?? "none")
        }
    }
}

/// A cycle of a clock as it was recorded, and the same as it was replayed; one of the two may be missing.
private struct Cycle {
    let recorded: Clock?
    let replayed: Clock?

    /// The cycles of two runs of a ticket.
    ///
    /// Those that began at the same moment are the same, whichever number they have: another policy may begin one more before
    /// them. What is left of a metric is compared in order.
    static func pairs(of recorded: [Clock], and replayed: [Clock]) -> [Cycle] {
        Metric.allCases.flatMap { metric -> [Cycle] in
            var old = recorded.filter { $0.metric == metric }.sorted { $0.cycle < $1.cycle }
            var new = replayed.filter { $0.metric == metric }.sorted { $0.cycle < $1.cycle }
            var same: [Cycle] = []
            old.removeAll { clock in
                let start = clock.startedAt.wholeSeconds
                guard let index = new.firstIndex(where: { $0.startedAt.wholeSeconds == start }) else { return false }
                same.append(Cycle(recorded: clock, replayed: new.remove(at: index)))
                return true
            }
            let rest = (0..<max(old.count, new.count)).map { index in
                Cycle(
                    recorded: old.indices.contains(index) ? old[index] : nil,
                    replayed: new.indices.contains(index) ? new[index] : nil
                )
            }
            return same + rest
        }
    }

    /// By what it is known in both runs: `first response 1`; one that only the replay has says so.
    var name: String {
        let words = (recorded ?? replayed)?.metric.words ?? ""
        return recorded.map { "\(words) \($0.cycle)" } ?? "\(words) \(replayed?.cycle ?? 0), new"
    }

    var due: TicketDifference.Due? {
        guard let clock = recorded ?? replayed, recorded?.dueAt?.wholeSeconds != replayed?.dueAt?.wholeSeconds else {
            return nil
        }
        return TicketDifference.Due(
            metric: clock.metric,
            cycle: clock.cycle,
            recorded: recorded?.dueAt,
            replayed: replayed?.dueAt
        )
    }
}

extension RecordedTicket {
    /// The priority that triage left, told by what the first agent who said another one changed it from.
    fileprivate var priorityBeforeAgents: Priority? {
        let changed = timeline.drop { $0.kind != .triaged }.first { $0.kind == .prioritised }
        return changed?.data["from_priority"].flatMap { Priority(name: $0) } ?? ticket.priority
    }
}

extension [TicketEvent] {
    fileprivate var escalations: Set<String> {
        Set(filter { $0.kind == .escalated }.map { "\($0.cause) to tier \($0.data["to_tier"] ?? "?")" })
    }

    fileprivate var pages: Set<String> {
        Set(lazy.filter { $0.kind == .paged }.compactMap { $0.cause.split(separator: "/").first.map(String.init) })
    }

    fileprivate func calls(hidingTurns isTurnUnknown: (TicketEvent, String) -> Bool) -> [TicketDifference.Call] {
        filter { $0.kind == .paged }.map { event in
            let contact = event.data["contact"] ?? "nobody"
            return .init(
                contact: contact,
                turn: event.data["person"],
                isTurnUnknown: isTurnUnknown(event, contact),
                at: event.at
            )
        }
    }
}

extension Policy {
    /// Whether a rotation is called where a ladder names that contact.
    fileprivate func calls(aRotationFor contact: String) -> Bool {
        ladders.values.contains { ladder in
            (ladder.contacts + [ladder.lastResort]).contains { $0.name == contact && $0.rotation != nil }
        }
    }
}
