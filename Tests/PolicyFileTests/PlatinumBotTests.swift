import SupportDomain
import Testing

/// Document 004, sentence by sentence, as `platinum-bot.yaml` has it.
struct PlatinumBotTests {
    private let shipped = Shipped.platinumBot

    @Test(arguments: [
        Promise(
            "Priority 1 - Critical: Response Time: 1 hour",
            .firstResponse,
            .p1,
            "general",
            "Sun 2026-01-11 10:00",
            due: "Sun 2026-01-11 11:00"
        ),
        Promise(
            "Priority 2 - High: Response Time: 4 hours",
            .firstResponse,
            .p2,
            "general",
            "Fri 2026-01-09 16:00",
            due: "Sat 2026-01-10 12:00"
        ),
        Promise(
            "Priority 3 - Medium: Response Time: 24 hours",
            .firstResponse,
            .p3,
            "general",
            "Fri 2026-01-09 12:00",
            due: "Sat 2026-01-10 12:00",
            channel: "discord"
        ),
        Promise(
            "Priority 4 - Low: Response Time: 48 hours",
            .firstResponse,
            .p4,
            "general",
            "Fri 2026-01-09 12:00",
            due: "Mon 2026-01-12 12:00",
            channel: "discord"
        ),
        Promise(
            "Email Support: Response Time: 24 hours (General)",
            .firstResponse,
            .p4,
            "general",
            "Mon 2026-01-12 12:00",
            due: "Tue 2026-01-13 12:00"
        ),
        Promise(
            "Email Support: Response Time: 4 hours (Platinum)",
            .firstResponse,
            .p4,
            "platinum",
            "Mon 2026-01-12 12:00",
            due: "Mon 2026-01-12 16:00"
        ),
        Promise(
            "Priority Support - 4-hour response time",
            .firstResponse,
            .p3,
            "platinum",
            "Mon 2026-01-12 16:00",
            due: "Tue 2026-01-13 11:00",
            channel: "discord"
        ),
        Promise(
            "Platinum, Priority 1 - Critical: Response Time: 1 hour",
            .firstResponse,
            .p1,
            "platinum",
            "Mon 2026-01-12 23:00",
            due: "Tue 2026-01-13 00:00"
        ),
        Promise(
            "Response Time Targets: Critical Issues: 1 hour",
            .firstResponse,
            .p1,
            "platinum",
            "Sat 2026-01-10 17:00",
            due: "Sat 2026-01-10 18:00"
        ),
        Promise(
            "Response Time Targets: High Priority: 4 hours",
            .firstResponse,
            .p2,
            "general",
            "Mon 2026-01-12 10:00",
            due: "Mon 2026-01-12 14:00"
        ),
        Promise(
            "Response Time Targets: Medium Priority: 24 hours",
            .firstResponse,
            .p3,
            "general",
            "Mon 2026-01-12 10:00",
            due: "Tue 2026-01-13 10:00"
        ),
        Promise(
            "Response Time Targets: Low Priority: 48 hours",
            .firstResponse,
            .p4,
            "general",
            "Mon 2026-01-12 10:00",
            due: "Wed 2026-01-14 10:00",
            channel: "discord"
        ),
        Promise(
            "Resolution Time Targets: Critical Issues: 4 hours",
            .resolution,
            .p1,
            "platinum",
            "Sun 2026-01-11 10:00",
            due: "Sun 2026-01-11 14:00"
        ),
        Promise(
            "Resolution Time Targets: High Priority: 24 hours",
            .resolution,
            .p2,
            "platinum",
            "Mon 2026-01-12 10:00",
            due: "Tue 2026-01-13 10:00"
        ),
        Promise(
            "Resolution Time Targets: High Priority: 24 hours, over Sunday",
            .resolution,
            .p2,
            "general",
            "Sat 2026-01-10 12:00",
            due: "Mon 2026-01-12 12:00"
        ),
        Promise(
            "Email Support: Response Time: 24 hours (General), over Sunday",
            .firstResponse,
            .p4,
            "general",
            "Sat 2026-01-10 12:00",
            due: "Mon 2026-01-12 12:00"
        ),
        Promise(
            "Resolution Time Targets: Medium Priority: 72 hours",
            .resolution,
            .p3,
            "platinum",
            "Mon 2026-01-12 10:00",
            due: "Thu 2026-01-15 10:00"
        ),
        Promise(
            "Resolution Time Targets: Low Priority: 1 week",
            .resolution,
            .p4,
            "platinum",
            "Mon 2026-02-02 10:00",
            due: "Mon 2026-02-09 10:00"
        ),
        Promise(
            "Live Chat: Available: Monday-Friday, 9 AM - 6 PM EST",
            .firstResponse,
            .p3,
            "platinum",
            "Fri 2026-01-09 16:00",
            due: "Mon 2026-01-12 11:00",
            channel: "chat"
        ),
        Promise(
            "Business Hours: Monday-Friday: 9 AM - 6 PM EST",
            .firstResponse,
            .p2,
            "general",
            "Mon 2026-01-12 16:00",
            due: "Tue 2026-01-13 11:00"
        ),
        Promise(
            "Saturday: 10 AM - 4 PM EST",
            .firstResponse,
            .p3,
            "platinum",
            "Sat 2026-01-10 15:00",
            due: "Mon 2026-01-12 12:00",
            channel: "discord"
        ),
        Promise(
            "Holidays: Limited support",
            .firstResponse,
            .p3,
            "platinum",
            "Mon 2026-01-19 13:00",
            due: "Tue 2026-01-20 12:00",
            channel: "discord"
        ),
    ])
    func `features items 2, 29 and 30: every time of document 004 is kept`(promise: Promise) throws {
        try promise.check(in: shipped.policy)
    }

    @Test func `features item 9: the hours of document 004 are kept`() throws {
        let office = try #require(shipped.policy.calendars["office"])
        let weekdays = try [#require(OpenHours("09:00-18:00"))]
        let saturday = try [#require(OpenHours("10:00-16:00"))]

        #expect(office.zone.identifier == "America/New_York", "Business Hours: Monday-Friday: 9 AM - 6 PM EST")
        #expect(
            office.weekly == Array(repeating: weekdays, count: 5) + [saturday, []],
            "Monday-Friday: 9 AM - 6 PM EST; Saturday: 10 AM - 4 PM EST; Sunday: Closed"
        )
    }

    @Test(arguments: [
        ("Bot completely down", Priority.p1), ("Data loss or corruption", .p1), ("Security issues", .p1),
        ("Major feature broken", .p2), ("Performance issues", .p2), ("API failures", .p2),
        ("Minor feature issues", .p3), ("Configuration problems", .p3), ("User experience issues", .p3),
        ("Feature requests", .p4), ("Documentation updates", .p4), ("General questions", .p4),
    ])
    func `its examples get its priorities`(text: String, expected: Priority) throws {
        #expect(try shipped.triage(text, plan: "platinum").priority == expected)
    }

    @Test(arguments: [
        ("Webhook Notifications Not Working", "webhook"), ("API Commands Returning Errors", "api"),
        ("Export Failures", "export"), ("Analytics Dashboard Issues", "analytics"),
        ("No notifications received", "webhook"), ("Webhook shows as active but no data", "webhook"),
        ("\"API request failed\" messages", "api"), ("No data returned", "api"), ("Timeout errors", "api"),
        ("Export command fails", "export"), ("File not generated", "export"), ("\"Limit reached\" errors", "export"),
        ("Dashboard not loading", "analytics"), ("Incorrect calculations", "analytics"), ("Bot completely down", "bot"),
    ])
    func `its troubleshooting guide's issues get their categories`(text: String, expected: String) throws {
        #expect(try shipped.triage(text, plan: "platinum").category == expected)
    }

    @Test(arguments: [
        (Indicator.Measure.satisfaction, "at least 95%", "Target: 95% satisfaction rate"),
        (.satisfaction, "at least 95%", "Support Satisfaction: 95% satisfaction rate"),
        (.firstTierRate, "at least 80%", "Level 1: Resolution: 80% of issues"),
        (.adoption, "at least 80%", "Feature Adoption: 80% of Platinum features used"),
        (.retention, "at least 95%", "Retention Rate: 95% monthly retention"),
        (.expansion, "at least 20%", "Expansion Rate: 20% upgrade to higher tiers"),
    ])
    func `features item 8: its measures of success are the document's`(
        measure: Indicator.Measure,
        target: String,
        sentence: String
    ) throws {
        let indicator = try shipped.policy.indicators.first { $0.measure == measure }

        #expect(indicator?.target == IndicatorTarget(target), "\(sentence)")
        #expect(indicator?.every == (measure == .retention ? .word(.month) : nil), "\(sentence)")
    }
}
