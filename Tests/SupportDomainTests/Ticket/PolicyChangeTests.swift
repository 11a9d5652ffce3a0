import Foundation
import Testing

@testable import SupportDomain

/// R14: under another policy open clocks count anew, and what has ended or been missed stays.
struct PolicyChangeTests {
    private static func hours(_ hours: Double) -> Date { MovingUpTests.noon + hours * 3600 }

    /// A policy that allows so many hours for the first response and the resolution.
    private static func policy(
        version: Int,
        firstResponse: Int,
        resolution: Int?,
        hours calendar: BusinessCalendar = .always
    ) -> Policy {
        var targets: [Metric: Target] = [.firstResponse: .businessHours(firstResponse)]
        targets[.resolution] = resolution.map(Target.businessHours)
        var policy = Policy.sample(
            hours: calendar,
            targetRules: [
                TargetRule(id: "all", when: Condition(), targets: targets, warnings: [.percent(50)], isDefault: true)
            ],
            escalation: .none
        )
        policy.version = version
        return policy
    }

    private static let first = policy(version: 1, firstResponse: 2, resolution: 8)

    @Test func `an open clock counts as the new version has it, and says so on the timeline`() {
        var ticket = PrioritisingTests.ticket(.p3, under: Self.first)
        let effects = ticket.keepUp(
            with: Self.policy(version: 2, firstResponse: 1, resolution: 4),
            at: Self.hours(1.5)
        )

        #expect(effects.breached == [.firstResponse])
        #expect(ticket.clocks.map(\.dueAt) == [Self.hours(1), Self.hours(4)])
        #expect(ticket.clocks.allSatisfy { $0.policyVersion == 2 })
        #expect(ticket.policyVersion == 2)
        let event = ticket.newEvents.first { $0.kind == .policyChanged }
        #expect(event?.cause == "policy/2")
        #expect(event?.data["from_version"] == "1")
        #expect(
            event?.data["clocks"]
                == "first response: due 2026-01-09T20:00:00Z, was due 2026-01-09T21:00:00Z; "
                + "resolution: due 2026-01-09T23:00:00Z, was due 2026-01-10T03:00:00Z"
        )
    }

    @Test func `a holiday that is declared moves what is open, and not what has ended or been missed`() throws {
        func policy(_ version: Int, holidays: [BusinessCalendar.Holiday]) throws -> Policy {
            let office = try BusinessCalendar(
                name: "office",
                zone: must(Zone("Europe/Berlin")),
                weekly: .everyWorkday("09:00", "17:00"),
                holidays: holidays
            )
            return Self.policy(version: version, firstResponse: 1, resolution: 4, hours: office)
        }
        // It is Friday evening in Berlin: the first response is due on Monday at ten, the resolution at one.
        var ticket = PrioritisingTests.ticket(.p3, under: try policy(1, holidays: []))
        var missed = ticket
        _ = missed.watch(at: .berlin("Mon 2026-01-12 11:00"))
        let strike = BusinessCalendar.Holiday(date: must(DateRule("2026-01-12")), name: "Strike")
        let newer = try policy(2, holidays: [strike])
        let effects = ticket.keepUp(with: newer, at: .berlin("Fri 2026-01-09 20:30"))
        let later = missed.keepUp(with: newer, at: .berlin("Mon 2026-01-12 11:30"))

        #expect(effects == [] && later == [])
        #expect(ticket.clocks.map(\.dueAt) == [.berlin("Tue 2026-01-13 10:00"), .berlin("Tue 2026-01-13 13:00")])
        #expect(missed.clocks[0].breachedAt == .berlin("Mon 2026-01-12 10:00") + 1)
        #expect(missed.watch(at: .berlin("Tue 2026-01-13 12:00")).breached == [])
        #expect(missed.watch(at: .berlin("Tue 2026-01-13 14:00")).breached == [.resolution])
    }

    @Test func `what has ended keeps its version, and nothing that fired fires again`() {
        var ticket = PrioritisingTests.ticket(.p3, under: Self.first)
        _ = ticket.watch(at: Self.hours(1))  // half of the first response
        _ = ticket.answer(
            by: "kim",
            text: "Hello",
            message: "a",
            isDelivered: true,
            at: Self.hours(1.2),
            under: Self.first
        )
        let ended = ticket.clocks[0]
        let warned = ticket.watch(at: Self.hours(4.5))  // half of the resolution
        _ = ticket.keepUp(with: Self.policy(version: 2, firstResponse: 1, resolution: 12), at: Self.hours(5))

        #expect(warned.warned == [.resolution])
        #expect(ticket.clocks[0] == ended)
        #expect(ticket.watch(at: Self.hours(11)) == [])
        #expect(ticket.watch(at: Self.hours(13)).breached == [.resolution])
    }

    @Test func `a version that says the same changes the version and tells nobody`() {
        var ticket = PrioritisingTests.ticket(.p3, under: Self.first)
        let events = ticket.newEvents.count
        let due = ticket.clocks.map(\.schedule)
        let effects = ticket.keepUp(
            with: Self.policy(version: 2, firstResponse: 2, resolution: 8),
            at: Self.hours(0.5)
        )

        #expect(effects == [])
        #expect(ticket.newEvents.count == events)
        #expect(ticket.clocks.map(\.schedule) == due)
        #expect(ticket.clocks.allSatisfy { $0.policyVersion == 2 })
    }

    @Test func `an older version, the same one, and a settled ticket change nothing`() {
        var ticket = PrioritisingTests.ticket(.p3, under: Self.first)
        _ = ticket.keepUp(with: Self.policy(version: 3, firstResponse: 1, resolution: 4), at: Self.hours(0.5))
        var settled = ticket
        _ = settled.resolve(by: "kim", text: "Done", because: "r", at: Self.hours(0.6), under: Self.first)
        let (before, end) = (ticket, settled)
        _ = ticket.keepUp(with: Self.policy(version: 2, firstResponse: 9, resolution: 9), at: Self.hours(0.7))
        _ = ticket.keepUp(with: Self.policy(version: 3, firstResponse: 9, resolution: 9), at: Self.hours(0.7))
        _ = settled.keepUp(with: Self.policy(version: 4, firstResponse: 9, resolution: 9), at: Self.hours(0.7))

        #expect(ticket == before)
        #expect(settled == end)
    }

    @Test func `a ticket that was settled under an older version comes under the newer one when it is reopened`() {
        var ticket = PrioritisingTests.ticket(.p3, under: Self.first)
        _ = ticket.resolve(by: "kim", text: "Done", because: "r", at: Self.hours(1), under: Self.first)
        let newer = Self.policy(version: 2, firstResponse: 1, resolution: 4)
        _ = ticket.reopen(by: "kim", because: "o", reason: nil, at: Self.hours(2), under: newer)

        let resolution = ticket.clocks.first { $0.metric == .resolution }
        #expect(resolution?.policyVersion == 2)
        #expect(resolution?.dueAt == Self.hours(5), "four hours, and the one for which it was solved")
        #expect(ticket.clocks.first { $0.metric == .firstResponse }?.policyVersion == 1)
        #expect(ticket.newEvents.last?.kind == .policyChanged)
    }

    @Test func `a ticket that is reopened under a version that renamed its calendar is not late by the hours of none`()
        throws
    {
        func policy(_ version: Int, calendar: String) throws -> Policy {
            let office = try BusinessCalendar(
                name: calendar,
                zone: must(Zone("Europe/Berlin")),
                weekly: .everyWorkday("09:00", "17:00")
            )
            return Self.policy(version: version, firstResponse: 8, resolution: 8, hours: office)
        }
        var ticket = PrioritisingTests.ticket(.p3, under: try policy(1, calendar: "office"))
        let evening = Date.berlin("Fri 2026-01-09 20:30")
        _ = ticket.resolve(by: "kim", text: "Done", because: "r", at: evening, under: try policy(1, calendar: "office"))
        let monday = Date.berlin("Mon 2026-01-12 10:00")
        let newer = try policy(2, calendar: "desk")
        let effects = ticket.reopen(by: "kim", because: "o", reason: nil, at: monday, under: newer)

        let resolution = ticket.clocks.first { $0.metric == .resolution }
        #expect(effects.breached == [])
        #expect(resolution?.calendar == "desk")
        #expect(resolution?.isOpen == true)
        #expect(resolution?.breachedAt == nil)
    }

    @Test func `what a new version no longer asks for is no longer owed, and comes back in its old cycle`() {
        var ticket = PrioritisingTests.ticket(.p3, under: Self.first)
        _ = ticket.keepUp(with: Self.policy(version: 2, firstResponse: 2, resolution: nil), at: Self.hours(1))
        let without = ticket.clocks.first { $0.metric == .resolution }
        _ = ticket.keepUp(with: Self.policy(version: 3, firstResponse: 2, resolution: 10), at: Self.hours(1.5))

        #expect(without?.state == .cancelled)
        let resolution = ticket.clocks.filter { $0.metric == .resolution }
        #expect(resolution.map(\.cycle) == [1])
        #expect(resolution.map(\.dueAt) == [Self.hours(10)])
    }

    @Test func `where a new version asks for nothing, nothing is due and nobody need look again`() {
        var ticket = PrioritisingTests.ticket(.p3, under: Self.first)
        var silent = Policy.sample(escalation: .none)
        silent.version = 2
        let effects = ticket.keepUp(with: silent, at: Self.hours(1.5))

        #expect(effects.breached == [])
        #expect(ticket.clocks.map(\.state) == [.cancelled, .cancelled])
        #expect(ticket.nextWakeUp == nil)
        #expect(ticket.watch(at: Self.hours(100)) == [])
    }

    @Test(arguments: [(true, 9.0), (false, nil)] as [(Bool, Double?)])
    func `another plan and another version count with the same pauses`(isOver: Bool, due: Double?) {
        var policy = Policy.sample(
            targetRules: [
                TargetRule(
                    id: "premium",
                    when: Condition(plans: ["premium"]),
                    targets: [.resolution: .hours(6)]
                ),
                TargetRule(id: "all", when: Condition(), targets: [.resolution: .hours(20)], isDefault: true),
            ],
            escalation: .none
        )
        policy.version = 1
        var byPlan = PrioritisingTests.ticket(.p3, under: policy)
        _ = byPlan.wait(for: .customer, by: "kim", because: "w", at: Self.hours(1), under: policy)
        if isOver { _ = byPlan.resume(by: "ann", because: "c", at: Self.hours(4), under: policy) }
        var byVersion = byPlan
        _ = byPlan.changePlan(to: "premium", because: "plan/x", at: Self.hours(5), under: policy)
        var newer = Policy.sample(
            targetRules: [TargetRule(id: "all", when: Condition(), targets: [.resolution: .hours(6)], isDefault: true)],
            escalation: .none
        )
        newer.version = 2
        _ = byVersion.keepUp(with: newer, at: Self.hours(5))

        for ticket in [byPlan, byVersion] {
            #expect(ticket.clocks.last { $0.metric == .resolution }?.dueAt == due.map(Self.hours))
        }
    }

    @Test func `another plan counts from the start, too`() {
        var policy = Policy.sample(
            targetRules: [
                TargetRule(
                    id: "premium",
                    when: Condition(plans: ["premium"]),
                    targets: [.firstResponse: .hours(1)]
                ),
                TargetRule(id: "all", when: Condition(), targets: [.firstResponse: .hours(4)], isDefault: true),
            ],
            escalation: .none
        )
        policy.version = 1
        var ticket = PrioritisingTests.ticket(.p3, under: policy)
        let effects = ticket.changePlan(to: "premium", because: "plan/x", at: Self.hours(2), under: policy)
        let again = ticket.changePlan(to: "premium", because: "plan/x", at: Self.hours(3), under: policy)

        #expect(effects.breached == [.firstResponse])
        #expect(again == [])
        #expect(ticket.clocks[0].breachedAt == Self.hours(2))
        #expect(ticket.newEvents.filter { $0.kind == .planChanged }.map { $0.data["from"] } == ["standard"])
    }

    @Test func `whoever comes to a plan whose tickets move up at once asks for that, once`() {
        let policy = Policy.sample(
            tiers: 2,
            escalation: EscalationRules(
                matrix: [],
                byPriority: [
                    PriorityEscalation(
                        id: "enterprise",
                        when: Condition(plans: ["enterprise"]),
                        delay: .atOnce,
                        to: [2]
                    )
                ],
                triggers: [.criticalIssue],
                breachesThatEscalate: [],
                pagedPriorities: []
            )
        )
        var ticket = PrioritisingTests.ticket(.p3, under: policy)
        let changed = ticket.changePlan(to: "enterprise", because: "plan/1", at: Self.hours(1), under: policy)
        let back = ticket.changePlan(to: "standard", because: "plan/2", at: Self.hours(2), under: policy)

        let request = EscalationRequest(.criticalIssue, because: "plan/1", by: "policy")
        #expect(changed.contains(.requestEscalation(request)))
        #expect(!back.contains { if case .requestEscalation = $0 { true } else { false } })
    }

    @Test func `what a new version moves up at once asks for that, once, also when it is reopened under it`() {
        func policy(version: Int, delay: PriorityEscalation.Delay) -> Policy {
            var policy = Policy.sample(
                tiers: 2,
                escalation: EscalationRules(
                    matrix: [],
                    byPriority: [PriorityEscalation(id: "high", when: Condition(), delay: delay, to: [2])],
                    triggers: [.criticalIssue, .timeAtTier],
                    breachesThatEscalate: [],
                    pagedPriorities: []
                )
            )
            policy.version = version
            return policy
        }
        let (first, second) = (policy(version: 1, delay: .within(.hours(8))), policy(version: 2, delay: .atOnce))
        var ticket = PrioritisingTests.ticket(.p3, under: first)
        var solved = ticket
        _ = solved.resolve(by: "kim", text: "Done", because: "r", at: Self.hours(1), under: first)
        let asked = ticket.keepUp(with: second, at: Self.hours(2))
        let again = ticket.keepUp(with: second, at: Self.hours(3))
        let reopened = solved.reopen(by: "kim", because: "o", reason: nil, at: Self.hours(3), under: second)
        let request = EscalationRequest(.criticalIssue, because: "policy/2", by: "policy")
        _ = ticket.decide(on: request, while: nil, under: second, at: Self.hours(4))
        let tier = ticket.tier
        let late = EscalationRequest(.criticalIssue, because: "policy/3", by: "policy")
        _ = ticket.decide(on: late, while: nil, under: second, at: Self.hours(5))

        #expect(asked == [.requestEscalation(request)])
        #expect(again == [])
        #expect(reopened.count { if case .requestEscalation = $0 { true } else { false } } == 1)
        #expect(tier == 2)
        #expect(ticket.escalationCount == 1)
        #expect(ticket.newEvents.last?.data["reason"] == "it has been moved up in the meantime")
    }

    @Test func `a plan whose tickets move up at once takes one there that has been moved up less far`() throws {
        let policy = Policy.sample(
            tiers: 3,
            escalation: EscalationRules(
                matrix: [],
                byPriority: [
                    PriorityEscalation(id: "vip", when: Condition(plans: ["enterprise"]), delay: .atOnce, to: [3])
                ],
                triggers: [.criticalIssue],
                breachesThatEscalate: [],
                pagedPriorities: []
            )
        )
        var ticket = PrioritisingTests.ticket(.p3, under: policy)
        let byHand = EscalationRequest(.manual, because: "h", by: "kim")
        _ = ticket.decide(on: byHand, while: nil, under: policy, at: Self.hours(1))
        let tier = ticket.tier
        ticket.plan = "enterprise"
        let request = EscalationRequest(.criticalIssue, because: "plan/1", by: "policy")
        _ = ticket.decide(on: request, while: nil, under: policy, at: Self.hours(2))

        #expect(tier == 2)
        #expect(ticket.tier == 3)
    }

    @Test func `what a plan asked for lapses where the ticket is no longer one, whatever words move others up`() {
        var policy = Policy.sample(
            tiers: 3,
            escalation: EscalationRules(
                matrix: [],
                byPriority: [],
                triggers: [.criticalIssue],
                breachesThatEscalate: [],
                pagedPriorities: []
            ),
            triageRules: TriageRules(
                categories: [],
                defaultCategory: .init(category: "any"),
                priorities: [],
                defaultPriority: .p3,
                escalations: [EscalationPhraseRule(id: "fire", match: MessageMatch(), trigger: .criticalIssue)]
            )
        )
        policy.version = 1
        var ticket = PrioritisingTests.ticket(.p3, under: policy)
        var spoken = ticket
        let byPlan = EscalationRequest(.criticalIssue, because: "plan/1", by: "policy")
        let inWords = EscalationRequest(.criticalIssue, because: "m", by: "ann@example.com")
        _ = ticket.decide(on: byPlan, while: nil, under: policy, at: Self.hours(1))
        _ = spoken.decide(on: inWords, while: nil, under: policy, at: Self.hours(1))

        #expect(ticket.tier == 1)
        #expect(spoken.tier == 2)
    }
}
