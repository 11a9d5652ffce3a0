import Foundation
import PolicyFile
import Postgres
import SupportDomain
import SupportStore

/// Everything that is known of one ticket, as one transaction saw it.
struct TicketDossier: Sendable {
    var now: Date
    var name: String
    var ticket: Ticket
    var timeline: [TicketEvent]
    var conversation: [StoredMessage]
    var fired: [FiredThresholdRow]
    var notifications: [NotificationListing]
    var attempts: [DeliveryAttemptRow]
    var pages: [PageListing]
    /// The ticket in which it goes on, by name, if it was merged.
    var mergedInto: String?
    /// The tickets that were merged into it, by name, with what was said on them.
    var mergedFrom: [(name: String, conversation: [StoredMessage])]
    /// The policies under which its clocks were decided, by version; those this release can read.
    var policies: [Int: Policy]
    /// The policy in force; nil if this release cannot read it.
    var policyInForce: Policy?

    /// Reads the ticket that somebody names.
    ///
    /// The transaction reads nothing before, and writes nothing.
    init(of text: String, in transaction: borrowing Transaction) throws {
        try transaction.enqueueReadOnlySnapshot()
        let names = try TicketNames(in: transaction)
        let ticket = try names.find(text, in: transaction)
        now = try transaction.now()
        name = names.name(ticket.number ?? 0, of: ticket.programme)
        self.ticket = ticket
        timeline = try transaction.timeline(of: ticket.id)
        conversation = try transaction.conversation(of: ticket.id)
        fired = try transaction.firedThresholds(of: ticket.id)
        notifications = try transaction.notifications(of: ticket.id)
        attempts = try transaction.deliveryAttempts(of: ticket.id)
        pages = try transaction.pages(of: ticket.id)
        let merged = timeline.filter { $0.kind == .mergedFrom }.compactMap { $0.data["id"].flatMap { TicketID($0) } }
        let others = try transaction.tickets(merged + [ticket.mergedInto].compactMap(\.self))
        func named(_ id: TicketID) -> String {
            others[id].map { names.name($0.number ?? 0, of: $0.programme) } ?? id.description
        }
        mergedInto = ticket.mergedInto.map(named)
        mergedFrom = []
        for id in merged { mergedFrom.append((named(id), try transaction.conversation(of: id))) }
        policies = [:]
        let newest = try transaction.policyVersionsInForce()[ticket.programme] ?? ticket.policyVersion
        for version in Set(ticket.clocks.map(\.policyVersion) + [ticket.policyVersion, newest]) {
            guard let stored = try transaction.policy(ticket.programme, version: version) else { continue }
            guard case .success(var policy) = PolicyDocument.parse(stored.source, file: ticket.programme) else {
                continue
            }
            policy.version = version
            policies[version] = policy
        }
        policyInForce = policies[newest]
    }

    /// What fired in one cycle of a clock.
    func fired(on clock: Clock) -> [FiredThresholdRow] {
        fired.filter { $0.metric == clock.metric && $0.cycle == clock.cycle }
    }

    /// What the policy's tables look at for a clock; for one that has ended, as the ticket was by then.
    func facts(of clock: Clock) -> TicketFacts {
        var facts = ticket.facts(of: clock)
        guard let endedAt = clock.endedAt else { return facts }
        let changes = timeline.filter { $0.at > endedAt && ($0.kind == .prioritised || $0.kind == .planChanged) }
        func former(_ fact: String, by kind: TicketEvent.Kind) -> String? {
            changes.first { $0.kind == kind && $0.data[fact] != nil }?.data[fact]
        }
        if let name = former("from_priority", by: .prioritised), let priority = Priority(name: name) {
            facts.priority = priority
        }
        facts.category = former("from_category", by: .prioritised) ?? facts.category
        facts.issueType = former("from_issue_type", by: .prioritised) ?? facts.issueType
        facts.plan = former("from", by: .planChanged) ?? facts.plan
        return facts
    }

    /// How a clock counts; nil where this release cannot read its policy.
    func countdown(of clock: Clock) -> Countdown? {
        guard let policy = policies[clock.policyVersion] else { return nil }
        return Countdown(
            from: clock.startedAt,
            target: clock.target,
            calendar: policy.calendar(named: clock.calendar),
            pauses: policy.pauses(clock.pauses(among: ticket.pauses), stopping: clock.metric)
        )
    }
}
