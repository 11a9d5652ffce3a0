import Foundation
import Testing

@testable import SupportDomain

/// R10: another priority counts from the original start, with the same pauses.
struct PrioritisingTests {
    private static let start = MovingUpTests.noon

    private static func hours(_ hours: Double) -> Date { start + hours * 3600 }

    /// Critical tickets have 1 and 4 hours, high ones 4 and 24; low ones are answered within 8 and solved some day.
    static let policy = Policy.sample(
        tiers: 2,
        targetRules: [
            TargetRule(
                id: "critical",
                when: Condition(priorities: [.p1]),
                targets: [.firstResponse: .hours(1), .resolution: .hours(4)],
                warnings: [.percent(50)]
            ),
            TargetRule(
                id: "high",
                when: Condition(priorities: [.p2]),
                targets: [.firstResponse: .hours(4), .resolution: .hours(24)],
                warnings: [.percent(50)]
            ),
            TargetRule(id: "low", when: Condition(), targets: [.firstResponse: .hours(8)], isDefault: true),
        ],
        escalation: EscalationRules(
            matrix: [],
            byPriority: [PriorityEscalation(id: "now", when: Condition(priorities: [.p1]), delay: .atOnce, to: [2])],
            triggers: [.criticalIssue],
            breachesThatEscalate: [],
            pagedPriorities: []
        )
    )

    /// A ticket that was received and triaged at the start.
    static func ticket(_ priority: Priority, under policy: Policy = policy) -> Ticket {
        var ticket = Ticket(
            id: TicketID(UUID()),
            programme: "sample",
            channel: "email",
            requester: "ann@example.com",
            subject: "Export",
            plan: "standard",
            policyVersion: 1,
            createdAt: start
        )
        let word = CustomerWord(message: "1", from: "ann@example.com", at: start)
        _ = ticket.open(with: word)
        let decision = TriageDecision(category: "any", issueType: "any", priority: priority, tier: 1, reasons: [])
        _ = ticket.triage(decision, saying: word, under: policy, at: start)
        return ticket
    }

    private func prioritise(_ ticket: inout Ticket, _ priority: Priority, at now: Date) -> [TicketEffect] {
        let cause = "p\(ticket.eventCount)"
        return ticket.prioritise(
            Classification(priority),
            by: "kim",
            because: cause,
            at: now,
            under: Self.policy
        )
    }

    /// From one priority to another after so many hours: when the first response and the resolution are due, in hours from
    /// the start, and what is missed at that moment.
    @Test(arguments: [
        (Priority.p2, Priority.p1, 0.5, 1.0, 4.0 as Double?, []),
        (.p2, .p1, 1.5, 1, 4, [Metric.firstResponse]),
        (.p2, .p1, 5, 1, 4, [.firstResponse, .resolution]),
        (.p1, .p2, 0.75, 4, 24, []),
        (.p4, .p2, 1, 4, 24, []),
        (.p4, .p1, 4.5, 1, 4, [.firstResponse, .resolution]),
        (.p2, .p4, 1, 8, nil, []),
    ])
    func `open clocks get the new priority's targets from where they began`(
        old: Priority,
        new: Priority,
        after: Double,
        firstResponse: Double,
        resolution: Double?,
        missed: [Metric]
    ) {
        var ticket = Self.ticket(old)
        _ = ticket.watch(at: Self.hours(after))
        let late = ticket.clocks.filter { $0.breachedAt != nil }.map(\.metric)
        let effects = prioritise(&ticket, new, at: Self.hours(after))

        let open = ticket.clocks.filter(\.isOpen)
        #expect(open.first { $0.metric == .firstResponse }?.dueAt == Self.hours(firstResponse))
        #expect(open.first { $0.metric == .resolution }?.dueAt == resolution.map(Self.hours))
        #expect(open.allSatisfy { $0.startedAt == Self.start && $0.cycle == 1 })
        #expect(effects.breached == missed.filter { !late.contains($0) })
        for metric in missed where !late.contains(metric) {
            #expect(open.first { $0.metric == metric }?.breachedAt == Self.hours(after))
        }
    }

    @Test func `what was missed is told once, whatever the priority becomes afterwards`() {
        var ticket = Self.ticket(.p2)
        var told: [TicketEffect] = []
        for (priority, hour) in [(Priority.p1, 1.5), (.p4, 1.6), (.p1, 2), (.p2, 3), (.p1, 5), (.p4, 6), (.p1, 7)] {
            told += prioritise(&ticket, priority, at: Self.hours(hour))
            told += ticket.watch(at: Self.hours(hour))
        }
        told += ticket.watch(at: Self.hours(100))

        #expect(told.breached == [.firstResponse, .resolution])
        #expect(ticket.clocks.first { $0.metric == .firstResponse }?.breachedAt == Self.hours(1.5))
        #expect(ticket.clocks.map(\.cycle).allSatisfy { $0 == 1 })
    }

    @Test func `a warning that was given is not given again`() {
        var ticket = Self.ticket(.p1)
        let first = ticket.watch(at: Self.hours(0.6))
        _ = prioritise(&ticket, .p2, at: Self.hours(0.7))
        let second = ticket.watch(at: Self.hours(2.5))

        #expect(first.warned == [.firstResponse])
        #expect(second.warned == [])
    }

    @Test func `nothing is missed for the time in which nothing was owed`() {
        var ticket = Self.ticket(.p2)
        _ = prioritise(&ticket, .p4, at: Self.hours(1))
        let meanwhile = ticket.watch(at: Self.hours(30))
        let effects = prioritise(&ticket, .p2, at: Self.hours(40))

        #expect(meanwhile.breached == [.firstResponse])
        #expect(effects.breached == [.resolution])
        #expect(ticket.clocks.first { $0.metric == .resolution }?.breachedAt == Self.hours(40))
    }

    @Test func `a clock that stands still goes on standing, with the same pauses`() {
        var ticket = Self.ticket(.p2)
        _ = ticket.wait(for: .customer, by: "kim", because: "w", at: Self.hours(1), under: Self.policy)
        let effects = prioritise(&ticket, .p1, at: Self.hours(9))
        let paused = ticket.clocks.first { $0.metric == .resolution }
        _ = ticket.resume(by: "kim", because: "r", at: Self.hours(11), under: Self.policy)

        #expect(effects.breached == [.firstResponse])
        #expect(paused?.state == .paused && paused?.dueAt == nil)
        #expect(ticket.clocks.first { $0.metric == .resolution }?.dueAt == Self.hours(14))
    }

    @Test func `what becomes critical asks to be moved up, once`() {
        var ticket = Self.ticket(.p2)
        let raised = prioritise(&ticket, .p1, at: Self.hours(0.1))
        let again = prioritise(&ticket, .p1, at: Self.hours(0.2))

        #expect(raised.escalations == [.criticalIssue])
        #expect(again == [])
        #expect(ticket.newEvents.suffix(2).map(\.kind) == [.prioritised, .escalationRequested])
        #expect(ticket.newEvents.first { $0.kind == .prioritised }?.data["from_priority"] == "P2")
        #expect(ticket.newEvents.first { $0.kind == .prioritised }?.data["to_priority"] == "P1")
        #expect(
            ticket.newEvents.first { $0.kind == .prioritised }?.data["clocks"]
                == "first response: due 2026-01-09T20:00:00Z, was due 2026-01-09T23:00:00Z; "
                + "resolution: due 2026-01-09T23:00:00Z, was due 2026-01-10T19:00:00Z"
        )
    }

    @Test func `what an agent says before triage stands`() {
        var ticket = Ticket(
            id: TicketID(UUID()),
            programme: "sample",
            channel: "email",
            requester: "ann@example.com",
            subject: "Export",
            plan: "standard",
            policyVersion: 1,
            createdAt: Self.start
        )
        let word = CustomerWord(message: "1", from: "ann@example.com", at: Self.start)
        _ = ticket.open(with: word)
        let said = prioritise(&ticket, .p1, at: Self.start)
        let decision = TriageDecision(category: "any", issueType: "any", priority: .p4, tier: 1, reasons: [])
        let effects = ticket.triage(decision, saying: word, under: Self.policy, at: Self.start + 1)

        #expect(said == [])
        #expect(ticket.priority == .p1)
        #expect(effects.escalations == [.criticalIssue])
        #expect(ticket.clocks.first { $0.metric == .firstResponse }?.dueAt == Self.hours(1))
    }

    @Test func `a resolution that was no longer owed when it was solved is not missed when it is reopened`() {
        var ticket = Self.ticket(.p1)
        _ = ticket.answer(
            by: "kim",
            text: "!",
            message: "a",
            isDelivered: true,
            at: Self.hours(0.5),
            under: Self.policy
        )
        _ = prioritise(&ticket, .p3, at: Self.hours(1))
        _ = ticket.resolve(by: "kim", text: "Done", because: "r", at: Self.hours(51), under: Self.policy)
        let word = CustomerWord(message: "2", from: "ann@example.com", at: Self.hours(54))
        let effects = ticket.hear(word, under: Self.policy)

        #expect(effects.breached == [])
        #expect(ticket.clocks.filter { $0.metric == .resolution }.map(\.state) == [.cancelled])
        #expect(ticket.clocks.allSatisfy { $0.breachedAt == nil })

        // Owed again, it counts from its start, the time in which it was solved left out.
        let again = prioritise(&ticket, .p2, at: Self.hours(55))
        #expect(again.breached == [.resolution])
    }

    @Test func `a warning that was passed over for a later one is not given by the next change either`() {
        func policy(_ version: Int) -> Policy {
            let warnings: [WarningThreshold] = [.percent(50), .percent(75), .percent(90)]
            var policy = Policy.sample(
                targetRules: [
                    TargetRule(
                        id: "critical",
                        when: Condition(priorities: [.p1]),
                        targets: [.firstResponse: .hours(1)],
                        warnings: warnings
                    ),
                    TargetRule(
                        id: "all",
                        when: Condition(),
                        targets: [.firstResponse: .hours(8)],
                        warnings: warnings,
                        isDefault: true
                    ),
                ],
                escalation: .none
            )
            policy.version = version
            return policy
        }
        var ticket = Self.ticket(.p3, under: policy(1))
        let raised = ticket.prioritise(
            Classification(.p1),
            by: "kim",
            because: "p",
            at: Self.hours(0.95),
            under: policy(1)
        )
        let changed = ticket.keepUp(with: policy(2), at: Self.hours(0.96))
        let watched = ticket.watch(at: Self.hours(0.97))
        let lowered = ticket.prioritise(
            Classification(.p3),
            by: "kim",
            because: "q",
            at: Self.hours(0.98),
            under: policy(2)
        )

        #expect(raised.warned == [.firstResponse])
        #expect(changed == [] && watched == [] && lowered == [])
        #expect(ticket.watch(at: Self.hours(7.9)).warned == [.firstResponse, .firstResponse], "all but the 90 %")
        #expect(ticket.watch(at: Self.hours(9)).breached == [.firstResponse])
    }

    @Test func `updates that a change took away are owed again when it is taken back, on a reopened ticket too`() {
        func policy(_ version: Int, hasUpdates: Bool) -> Policy {
            var targets: [Metric: Target] = [.firstResponse: .hours(8)]
            if hasUpdates { targets[.periodicUpdate] = .hours(2) }
            var policy = Policy.sample(
                targetRules: [TargetRule(id: "all", when: Condition(), targets: targets, isDefault: true)],
                escalation: .none
            )
            policy.version = version
            return policy
        }
        let first = policy(1, hasUpdates: true)
        var ticket = Self.ticket(.p3, under: first)
        ticket.escalatedAt = Self.hours(0)
        _ = ticket.resolve(by: "kim", text: "Done", because: "r", at: Self.hours(1), under: first)
        _ = ticket.reopen(by: "kim", because: "o", reason: nil, at: Self.hours(2), under: first)
        func owesUpdates() -> Bool { ticket.clocks.contains { $0.metric == .periodicUpdate && $0.isOpen } }
        var owes = [owesUpdates()]
        _ = ticket.keepUp(with: policy(2, hasUpdates: false), at: Self.hours(3))
        owes.append(owesUpdates())
        _ = ticket.keepUp(with: policy(3, hasUpdates: true), at: Self.hours(4))
        owes.append(owesUpdates())

        #expect(owes == [true, false, true])
    }

    @Test func `what is said of a settled ticket counts from its reopening on`() {
        var ticket = Self.ticket(.p2)
        _ = ticket.resolve(by: "kim", text: "Done", because: "r", at: Self.hours(1), under: Self.policy)
        let effects = prioritise(&ticket, .p1, at: Self.hours(2))
        let closed = ticket.clocks
        _ = ticket.reopen(by: "kim", because: "o", reason: nil, at: Self.hours(3), under: Self.policy)

        #expect(effects == [])
        #expect(closed.allSatisfy { !$0.isOpen && $0.rule == "high" })
        let resolution = ticket.clocks.first { $0.metric == .resolution }
        #expect(resolution?.rule == "critical")
        #expect(resolution?.isOpen == true)
        let told = ticket.newEvents.last { $0.kind == .reopened }?.data["clocks"]
        #expect(told?.contains("resolution: due ") == true, "\(told ?? "nothing")")
    }

    @Test func `what became critical while it was settled asks to be moved up when it is work again`() {
        var ticket = Self.ticket(.p2)
        _ = ticket.resolve(by: "kim", text: "Done", because: "r", at: Self.hours(1), under: Self.policy)
        _ = prioritise(&ticket, .p1, at: Self.hours(2))
        let effects = ticket.reopen(by: "kim", because: "o", reason: nil, at: Self.hours(3), under: Self.policy)

        #expect(effects.escalations == [.criticalIssue])
    }

    @Test func `a ticket that had no resolution due has one when it is reopened as one that has`() throws {
        var ticket = Self.ticket(.p3)
        _ = ticket.resolve(by: "kim", text: "Done", because: "r", at: Self.hours(1), under: Self.policy)
        _ = prioritise(&ticket, .p2, at: Self.hours(2))
        _ = ticket.reopen(by: "kim", because: "o", reason: nil, at: Self.hours(3), under: Self.policy)

        let resolution = try #require(ticket.clocks.first { $0.metric == .resolution })
        #expect(resolution.isOpen)
        #expect(resolution.dueAt == Self.hours(26), "24 hours, and the two for which it was solved")
    }

    @Test func `the time a ticket was solved is no time to resolution, whatever a policy pauses`() throws {
        var policy = Self.policy
        policy.version = 1
        #expect(policy.pausedBy[.resolution]?.contains(.resolved) != true)
        var ticket = Self.ticket(.p2)
        _ = ticket.resolve(by: "kim", text: "Done", because: "r", at: Self.hours(1), under: policy)
        let effects = ticket.reopen(by: "kim", because: "o", reason: nil, at: Self.hours(100), under: policy)

        #expect(effects.breached == [])
        #expect(ticket.clocks.first { $0.metric == .resolution }?.dueAt == Self.hours(123))
    }
}

extension [TicketEffect] {
    /// The metrics that were missed.
    var breached: [Metric] {
        compactMap { if case .clockBreached(let metric, _, _) = $0 { metric } else { nil } }
    }

    var warned: [Metric] {
        compactMap { if case .clockWarned(let metric, _, _, _) = $0 { metric } else { nil } }
    }

    var escalations: [EscalationTrigger] {
        compactMap { if case .requestEscalation(let request) = $0 { request.trigger } else { nil } }
    }
}
