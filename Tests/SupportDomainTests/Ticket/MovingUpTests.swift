import Foundation
import Testing

@testable import SupportDomain

struct MovingUpTests {
    static let noon = Date(timeIntervalSince1970: 1_767_985_200)

    /// Two tiers with a ladder each, an hour at the first, and an hour to respond at both.
    private let policy = Policy.sample(
        tiers: 2,
        targetRules: [
            TargetRule(id: "hour", when: Condition(), targets: [.nextResponse: .hours(1), .periodicUpdate: .hours(1)])
        ],
        escalation: EscalationRules(
            matrix: [EscalationMatrix(id: "matrix", when: Condition(), rows: ["any": [1: .hours(1)]])],
            byPriority: [],
            triggers: [.timeAtTier, .serviceLevelBreached],
            breachesThatEscalate: [.nextResponse],
            pagedPriorities: [.p1]
        ),
        ladders: [1: ladder(1, calling: "first"), 2: ladder(2, calling: "second")]
    )

    private static func ladder(_ tier: Int, calling name: String) -> PagingLadder {
        PagingLadder(
            tier: tier,
            contacts: [.init(name: name)],
            acknowledgeWithin: 900,
            lastResort: .init(name: "last")
        )
    }

    /// A critical ticket at a tier, whose clocks of these metrics have been missed.
    private func ticket(atTier tier: Int, missed metrics: [Metric]) -> Ticket {
        var ticket = Ticket(
            id: TicketID(UUID()),
            programme: "sample",
            channel: "email",
            requester: "ann@example.com",
            subject: "Export",
            plan: "standard",
            status: .open,
            policyVersion: 1,
            createdAt: Self.noon
        )
        ticket.triagedAt = Self.noon
        ticket.priority = .p1
        ticket.issueType = "any"
        ticket.tier = tier
        ticket.clocks = metrics.map { metric in
            let goal = Goal(metric: metric, target: .hours(1), calendar: "always", rule: "hour")
            return .start(goal, cycle: 1, at: Self.noon, in: policy, tier: tier)
        }
        _ = ticket.watch(at: Self.noon + 3601)
        return ticket
    }

    private func escalate(
        _ ticket: inout Ticket,
        for trigger: EscalationTrigger,
        while page: Page? = nil
    ) throws -> [TicketEffect] {
        let decision = try #require(
            policy.escalation(of: ticket.facts, trigger: trigger, metric: .nextResponse, at: Self.noon + 3601)
        )
        let request = EscalationRequest(trigger, because: "cause", by: "sla-watcher")
        return ticket.escalate(decision, for: request, while: page, under: policy, at: Self.noon + 3601)
    }

    private func page(toTier tier: Int, of ticket: Ticket) -> Page {
        Page(
            id: UUID(),
            ticketID: ticket.id,
            tier: tier,
            reason: "it is overdue",
            createdAt: Self.noon,
            acknowledgeBy: Self.noon + 900,
            policyVersion: 1
        )
    }

    @Test func `at the highest tier a missed time at tier calls somebody and starts no other`() throws {
        var ticket = ticket(atTier: 2, missed: [.timeAtTier])
        let effects = try escalate(&ticket, for: .timeAtTier)

        let pages = effects.compactMap { if case .page(let page) = $0 { page } else { nil } }
        #expect(pages.map(\.tier) == [2])
        #expect(ticket.clocks.count { $0.metric == .timeAtTier } == 1)
        #expect(ticket.clocks.contains { $0.metric == .periodicUpdate && $0.isOpen })
    }

    @Test func `a missed response begins anew at the next tier, and not at the same one`() throws {
        var lower = ticket(atTier: 1, missed: [.nextResponse])
        var upper = ticket(atTier: 2, missed: [.nextResponse])
        _ = try escalate(&lower, for: .serviceLevelBreached)
        _ = try escalate(&upper, for: .serviceLevelBreached)

        #expect(lower.clocks.filter { $0.metric == .nextResponse }.map(\.state) == [.cancelled, .running])
        #expect(upper.clocks.filter { $0.metric == .nextResponse }.map(\.state) == [.running])
    }

    @Test(arguments: [
        ("Fri 2026-01-09 18:00", Target.hours(2)),
        ("Sat 2026-01-10 11:00", .hours(8)),
        ("Mon 2026-01-12 10:00", .hours(1)),
    ])
    func `what is owed after moving up goes by when it moves, not by when the ticket came in`(
        now: String,
        target: Target
    ) throws {
        func rule(_ arrival: Arrival, _ target: Target) -> TargetRule {
            TargetRule(id: "\(arrival)", when: Condition(arrivals: [arrival]), targets: [.nextResponse: target])
        }
        let policy = Policy.sample(
            hours: try .berlin(from: "09:00", to: "17:00"),
            tiers: 2,
            targetRules: [rule(.inHours, .hours(1)), rule(.afterHours, .hours(2)), rule(.weekend, .hours(8))],
            escalation: .none
        )
        var facts = ticket(atTier: 1, missed: []).facts
        facts.arrivedAt = .berlin("Fri 2026-01-09 10:00")
        let decision = try #require(policy.escalation(of: policy.placed(facts), trigger: .manual, at: .berlin(now)))

        #expect(decision.goals.map(\.target) == [target])
    }

    @Test func `a page to the same people is joined`() throws {
        var ticket = ticket(atTier: 2, missed: [.nextResponse])
        let effects = try escalate(&ticket, for: .serviceLevelBreached, while: page(toTier: 2, of: ticket))

        #expect(effects.isEmpty)
        #expect(ticket.newEvents.map(\.kind).suffix(2) == [.escalated, .pageJoined])
    }

    @Test func `a page to other people is superseded by one to them`() throws {
        var ticket = ticket(atTier: 1, missed: [.nextResponse])
        let effects = try escalate(&ticket, for: .serviceLevelBreached, while: page(toTier: 1, of: ticket))

        let events = ticket.newEvents.map(\.kind).suffix(3)
        #expect(effects.contains(.settlePage(.cancelled, by: "escalation to tier 2")))
        #expect(effects.contains { if case .page(let page) = $0 { page.tier == 2 } else { false } })
        #expect(events == [.escalated, .pageSuperseded, .paged])
    }

    @Test func `a ticket that was escalated where it stands is owed its updates under a newer version, too`() throws {
        var ticket = ticket(atTier: 2, missed: [])
        _ = try escalate(&ticket, for: .serviceLevelBreached)
        var newer = policy
        newer.version = 2
        _ = ticket.keepUp(with: newer, at: Self.noon + 3700)

        #expect(ticket.tier == 2)
        #expect(ticket.escalationCount == 0)
        #expect(ticket.clocks.filter(\.isOpen).map(\.metric).contains(.periodicUpdate))
    }

    /// What a customer waits for who is owed an answer by 21:00, once the ticket moves up at 20:00:01 to a tier that
    /// answers within so many minutes.
    @Test(arguments: [
        (30, [Clock.State.cancelled, .running], 1801.0),
        (60, [.running], 3600),
        (240, [.running], 3600),
    ])
    func `one answer is waited for once, and no longer than before`(
        minutes: Int,
        states: [Clock.State],
        due: TimeInterval
    ) throws {
        var ticket = ticket(atTier: 1, missed: [])
        let goal = Goal(metric: .nextResponse, target: .hours(1), calendar: "always", rule: "hour")
        ticket.clocks = [.start(goal, cycle: 1, at: Self.noon, in: policy, tier: 1)]
        let policy = Policy.sample(
            tiers: 2,
            targetRules: [
                TargetRule(id: "tier", when: Condition(), targets: [.nextResponse: .minutes(minutes)])
            ],
            escalation: .none
        )
        let now = Self.noon + 1
        let decision = try #require(policy.escalation(of: ticket.facts, trigger: .manual, at: now))
        let request = EscalationRequest(.manual, because: "cause", by: "kim")
        _ = ticket.escalate(decision, for: request, while: nil, under: policy, at: now)

        #expect(ticket.tier == 2)
        #expect(ticket.clocks.map(\.state) == states)
        #expect(ticket.clocks.last?.dueAt == Self.noon + due)
    }

    @Test func `what had begun before an escalation counts as it did, also after another change`() throws {
        func rule(_ id: String, isEscalated: Bool?, _ hours: Int) -> TargetRule {
            TargetRule(
                id: id,
                when: Condition(isEscalated: isEscalated),
                targets: [.resolution: .hours(hours), .nextResponse: .hours(hours)]
            )
        }
        let policy = Policy.sample(
            targetRules: [rule("escalated", isEscalated: true, 2), rule("ordinary", isEscalated: nil, 8)],
            escalation: .none
        )
        var ticket = ticket(atTier: 1, missed: [])
        ticket.unansweredSince = Self.noon
        let goals = policy.goals(for: ticket.facts, metrics: [.resolution])
        ticket.clocks = goals.map { .start($0, cycle: 1, at: Self.noon, in: policy, tier: 1) }
        let decision = try #require(policy.escalation(of: ticket.facts, trigger: .manual, at: Self.noon + 60))
        let request = EscalationRequest(.manual, because: "cause", by: "kim")
        _ = ticket.escalate(decision, for: request, while: nil, under: policy, at: Self.noon + 60)
        var newer = policy
        newer.version = 2
        _ = ticket.keepUp(with: newer, at: Self.noon + 120)

        #expect(ticket.escalatedAt == Self.noon + 60)
        #expect(ticket.clocks.map(\.rule) == ["ordinary", "escalated"])
        #expect(ticket.clocks.map(\.metric) == [.resolution, .nextResponse])
    }

    @Test func `what was to move up at once and is no longer one that does stays`() throws {
        let policy = PrioritisingTests.policy
        var ticket = PrioritisingTests.ticket(.p1, under: policy)
        let asked = EscalationRequest(.criticalIssue, because: "triage", by: "triage")
        var lowered = ticket
        _ = lowered.prioritise(
            Classification(.p3),
            by: "kim",
            because: "p",
            at: Self.noon + 60,
            under: policy
        )
        _ = ticket.decide(on: asked, while: nil, under: policy, at: Self.noon + 120)
        _ = lowered.decide(on: asked, while: nil, under: policy, at: Self.noon + 120)

        #expect(ticket.tier == 2)
        #expect(lowered.tier == 1)
        #expect(lowered.newEvents.last?.kind == .escalationDeclined)
        #expect(lowered.newEvents.last?.data["reason"] == "it is no longer one that moves up at once")
    }

    @Test(arguments: [(1, 3), (2, 3), (3, 3)], [false, true])
    func `a rule of a priority leads to its own tiers after its time`(move: (Int, Int), hasMatrix: Bool) throws {
        let (from, to) = move
        let rows: [Int: Target] = [1: .hours(24), 2: .hours(24)]
        let policy = Policy.sample(
            tiers: 4,
            escalation: EscalationRules(
                matrix: hasMatrix ? [EscalationMatrix(id: "matrix", when: Condition(), rows: ["any": rows])] : [],
                byPriority: [
                    PriorityEscalation(id: "slow", when: Condition(), delay: .within(.hours(8)), to: [3])
                ],
                triggers: [.timeAtTier],
                breachesThatEscalate: [],
                pagedPriorities: []
            )
        )
        var ticket = ticket(atTier: from, missed: [])
        ticket.tier = from
        let goals = policy.goals(for: ticket.facts, metrics: [.timeAtTier])
        ticket.startClocks([.timeAtTier], at: Self.noon, under: policy)
        _ = ticket.watch(at: Self.noon + 8 * 3600 + 1)
        let request = EscalationRequest(missed: MissedClock(metric: "time_at_tier", cycle: 1))
        _ = ticket.decide(on: request, while: nil, under: policy, at: Self.noon + 8 * 3600 + 1)

        #expect(goals.isEmpty == (from == 3))
        #expect(ticket.tier == to)
    }

    @Test func `of two waits that a pause stops the one that would end earlier counts`() throws {
        func policy(_ hours: Int) -> Policy {
            Policy.sample(
                tiers: 2,
                targetRules: [TargetRule(id: "tier", when: Condition(), targets: [.nextResponse: .hours(hours)])],
                pausedBy: [.nextResponse: [.vendor]],
                escalation: .none
            )
        }
        for (hours, states) in [(1, [Clock.State.cancelled, .paused]), (12, [.paused])] {
            let policy = policy(hours)
            var ticket = ticket(atTier: 1, missed: [])
            let goal = Goal(metric: .nextResponse, target: .hours(8), calendar: "always", rule: "hour")
            ticket.clocks = [.start(goal, cycle: 1, at: Self.noon, in: policy, tier: 1)]
            _ = ticket.wait(for: .vendor, by: "kim", because: "w", at: Self.noon + 60, under: policy)
            let now = Self.noon + 120
            let decision = try #require(policy.escalation(of: ticket.facts, trigger: .manual, at: now))
            let request = EscalationRequest(.manual, because: "cause", by: "kim")
            _ = ticket.escalate(decision, for: request, while: nil, under: policy, at: now)

            #expect(ticket.clocks.filter { $0.metric == .nextResponse }.map(\.state) == states)
        }
    }
}
