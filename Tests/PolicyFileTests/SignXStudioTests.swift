import SupportDomain
import Testing

/// Document 002, sentence by sentence, as `sign-x-studio.yaml` has it.
struct SignXStudioTests {
    private let shipped = Shipped.signXStudio

    @Test(arguments: [
        Promise(
            "P0 (Critical): <1 hour",
            .firstResponse,
            .p0,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Mon 2026-01-12 11:00"
        ),
        Promise(
            "P1 (High): <4 hours",
            .firstResponse,
            .p1,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Mon 2026-01-12 14:00"
        ),
        Promise(
            "P2 (Medium): <24 hours",
            .firstResponse,
            .p2,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Tue 2026-01-13 10:00"
        ),
        Promise(
            "P3 (Low): <1 week",
            .firstResponse,
            .p3,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Mon 2026-01-19 10:00"
        ),
        Promise(
            "After Hours: Email support (4hr response)",
            .firstResponse,
            .p3,
            "standard",
            "Mon 2026-01-12 18:00",
            due: "Mon 2026-01-12 22:00"
        ),
        Promise(
            "After Hours: Email support (4hr response), on Friday night",
            .firstResponse,
            .p2,
            "standard",
            "Fri 2026-01-09 23:00",
            due: "Sat 2026-01-10 03:00"
        ),
        Promise(
            "Weekend: Email support (24hr response)",
            .firstResponse,
            .p3,
            "standard",
            "Sat 2026-01-10 00:00",
            due: "Sun 2026-01-11 00:00"
        ),
        Promise(
            "Business Hours: 8 AM - 6 PM EST, Monday-Friday",
            .firstResponse,
            .p3,
            "standard",
            "Mon 2026-01-12 08:00",
            due: "Mon 2026-01-19 08:00"
        ),
        Promise(
            "Business Hours: 8 AM - 6 PM EST, Monday-Friday",
            .firstResponse,
            .p3,
            "standard",
            "Fri 2026-01-09 17:59",
            due: "Fri 2026-01-16 17:59"
        ),
        Promise(
            "P0 and P1 have their own times after hours",
            .firstResponse,
            .p0,
            "standard",
            "Sat 2026-01-10 22:00",
            due: "Sat 2026-01-10 23:00"
        ),
        Promise(
            "After hours it is mail that is answered",
            .firstResponse,
            .p3,
            "standard",
            "Mon 2026-01-12 19:00",
            due: "Mon 2026-01-19 19:00",
            channel: "chat"
        ),
        Promise(
            "Resolution Time <24 hours (P1)",
            .resolution,
            .p1,
            "standard",
            "Fri 2026-01-09 16:00",
            due: "Sat 2026-01-10 16:00"
        ),
        Promise("P2 has no time of resolution", .resolution, .p2, "standard", "Fri 2026-01-09 16:00", due: nil),
        Promise(
            "P0 Response: Immediate (<15 minutes)",
            .nextResponse,
            .p0,
            "standard",
            "Sun 2026-01-11 03:00",
            due: "Sun 2026-01-11 03:15",
            tier: 3,
            isEscalated: true
        ),
        Promise(
            "P1 Response: <1 hour",
            .nextResponse,
            .p1,
            "standard",
            "Sun 2026-01-11 03:00",
            due: "Sun 2026-01-11 04:00",
            tier: 3,
            isEscalated: true
        ),
        Promise(
            "Acknowledge (<15 min for P0)",
            .pageAcknowledgement,
            .p0,
            "standard",
            "Sun 2026-01-11 03:00",
            due: "Sun 2026-01-11 03:15"
        ),
        Promise(
            "Acknowledge (<1hr for P1)",
            .pageAcknowledgement,
            .p1,
            "standard",
            "Sun 2026-01-11 03:00",
            due: "Sun 2026-01-11 04:00"
        ),
    ])
    func `features items 12, 29 and 31: every time of document 002 is kept`(promise: Promise) throws {
        try promise.check(in: shipped.policy)
    }

    @Test func `features item 9: the hours of document 002 are kept`() throws {
        let office = try #require(shipped.policy.calendars["office"])
        let hours = try #require(OpenHours("08:00-18:00"))

        #expect(office.zone.identifier == "America/New_York", "Business Hours: 8 AM - 6 PM EST, Monday-Friday")
        #expect(
            office.weekly == Array(repeating: [hours], count: 5) + [[], []],
            "Business Hours: 8 AM - 6 PM EST, Monday-Friday"
        )
    }

    @Test(arguments: [
        ("System down", Priority.p0), ("Data loss", .p0), ("Security breach", .p0),
        ("Major feature broken", .p1), ("High error rate", .p1), ("Performance issues", .p1),
        ("Password reset", .p3), ("Account access", .p3), ("Feature questions", .p3), ("Basic troubleshooting", .p3),
    ])
    func `its examples get its priorities`(text: String, expected: Priority) throws {
        #expect(try shipped.triage(text).priority == expected)
    }

    @Test func `each priority of a ticket's field is given to something`() throws {
        let texts = ["System down", "Major feature broken", "Bug reports", "Password reset", "Feature requests"]
        let given = try texts.map { try shipped.triage($0).priority }

        #expect(given.map(\.name) == ["P0", "P1", "P2", "P3", "P4"], "Fields: Priority (P0-P4)")
        #expect(try shipped.policy.priorities.map(\.priority) == given, "Fields: Priority (P0-P4)")
    }

    @Test(arguments: [
        ("P0/P1 incidents: system down", true), ("System bugs", true), ("Performance degradation", true),
        ("Data corruption", true), ("Security issues", true), ("Bug reports", true), ("System errors", true),
        ("Data issues", true), ("Password reset", false), ("Feature questions", false),
    ])
    func `it escalates what the document escalates`(text: String, escalates: Bool) throws {
        let decision = try shipped.triage(text)

        #expect((decision.escalateAtOnce == .criticalIssue) == escalates)
        #expect(decision.tier == 2, "Tier 2: Help Desk")
    }

    @Test func `its rotation is four engineers, a week each, around the clock, with a backup`() throws {
        let rotations = try shipped.policy.staff.rotations
        let primary = try #require(rotations.first { $0.id == "primary" })
        let secondary = try #require(rotations.first { $0.id == "secondary" })

        #expect(primary.people == ["engineer-a", "engineer-b", "engineer-c", "engineer-d"], "Week 1: Engineer A …")
        #expect(primary.turnDays == 7)
        #expect(primary.calendar == "around-the-clock", "Primary On-Call: 24/7 coverage")
        #expect(secondary.rank == 2, "Secondary On-Call: Backup for critical issues")
        #expect(zip(primary.people, secondary.people).allSatisfy { $0 != $1 })
    }

    @Test(arguments: [
        (Indicator.Measure.firstResponse, "below 4h", "First Response Time <4 hours (P1)"),
        (.resolution, "below 24h", "Resolution Time <24 hours (P1)"),
        (.satisfaction, "above 4.5 of 5", "Customer Satisfaction >4.5/5.0"),
        (.selfServiceRate, "above 60%", "Self-Service Rate >60%"),
        (.selfServiceRate, "above 60%", "Self-service resolution rate: Target >60%"),
        (.escalationRate, "below 20%", "Escalation Rate <20%"),
    ])
    func `its indicators are the document's`(measure: Indicator.Measure, target: String, sentence: String) throws {
        let indicator = try shipped.policy.indicators.first { $0.measure == measure }

        #expect(indicator?.target == IndicatorTarget(target), "\(sentence)")
    }

    @Test func `its times are measured over 30 days`() throws {
        let indicators = try shipped.policy.indicators.filter { $0.every != nil }

        #expect(indicators.map(\.measure) == [.firstResponse, .resolution])
        #expect(
            indicators.allSatisfy { $0.every == Period("30 days") },
            "WHERE created_at > NOW() - INTERVAL '30 days'"
        )
    }

    @Test func `its questions and answers are named with their number`() throws {
        let contact = try shipped.policy.staff.contacts.first { $0.id == "faq" }

        #expect(contact?.purpose.contains("50+ questions") == true, "FAQ (50+ questions)")
    }

    @Test func `its hotline is for P0 and P1, and its chat has the business hours`() throws {
        let channels = try shipped.policy.channels

        #expect(channels.first { $0.id == "phone" }?.priorities == [.p0, .p1], "Support hotline (for P1/P0 issues)")
        #expect(channels.first { $0.id == "chat" }?.calendar == "office", "Live chat (business hours)")
    }

    @Test(arguments: [
        ("aws", "support@aws.amazon.com"), ("gcp", "gcp-support@google.com"), ("sendgrid", "support@sendgrid.com"),
    ])
    func `its vendors can be reached`(vendor: String, email: String) throws {
        #expect(try shipped.policy.staff.contacts.first { $0.id == vendor }?.email == email)
    }
}
