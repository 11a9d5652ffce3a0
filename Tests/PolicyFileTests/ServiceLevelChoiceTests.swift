import Foundation
import SupportDomain
import Testing

/// What decides how long something may take, in the policies that ship: which facts are looked at, and which row wins.
struct ServiceLevelChoiceTests {
    /// Two promises that differ in one fact.
    @Test(arguments: [
        (  // in the plan; business hours against business days
            Shipped.platinumBot,
            Promise(
                "Email Support: Response Time: 4 hours (Platinum), 24 hours (General)",
                .firstResponse,
                .p4,
                "platinum",
                "Fri 2026-01-09 12:00",
                due: "Fri 2026-01-09 16:00"
            ),
            Promise(
                "Email Support: Response Time: 4 hours (Platinum), 24 hours (General)",
                .firstResponse,
                .p4,
                "general",
                "Fri 2026-01-09 12:00",
                due: "Sat 2026-01-10 12:00"
            )
        ),
        (  // in the priority
            .archBuilder,
            Promise(
                "High (P2): Response Time: 4 hours",
                .firstResponse,
                .p2,
                "standard",
                "Fri 2026-01-09 11:00",
                due: "Fri 2026-01-09 15:00"
            ),
            Promise(
                "Medium (P3): Response Time: 24 hours",
                .firstResponse,
                .p3,
                "standard",
                "Fri 2026-01-09 11:00",
                due: "Mon 2026-01-12 11:00"
            )
        ),
        (  // in the issue type
            .archBuilder,
            Promise(
                "Performance: Tier 1 → Tier 2: 8 hours",
                .timeAtTier,
                .p3,
                "standard",
                "Fri 2026-01-09 11:00",
                due: "Mon 2026-01-12 10:00",
                issueType: "performance"
            ),
            Promise(
                "Integration: Tier 1 → Tier 2: 12 hours",
                .timeAtTier,
                .p3,
                "standard",
                "Fri 2026-01-09 11:00",
                due: "Mon 2026-01-12 14:00",
                issueType: "integration"
            )
        ),
        (  // in the channel, from here on
            .archBuilder,
            Promise(
                "Chat Guidelines: Quick Response: Acknowledge within 1 minute",
                .acknowledgement,
                .p4,
                "standard",
                "Mon 2026-01-12 10:00",
                due: "Mon 2026-01-12 10:01",
                channel: "chat"
            ),
            Promise(
                "Ticket Creation: Initial Response: Acknowledgment within 1 hour",
                .acknowledgement,
                .p4,
                "standard",
                "Mon 2026-01-12 10:00",
                due: "Mon 2026-01-12 11:00"
            )
        ),
        (
            .platinumBot,
            Promise(
                "Email Support: Response Time: 4 hours (Platinum), 24 hours (General)",
                .firstResponse,
                .p4,
                "general",
                "Mon 2026-01-12 12:00",
                due: "Tue 2026-01-13 12:00"
            ),
            Promise(
                "Priority 4 - Low: Response Time: 48 hours",
                .firstResponse,
                .p4,
                "general",
                "Mon 2026-01-12 12:00",
                due: "Wed 2026-01-14 12:00",
                channel: "discord"
            )
        ),
        (
            .signXStudio,
            Promise(
                "After Hours: Email support (4hr response)",
                .firstResponse,
                .p3,
                "standard",
                "Mon 2026-01-12 19:00",
                due: "Mon 2026-01-12 23:00"
            ),
            Promise(
                "P3 (Low): <1 week",
                .firstResponse,
                .p3,
                "standard",
                "Mon 2026-01-12 19:00",
                due: "Mon 2026-01-19 19:00",
                channel: "chat"
            )
        ),
        (
            .qAviogen,
            Promise(
                "Live Chat: Response: Immediate during business hours",
                .firstResponse,
                .p1,
                "premium",
                "Fri 2026-01-09 12:00",
                due: "Fri 2026-01-09 12:01",
                channel: "chat"
            ),
            Promise(
                "Premium Support: Response Time: 4 hours for critical issues",
                .firstResponse,
                .p1,
                "premium",
                "Fri 2026-01-09 12:00",
                due: "Fri 2026-01-09 16:00"
            )
        ),
        (
            .agreementActivation,
            Promise(
                "Phone Support | +1 (555) 123-4567 | Immediate | Complex technical issues",
                .firstResponse,
                .p3,
                "standard",
                "Mon 2026-01-12 09:00",
                due: "Mon 2026-01-12 09:01",
                channel: "phone"
            ),
            Promise(
                "Medium Priority: 8 hours during business hours",
                .firstResponse,
                .p3,
                "standard",
                "Mon 2026-01-12 09:00",
                due: "Mon 2026-01-12 17:00"
            )
        ),
        (  // in what is measured; in real time
            .archBuilder,
            Promise(
                "Critical (P1): Response Time: 1 hour",
                .firstResponse,
                .p1,
                "standard",
                "Sat 2026-01-10 22:00",
                due: "Sat 2026-01-10 23:00"
            ),
            Promise(
                "Critical (P1): Resolution Time: 4 hours",
                .resolution,
                .p1,
                "standard",
                "Sat 2026-01-10 22:00",
                due: "Sun 2026-01-11 02:00"
            )
        ),
    ])
    func `features item 2: plan, priority, issue type, channel and metric each make the time another`(
        shipped: Shipped,
        one: Promise,
        other: Promise
    ) throws {
        try one.check(in: shipped.policy)
        try other.check(in: shipped.policy)
    }

    @Test(arguments: [
        // the rows that hold for a first response, in their order, and the time that the first of them sets
        (
            Shipped.archBuilder, Arriving("Core features not working", plan: "enterprise"),
            ["high-enterprise", "high", "low-enterprise", "low"], "4h"
        ),
        (.platinumBot, Arriving("General questions", plan: "platinum"), ["platinum", "low"], "4 business hours"),
        (.platinumBot, Arriving("General questions", plan: "general"), ["general-email", "low"], "1 business day"),
        (.signXStudio, Arriving("System down", at: "Mon 2026-01-12 19:00"), ["critical", "after-hours", "low"], "1h"),
        (.signXStudio, Arriving("Bug reports", at: "Mon 2026-01-12 19:00"), ["after-hours", "medium", "low"], "4h"),
        (
            .agreementActivation, Arriving("Data loss", channel: "chat"), ["immediate", "critical", "closed", "low"],
            "1m"
        ),
        (
            .qAviogen, Arriving("Critical system outage", plan: "premium", channel: "chat"),
            ["chat", "outage", "premium", "community"], "1m"
        ),
    ])
    func `features item 3: of the rows that hold for a ticket the first decides, whatever the later ones say`(
        shipped: Shipped,
        message: Arriving,
        rows: [String],
        time: String
    ) throws {
        let policy = try shipped.policy
        let ticket = try shipped.ticket(for: message).ticket
        let facts = policy.placed(ticket.facts)
        let holding = policy.targetRules.filter { $0.targets[.firstResponse] != nil && $0.when.holds(for: facts) }
        let clock = try #require(ticket.clock(.firstResponse))

        #expect(holding.map(\.id) == rows)
        #expect(clock.rule == rows.first)
        #expect(clock.target.description == time)
        #expect(holding.dropFirst().allSatisfy { $0.targets[.firstResponse] != clock.target })
    }

    @Test(arguments: [
        // what comes in on Friday at eleven, on which plan; when it is to be answered, and when it leaves its tier
        ("Importing gives an error", "standard", "technical", "Mon 2026-01-12 11:00", "Mon 2026-01-12 11:00"),
        ("The API gives an error", "standard", "integration", "Mon 2026-01-12 11:00", "Mon 2026-01-12 14:00"),
        ("Minor performance issues", "standard", "performance", "Mon 2026-01-12 11:00", "Mon 2026-01-12 10:00"),
        ("Please refund us", "standard", "billing", "Mon 2026-01-12 11:00", "Tue 2026-01-13 11:00"),
        ("Importing gives an error", "professional", "technical", "Mon 2026-01-12 11:00", "Mon 2026-01-12 10:00"),
        ("Importing gives an error", "enterprise", "technical", "Sat 2026-01-10 11:00", "Fri 2026-01-09 15:00"),
        ("Please refund us", "enterprise", "billing", "Sat 2026-01-10 11:00", "Sun 2026-01-11 11:00"),
    ])
    func `features item 3: at one priority, the customer's plan and the issue type choose the service level`(
        text: String,
        plan: String,
        issueType: String,
        answer: String,
        leaving: String
    ) throws {
        let shipped = Shipped.archBuilder
        let ticket = try shipped.ticket(for: Arriving(text, at: "Fri 2026-01-09 11:00", plan: plan)).ticket
        let sentence = "Ticket Triage: SLA Assignment: Based on customer tier and issue type"

        #expect(ticket.priority == .p3)
        #expect(ticket.issueType == issueType)
        #expect(try ticket.clock(.firstResponse)?.dueAt == shipped.moment(answer, plan: plan), "\(sentence)")
        #expect(try ticket.clock(.timeAtTier)?.dueAt == shipped.moment(leaving, plan: plan), "\(sentence)")
    }
}
