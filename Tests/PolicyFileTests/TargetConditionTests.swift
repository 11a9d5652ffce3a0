import Foundation
import PolicyFile
import SupportDomain
import Testing

/// Each key of a target row's `when` looks at what it is called after.
struct TargetConditionTests {
    static let conditions: [(String, TicketFacts, TicketFacts)] = [
        ("plans: [enterprise]", facts(plan: "enterprise"), facts()),
        ("priorities: [P1, P4]", facts(.p4), facts()),
        ("categories: [billing]", facts(category: "billing"), facts()),
        ("issue_types: [security, billing]", facts(issueType: "security"), facts()),
        ("channels: [portal]", facts(channel: "portal"), facts()),
        ("tiers: [2, 3]", facts(tier: 3), facts()),
        ("vip: true", facts(isVIP: true), facts()),
        ("vip: false", facts(), facts(isVIP: true)),
        ("escalated: true", facts(isEscalated: true), facts()),
        ("escalated: false", facts(), facts(isEscalated: true)),
        ("arrival: [in_hours]", facts(), facts(arrivingAt: mondayEvening)),
        ("arrival: [after_hours]", facts(arrivingAt: mondayEvening), facts()),
        ("arrival: [weekend]", facts(arrivingAt: saturday), facts(arrivingAt: mondayEvening)),
        (
            "issue_types: [security], vip: true", facts(issueType: "security", isVIP: true),
            facts(issueType: "security")
        ),
        ("issue_types: [security], vip: true", facts(issueType: "security", isVIP: true), facts(isVIP: true)),
    ]

    @Test(arguments: conditions)
    func `a row holds for the tickets that its 'when' names, and for no others`(
        when: String,
        matching: TicketFacts,
        other: TicketFacts
    ) throws {
        let row = "\ntargets:\n  - id: special\n    when: {\(when)}\n    resolution: 7h\n"
        let text = try PolicyEdit(Shipped.archBuilder.text(), "\ntargets:\n", row).text
        let policy = try PolicyDocument.parse(text, file: "test.yaml").get()
        let goal = policy.goal(.resolution, for: matching)

        #expect(goal?.rule == "special")
        #expect(goal?.target == .hours(7))
        #expect(policy.goal(.resolution, for: other)?.rule != "special")
    }

    private static let mondayMorning = 1_768_240_800  // 2026-01-12 10:00 in Los Angeles
    private static let mondayEvening = mondayMorning + 10 * 3600
    private static let saturday = mondayMorning - 2 * 86_400

    private static func facts(
        _ priority: Priority = .p2,
        plan: String = "standard",
        category: String = "technical",
        issueType: String = "technical",
        channel: String = "email",
        tier: Int = 1,
        isVIP: Bool = false,
        isEscalated: Bool = false,
        arrivingAt moment: Int = mondayMorning
    ) -> TicketFacts {
        TicketFacts(
            plan: plan,
            priority: priority,
            category: category,
            issueType: issueType,
            channel: channel,
            tier: tier,
            isVIP: isVIP,
            isEscalated: isEscalated,
            arrivedAt: Date(wholeSeconds: moment)
        )
    }
}
