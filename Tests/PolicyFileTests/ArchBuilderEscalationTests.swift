import Foundation
import SupportDomain
import Testing

/// How far document 003's priorities move a ticket: a critical one at once, every other in its time.
struct ArchBuilderEscalationTests {
    private let shipped = Shipped.archBuilder

    @Test(arguments: [
        // what comes in, on which plan, the tier it begins at, and the one it goes to
        ("Complete system outage", "standard", 1, 3), ("Complete system outage", "professional", 2, 3),
        ("Data corruption", "enterprise", 3, 3), ("Security incident", "standard", 1, 4),
        ("Security incident", "enterprise", 3, 4),
    ])
    func `features item 37: a critical issue is moved by triage itself, at night too, and somebody there is called`(
        text: String,
        plan: String,
        entryTier: Int,
        expected: Int
    ) throws {
        let opened = try shipped.ticket(for: Arriving(text, at: "Sat 2026-01-10 22:00", plan: plan))
        let asked = opened.effects.compactMap { effect in
            if case .requestEscalation(let request) = effect { request.trigger } else { nil }
        }
        #expect(asked == [.criticalIssue], "Critical Issue: P1 issues automatically escalated")

        var ticket = opened.ticket
        #expect(ticket.tier == entryTier)
        let effects = try shipped.escalate(&ticket, for: .criticalIssue, at: ticket.createdAt)
        #expect(ticket.tier == expected, "Critical (P1): Escalation: Immediate to Tier 3/4")
        #expect(effects?.paged.map(\.tier) == [expected])
    }

    @Test(arguments: ["Core features not working", "Non-critical features not working", "General questions"])
    func `features item 37: what is not critical waits for its time`(text: String) throws {
        #expect(try shipped.decision(on: Arriving(text, plan: "standard")).escalateAtOnce == nil)
    }

    @Test(
        arguments: [
            // from which tier, and to which; nil where the priority moves it no further
            (.p2, 1, 2, "High (P2): Escalation: Within 8 hours to Tier 2/3"),
            (.p2, 2, 3, "High (P2): Escalation: Within 8 hours to Tier 2/3"),
            (.p2, 3, nil, "High (P2): Escalation: Within 8 hours to Tier 2/3"),
            (.p3, 1, 2, "Medium (P3): Escalation: Within 48 hours to Tier 2"),
            (.p3, 2, nil, "Medium (P3): Escalation: Within 48 hours to Tier 2"),
            (.p4, 1, 2, "Low (P4): Escalation: Within 1 week to Tier 2"),
            (.p4, 2, nil, "Low (P4): Escalation: Within 1 week to Tier 2"),
        ] as [(Priority, Int, Int?, String)]
    )
    func `features item 37: a priority's time leads to the document's tiers, and no further`(
        priority: Priority,
        tier: Int,
        expected: Int?,
        sentence: String
    ) throws {
        let policy = try shipped.policy
        for plan in ["standard", "enterprise"] {
            let facts = ArchBuilder.facts(priority, plan: plan, tier: tier)
            let goals = policy.goals(for: facts, metrics: [.timeAtTier])
            let goal = goals.first { !$0.rule.hasPrefix("matrix") }
            let decision = goal.flatMap { goal in
                policy.escalation(of: facts, trigger: .timeAtTier, rule: goal.rule, at: Shipped.someTime)
            }

            #expect(goals.count == (expected == nil ? 1 : 2), "the matrix goes on above it")
            #expect(decision?.toTier == expected, "\(sentence), on \(plan)")
        }
    }
}
