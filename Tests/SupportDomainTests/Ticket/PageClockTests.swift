import Foundation
import Testing

@testable import SupportDomain

/// How long whoever is called may take, and what is kept of it.
struct PageClockTests {
    static let noon = Date(timeIntervalSince1970: 1_767_985_200)

    private static func ladder(_ tier: Int, calling name: String) -> PagingLadder {
        PagingLadder(
            tier: tier,
            contacts: [.init(name: name), .init(name: "second")],
            acknowledgeWithin: 900,
            lastResort: .init(name: "last")
        )
    }

    /// Three tiers with a ladder each; an hour to acknowledge what is critical, and as long as the ladder says otherwise.
    private let policy = Policy.sample(
        tiers: 3,
        targetRules: [
            TargetRule(
                id: "critical",
                when: Condition(priorities: [.p1]),
                targets: [.resolution: .hours(24), .pageAcknowledgement: .hours(1)],
                warnings: [.percent(50)]
            ),
            TargetRule(id: "rest", when: Condition(), targets: [.resolution: .hours(24)]),
        ],
        escalation: EscalationRules(
            matrix: [],
            byPriority: [],
            triggers: [],
            breachesThatEscalate: [],
            pagedPriorities: [.p1, .p2]
        ),
        ladders: [1: ladder(1, calling: "one"), 2: ladder(2, calling: "two"), 3: ladder(3, calling: "three")]
    )

    private func ticket(_ priority: Priority) -> Ticket {
        var life = Lifetime(openedAt: "09:00", under: policy)
        life.happens(.triage, at: "09:00")
        var ticket = life.ticket
        ticket.priority = priority
        return ticket
    }

    private func escalate(
        _ ticket: inout Ticket,
        because cause: String,
        while openPage: Page? = nil,
        at now: Date = noon
    ) throws -> Page {
        let decision = try #require(policy.escalation(of: ticket.facts, trigger: .manual, at: now))
        let request = EscalationRequest(.manual, because: cause, by: "kim")
        let effects = ticket.escalate(decision, for: request, while: openPage, under: policy, at: now)
        return try #require(effects.compactMap { if case .page(let page) = $0 { page } else { nil } }.first)
    }

    private func clocks(_ ticket: Ticket) -> [Clock] { ticket.clocks.filter { $0.metric == .pageAcknowledgement } }

    @Test func `the target table says how long, on each rung`() throws {
        var ticket = ticket(.p1)
        let page = try escalate(&ticket, because: "one")
        let later = Self.noon + 3600
        let next = ticket.callOn(page, unansweredAt: 1, up: Self.ladder(2, calling: "two"), under: policy, at: later)

        #expect(page.acknowledgeBy == Self.noon + 3600)
        #expect(next?.acknowledgeBy == later + 3600)
    }

    @Test func `where it sets no time, the ladder does, and no clock runs`() throws {
        var ticket = ticket(.p2)
        let page = try escalate(&ticket, because: "one")

        #expect(page.acknowledgeBy == Self.noon + 900)
        #expect(clocks(ticket).isEmpty)
    }

    @Test func `the wait is a clock without warnings, which ends when somebody takes the page`() throws {
        var ticket = ticket(.p1)
        let page = try escalate(&ticket, because: "one")
        let clock = try #require(clocks(ticket).first)
        let effects = ticket.acknowledge(page, by: "lee", because: "ack", at: Self.noon + 3600)

        #expect(clock.dueAt == Self.noon + 3600)
        #expect(clock.schedule.thresholds.map(\.kind) == [.breach])
        #expect(clocks(ticket).map(\.state) == [.fulfilled])
        #expect(clocks(ticket).map(\.breachedAt) == [nil])
        #expect(effects == [.settlePage(.acknowledged, by: "lee")])
    }

    @Test func `taking it late is on record, whether or not the watcher has seen it`() throws {
        for isWatched in [true, false] {
            var ticket = ticket(.p1)
            let page = try escalate(&ticket, because: "one")
            if isWatched { _ = ticket.watch(at: Self.noon + 3601) }
            _ = ticket.acknowledge(page, by: "lee", because: "ack", at: Self.noon + 4000)

            #expect(clocks(ticket).map(\.state) == [.fulfilled])
            #expect(clocks(ticket).map(\.breachedAt) == [Self.noon + 3601])
            let told = ticket.newEvents.filter { $0.cause == "page_acknowledgement/1/breach" }
            #expect(told.map(\.kind) == [.clockBreached])
        }
    }

    @Test func `a page to other people begins a cycle of its own, and a cause that joins none`() throws {
        var ticket = ticket(.p1)
        let first = try escalate(&ticket, because: "one")
        let second = try escalate(&ticket, because: "two", while: first, at: Self.noon + 60)
        let decision = try #require(policy.escalation(of: ticket.facts, trigger: .manual, at: Self.noon + 120))
        let joined = EscalationRequest(.manual, because: "three", by: "kim")
        _ = ticket.escalate(decision, for: joined, while: second, under: policy, at: Self.noon + 120)

        #expect(first.tier == 2)
        #expect(second.tier == 3)
        #expect(clocks(ticket).map(\.state) == [.cancelled, .running])
        #expect(clocks(ticket).map(\.startedAt) == [Self.noon, Self.noon + 60])
    }

    @Test func `nobody need take the page of a ticket that is settled`() throws {
        var ticket = ticket(.p1)
        _ = try escalate(&ticket, because: "one")
        _ = ticket.resolve(by: "kim", text: nil, because: "solved", at: Self.noon + 60, under: policy)

        #expect(clocks(ticket).map(\.state) == [.cancelled])
    }

    @Test func `R10: a page of a ticket that becomes critical is to be taken as soon as one, from when it was sent`()
        throws
    {
        var ticket = ticket(.p1)
        _ = try escalate(&ticket, because: "one")
        let stricter = Policy.sample(
            tiers: 3,
            targetRules: [
                TargetRule(
                    id: "now",
                    when: Condition(),
                    targets: [.pageAcknowledgement: .minutes(10)],
                    warnings: [.percent(50)]
                )
            ],
            escalation: .none
        )
        _ = ticket.reevaluateClocks(under: stricter, at: Self.noon + 60)
        let unset = Policy.sample(tiers: 3, escalation: .none)
        var untimed = ticket
        _ = untimed.reevaluateClocks(under: unset, at: Self.noon + 60)

        #expect(clocks(ticket).map(\.dueAt) == [Self.noon + 600])
        #expect(clocks(ticket).map { $0.schedule.thresholds.map(\.kind) } == [[.breach]])
        #expect(clocks(untimed).map(\.isOpen) == [true])
    }

    @Test func `who is being called is called anew for what has become more urgent, and not for the same again`() throws
    {
        func ladder(_ tier: Int) -> PagingLadder {
            PagingLadder(
                tier: tier,
                contacts: [.init(name: "one")],
                acknowledgeWithin: 1800,
                acknowledgeWithinByPriority: [.p1: 300],
                lastResort: .init(name: "last")
            )
        }
        let policy = Policy.sample(
            escalation: EscalationRules(
                matrix: [],
                byPriority: [],
                triggers: [],
                breachesThatEscalate: [],
                pagedPriorities: [.p1, .p2]
            ),
            ladders: [1: ladder(1)]
        )
        var ticket = PrioritisingTests.ticket(.p2, under: policy)
        func escalate(because cause: String, while page: Page?, after seconds: TimeInterval) throws -> Page? {
            let now = Self.noon + seconds
            let decision = try #require(policy.escalation(of: ticket.facts, trigger: .manual, at: now))
            let request = EscalationRequest(.manual, because: cause, by: "kim")
            let effects = ticket.escalate(decision, for: request, while: page, under: policy, at: now)
            return effects.compactMap { if case .page(let page) = $0 { page } else { nil } }.first
        }
        let first = try escalate(because: "one", while: nil, after: 0)
        let same = try escalate(because: "two", while: first, after: 60)
        ticket.priority = .p1
        let urgent = try escalate(because: "three", while: first, after: 120)
        let again = try escalate(because: "four", while: urgent, after: 180)

        #expect(first?.acknowledgeBy == Self.noon + 1800)
        #expect(same == nil && again == nil)
        #expect(urgent?.acknowledgeBy == Self.noon + 420)
        #expect(
            ticket.newEvents.map(\.kind).filter { [.pageJoined, .pageSuperseded].contains($0) } == [
                .pageJoined, .pageSuperseded, .pageJoined,
            ]
        )
    }
}
