import Foundation
import SupportDomain
import Testing

/// Every figure of document 003, with the sentence it stands in, as the policy that ships has it.
struct ArchBuilderFiguresTests {
    @Test(arguments: [
        // priority, metric, on office hours, around the clock, the document's sentence
        (Priority.p1, Metric.firstResponse, "1h", "1h", "Critical (P1): Response Time: 1 hour"),
        (.p1, .resolution, "4h", "4h", "Critical (P1): Resolution Time: 4 hours"),
        (.p2, .firstResponse, "4 business hours", "4h", "High (P2): Response Time: 4 hours"),
        (.p2, .resolution, "1 business day", "24h", "High (P2): Resolution Time: 24 hours"),
        (.p3, .firstResponse, "1 business day", "24h", "Medium (P3): Response Time: 24 hours"),
        (.p3, .resolution, "3 business days", "72h", "Medium (P3): Resolution Time: 72 hours"),
        (.p4, .firstResponse, "3 business days", "72h", "Low (P4): Response Time: 72 hours"),
        (.p4, .resolution, "5 business days", "1 week", "Low (P4): Resolution Time: 1 week"),
        (.p3, .acknowledgement, "1h", "1h", "Initial Response: Acknowledgment within 1 hour"),
    ])
    func `features items 29 and 30: a priority's figures are the document's`(
        priority: Priority,
        metric: Metric,
        office: String,
        aroundTheClock: String,
        sentence: String
    ) throws {
        let policy = try ArchBuilder.policy.get()
        for plan in ["standard", "professional"] {
            let goal = try #require(policy.goal(metric, for: ArchBuilder.facts(priority, plan: plan)))
            #expect(goal.target == Target(office), "\(sentence)")
            #expect(goal.calendar == (priority == .p1 ? "around-the-clock" : "office"), "\(sentence)")
        }
        let goal = try #require(policy.goal(metric, for: ArchBuilder.facts(priority, plan: "enterprise")))
        #expect(goal.target == Target(aroundTheClock), "\(sentence)")
        #expect(goal.calendar == "around-the-clock", "Premium Support: 24/7 for Enterprise customers")
    }

    @Test(
        arguments: ["standard", "professional", "enterprise"],
        [
            "Chat Guidelines: Quick Response: Acknowledge within 1 minute",
            "Chat Features: Real-Time Communication: Instant responses",
        ]
    )
    func `chat is acknowledged within a minute`(plan: String, sentence: String) throws {
        try Promise(
            sentence,
            .acknowledgement,
            .p3,
            plan,
            "Mon 2026-01-12 10:00",
            due: "Mon 2026-01-12 10:01",
            channel: "chat"
        )
        .check(in: ArchBuilder.policy.get())
    }

    @Test(arguments: [
        (Priority.p1, "Mon 2026-01-12 11:00"), (.p2, "Mon 2026-01-12 14:00"), (.p3, "Tue 2026-01-13 10:00"),
        (.p4, "Thu 2026-01-15 10:00"),
    ])
    func `what is asked in chat is answered in the time of its priority, as everywhere`(
        priority: Priority,
        due: String
    ) throws {
        for channel in ["chat", "email"] {
            try Promise(
                "Chat Features: Real-Time Communication: Instant responses; decided: the acknowledgement is instant",
                .firstResponse,
                priority,
                "standard",
                "Mon 2026-01-12 10:00",
                due: due,
                channel: channel
            )
            .check(in: ArchBuilder.policy.get())
        }
    }

    @Test func `the portal is there at all times, and what is written in it has the hours of the plan`() throws {
        let policy = try ArchBuilder.policy.get()

        #expect(
            policy.staff.contacts.first { $0.id == "portal" }?.calendar == "around-the-clock",
            "Self-Service Portal: 24/7 access"
        )
        #expect(policy.channels.first { $0.id == "portal" }?.calendar == nil)
    }

    @Test(arguments: [
        (1, "1 business day", "24h", "Tier 1: Response Time: 24 hours"),
        (2, "8 business hours", "8h", "Tier 2: Response Time: 8 hours"),
        (3, "4 business hours", "4h", "Tier 3: Response Time: 4 hours"),
        (4, "2 business hours", "2h", "Tier 4: Response Time: 2 hours"),
    ])
    func `a tier answers what was escalated to it in the document's time`(
        tier: Int,
        office: String,
        aroundTheClock: String,
        sentence: String
    ) throws {
        let policy = try ArchBuilder.policy.get()
        func target(_ plan: String) -> Target? {
            policy.goal(.nextResponse, for: ArchBuilder.facts(.p3, plan: plan, tier: tier, isEscalated: true))?.target
        }

        #expect(target("standard") == Target(office), "\(sentence)")
        #expect(target("enterprise") == Target(aroundTheClock), "\(sentence)")
    }

    @Test(arguments: [
        ("technical", 1, "1 business day", "24h", "Technical: Tier 1 → Tier 2: 24 hours"),
        ("technical", 2, "8 business hours", "8h", "Technical: Tier 2 → Tier 3: 8 hours"),
        ("technical", 3, "4 business hours", "4h", "Technical: Tier 3 → Tier 4: 4 hours"),
        ("performance", 1, "8 business hours", "8h", "Performance: Tier 1 → Tier 2: 8 hours"),
        ("performance", 2, "4 business hours", "4h", "Performance: Tier 2 → Tier 3: 4 hours"),
        ("performance", 3, "2 business hours", "2h", "Performance: Tier 3 → Tier 4: 2 hours"),
        ("integration", 1, "12 business hours", "12h", "Integration: Tier 1 → Tier 2: 12 hours"),
        ("integration", 2, "6 business hours", "6h", "Integration: Tier 2 → Tier 3: 6 hours"),
        ("integration", 3, "3 business hours", "3h", "Integration: Tier 3 → Tier 4: 3 hours"),
        ("security", 1, "2 business hours", "2h", "Security: Tier 1 → Tier 2: 2 hours"),
        ("security", 2, "1 business hour", "1h", "Security: Tier 2 → Tier 3: 1 hour"),
        ("security", 3, "30 business minutes", "30m", "Security: Tier 3 → Tier 4: 30 minutes"),
        ("billing", 1, "2 business days", "48h", "Billing: Tier 1 → Tier 2: 48 hours"),
        ("billing", 2, "1 business day", "24h", "Billing: Tier 2 → Tier 3: 24 hours"),
        ("billing", 3, "12 business hours", "12h", "Billing: Tier 3 → Tier 4: 12 hours"),
    ])
    func `features item 36: the escalation matrix is the document's`(
        issueType: String,
        tier: Int,
        office: String,
        aroundTheClock: String,
        sentence: String
    ) throws {
        let policy = try ArchBuilder.policy.get()
        func cell(_ priority: Priority, _ plan: String) -> Goal? {
            let facts = ArchBuilder.facts(priority, plan: plan, issueType: issueType, tier: tier)
            return policy.goals(for: facts, metrics: [.timeAtTier]).first { $0.rule.hasPrefix("matrix") }
        }

        #expect(cell(.p3, "standard")?.target == Target(office), "\(sentence)")
        #expect(cell(.p3, "standard")?.calendar == "office", "\(sentence)")
        for goal in [cell(.p1, "standard"), cell(.p3, "enterprise")] {
            #expect(goal?.target == Target(aroundTheClock), "\(sentence)")
            #expect(goal?.calendar == "around-the-clock", "\(sentence)")
        }
    }

    @Test(arguments: [
        (Priority.p2, "8 business hours", "8h", "High (P2): Escalation: Within 8 hours to Tier 2/3"),
        (.p3, "2 business days", "48h", "Medium (P3): Escalation: Within 48 hours to Tier 2"),
        (.p4, "5 business days", "1 week", "Low (P4): Escalation: Within 1 week to Tier 2"),
    ])
    func `features item 37: a priority moves a ticket up in the document's time`(
        priority: Priority,
        office: String,
        aroundTheClock: String,
        sentence: String
    ) throws {
        let policy = try ArchBuilder.policy.get()
        func targets(_ plan: String) -> [Target] {
            policy.goals(for: ArchBuilder.facts(priority, plan: plan), metrics: [.timeAtTier]).map(\.target)
        }

        #expect(try targets("standard").contains(#require(Target(office))), "\(sentence)")
        #expect(try targets("enterprise").contains(#require(Target(aroundTheClock))), "\(sentence)")
    }

    @Test(arguments: [
        (1, "technical", 3), (2, "technical", 3), (3, "technical", 3), (4, "technical", 4), (1, "security", 4),
    ])
    func `features item 37: a critical issue goes to tier 3 or 4 at once`(tier: Int, issueType: String, expected: Int)
        throws
    {
        let facts = ArchBuilder.facts(.p1, plan: "standard", issueType: issueType, tier: tier)
        let decision = try #require(
            ArchBuilder.policy.get().escalation(of: facts, trigger: .criticalIssue, at: Shipped.someTime)
        )

        #expect(decision.toTier == expected, "Critical (P1): Escalation: Immediate to Tier 3/4")
        #expect(decision.movesUp == (expected > tier))
        #expect(decision.page?.tier == expected)
    }

    @Test func `the earlier of matrix and priority moves a ticket, and both are recorded`() throws {
        let policy = try ArchBuilder.policy.get()
        let goals = policy.goals(for: ArchBuilder.facts(.p2, plan: "enterprise"), metrics: [.timeAtTier])
        let earliest = try #require(policy.earliest(of: goals, from: Date(wholeSeconds: 1_768_000_000)))

        #expect(goals.count == 2)
        #expect(earliest.target == .hours(8))
        #expect(earliest.rule == "high-enterprise (matrix-enterprise:technical allows 24h)")
    }

    @Test func `features item 9: standard support is Monday to Friday, 9 AM to 6 PM in Los Angeles`() throws {
        let office = try #require(ArchBuilder.policy.get().calendars["office"])
        let hours = try #require(OpenHours("09:00-18:00"))

        #expect(office.zone.identifier == "America/Los_Angeles")
        #expect(office.weekly == Array(repeating: [hours], count: 5) + [[], []])
    }

    @Test func `the examples in the file come out as they say`() throws {
        #expect(try ArchBuilder.policy.get().runExamples() == [])
    }
}
