import SupportDomain
import Testing

/// Document 001, sentence by sentence, as `agreement-activation.yaml` has it.
struct AgreementActivationTests {
    private let shipped = Shipped.agreementActivation

    @Test(arguments: [
        Promise(
            "Critical Priority: Within 1 hour, including off-hours for emergencies",
            .firstResponse,
            .p1,
            "standard",
            "Sat 2026-01-10 22:30",
            due: "Sat 2026-01-10 23:30"
        ),
        Promise(
            "Critical Issues: 1 hour, 24/7",
            .firstResponse,
            .p1,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Mon 2026-01-12 11:00"
        ),
        Promise(
            "Critical Issues: 1 hour, 24/7, after hours by phone too",
            .firstResponse,
            .p1,
            "standard",
            "Mon 2026-01-12 19:00",
            due: "Mon 2026-01-12 20:00",
            channel: "phone"
        ),
        Promise(
            "Phone Support: Immediate, whatever the priority",
            .firstResponse,
            .p1,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Mon 2026-01-12 10:01",
            channel: "phone"
        ),
        Promise(
            "Critical Issues: Continuous work until resolved",
            .resolution,
            .p1,
            "standard",
            "Mon 2026-01-12 10:00",
            due: nil
        ),
        Promise(
            "decided: a critical issue is reported on as Emergency Maintenance is, every 30 minutes",
            .periodicUpdate,
            .p1,
            "standard",
            "Sun 2026-01-11 03:00",
            due: "Sun 2026-01-11 03:30"
        ),
        Promise(
            "High Priority: Response Time: 1-2 hours during business hours",
            .firstResponse,
            .p2,
            "standard",
            "Fri 2026-01-09 17:30",
            due: "Mon 2026-01-12 09:30",
            goal: "Mon 2026-01-12 08:30"
        ),
        Promise(
            "High Priority: 2 hours during business hours",
            .firstResponse,
            .p2,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Mon 2026-01-12 12:00"
        ),
        Promise(
            "High Priority: Resolution Time: Same or next business day",
            .resolution,
            .p2,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Tue 2026-01-13 18:00",
            goal: "Mon 2026-01-12 18:00"
        ),
        Promise(
            "Medium Priority: Response Time: 4-8 hours during business hours",
            .firstResponse,
            .p3,
            "standard",
            "Mon 2026-01-12 14:00",
            due: "Tue 2026-01-13 12:00",
            goal: "Mon 2026-01-12 18:00"
        ),
        Promise(
            "Medium Priority: 8 hours during business hours",
            .firstResponse,
            .p3,
            "standard",
            "Mon 2026-01-12 08:00",
            due: "Mon 2026-01-12 16:00"
        ),
        Promise(
            "Medium Priority: Resolution Time: 1-2 business days",
            .resolution,
            .p3,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Thu 2026-01-15 10:00",
            goal: "Tue 2026-01-13 10:00"
        ),
        Promise(
            "Medium Priority: 2-3 business days",
            .resolution,
            .p3,
            "standard",
            "Thu 2026-01-08 10:00",
            due: "Tue 2026-01-13 10:00",
            goal: "Mon 2026-01-12 10:00"
        ),
        Promise(
            "Low Priority: Response Time: 24-48 hours",
            .firstResponse,
            .p4,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Wed 2026-01-14 14:00",
            goal: "Tue 2026-01-13 10:00"
        ),
        Promise(
            "Low Priority: Response Time: 24-48 hours, the second figure",
            .firstResponse,
            .p4,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Wed 2026-01-14 14:00",
            goal: "Wed 2026-01-14 10:00"
        ),
        Promise(
            "Low Priority: 24 hours during business hours",
            .firstResponse,
            .p4,
            "standard",
            "Mon 2026-01-12 08:00",
            due: "Wed 2026-01-14 12:00",
            goal: "Wed 2026-01-14 08:00"
        ),
        Promise(
            "Low Priority: Resolution Time: 3-5 business days",
            .resolution,
            .p4,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Mon 2026-01-19 10:00",
            goal: "Thu 2026-01-15 10:00"
        ),
        Promise(
            "Resolution Time Goals: Low Priority: 5 business days",
            .resolution,
            .p4,
            "standard",
            "Thu 2026-01-08 15:00",
            due: "Thu 2026-01-15 15:00"
        ),
        Promise(
            "Live Chat: Immediate",
            .firstResponse,
            .p3,
            "standard",
            "Mon 2026-01-12 10:00",
            due: "Mon 2026-01-12 10:01",
            channel: "chat"
        ),
        Promise(
            "Phone Support: Immediate",
            .firstResponse,
            .p3,
            "standard",
            "Mon 2026-01-12 17:30",
            due: "Mon 2026-01-12 17:31",
            channel: "phone"
        ),
        Promise(
            "Live Chat Support: Hours: Monday-Friday, 9:00 AM - 5:00 PM (Your Time Zone)",
            .firstResponse,
            .p3,
            "standard",
            "Mon 2026-01-12 17:30",
            due: "Tue 2026-01-13 09:01",
            channel: "chat"
        ),
        Promise(
            "Emergency | +1 (555) 999-8888 | 24/7 | Critical system outages only",
            .firstResponse,
            .p1,
            "standard",
            "Sun 2026-01-11 03:00",
            due: "Sun 2026-01-11 04:00",
            channel: "emergency"
        ),
    ])
    func `features items 29 and 30: every time of document 001 is kept`(promise: Promise) throws {
        try promise.check(in: shipped.policy)
    }

    @Test(arguments: [
        (
            "support@your-domain.com", "Primary Support Contact: Response Time: 4-8 hours during business hours",
            "Mon 2026-01-12 12:00", "Mon 2026-01-12 16:00"
        ),
        (
            "urgent@your-domain.com", "Urgent Support: Response Time: 1-2 hours during business hours",
            "Mon 2026-01-12 09:00", "Mon 2026-01-12 10:00"
        ),
        (
            "support@your-domain.com",
            "General Support | support@[your-domain].com | 4-8 hours | Non-urgent issues, questions",
            "Mon 2026-01-12 12:00", "Mon 2026-01-12 16:00"
        ),
        (
            "urgent@your-domain.com",
            "Urgent Support | urgent@[your-domain].com | 1-2 hours | Business-impacting issues",
            "Mon 2026-01-12 09:00", "Mon 2026-01-12 10:00"
        ),
    ])
    func `what is written to an address is answered in its time`(
        address: String,
        sentence: String,
        goal: String,
        due: String
    ) throws {
        let decision = try shipped.triage("Hello", to: [address])
        let promise = Promise(
            sentence,
            .firstResponse,
            decision.priority,
            "standard",
            "Mon 2026-01-12 08:00",
            due: due,
            goal: goal,
            issueType: decision.issueType,
            tier: decision.tier
        )

        try promise.check(in: shipped.policy)
    }

    @Test(arguments: [
        ("office", "Hours: Monday-Friday, 8:00 AM - 6:00 PM (Your Time Zone)", "08:00-18:00"),
        ("chat-hours", "Hours: Monday-Friday, 9:00 AM - 5:00 PM (Your Time Zone)", "09:00-17:00"),
    ])
    func `features item 9: the hours of document 001 are kept`(calendar: String, sentence: String, hours: String) throws
    {
        let calendar = try #require(shipped.policy.calendars[calendar])

        #expect(
            try calendar.weekly == Array(repeating: [#require(OpenHours(hours))], count: 5) + [[], []],
            "\(sentence)"
        )
    }

    @Test(arguments: [
        ("System outages", Priority.p1), ("Data loss", .p1), ("Security incidents", .p1),
        ("Multiple client impact", .p1),
        ("Complete system unavailability", .p1), ("Data breaches", .p1),
        ("Client activation failures", .p2), ("Dashboard access issues", .p2), ("PDF generation problems", .p2),
        ("Non-critical bugs", .p3), ("Workflow issues", .p3), ("Training requests", .p3),
        ("General questions", .p4), ("Feature requests", .p4), ("Documentation updates", .p4),
    ])
    func `its examples get its priorities`(text: String, expected: Priority) throws {
        #expect(try shipped.triage(text).priority == expected)
    }

    @Test(arguments: [
        ("Client Can't Access Activation Link", "activation"), ("PDF Download Failing", "activation"),
        ("Dashboard Not Loading", "dashboard"), ("Real-Time Updates Stopped", "dashboard"),
        ("CRM Integration Not Working", "integration"), ("Webhook problems", "integration"),
        ("Account questions", "account"), ("Privacy questions", "security"), ("Contract questions", "legal"),
    ])
    func `its scenarios get their categories`(text: String, expected: String) throws {
        #expect(try shipped.triage(text).category == expected)
    }

    @Test(arguments: [
        ("Issue affects multiple clients or operators", EscalationTrigger.criticalIssue),
        ("Business operations are significantly impacted", .businessImpact),
        ("The answer did not help, the issue persists", .failedAttempts),
        ("Security or data privacy concerns arise", .criticalIssue),
        ("Compliance or legal implications exist", .criticalIssue),
        ("ESCALATION: AA-17", .customerRequest),
    ])
    func `it escalates when the document says so`(text: String, trigger: EscalationTrigger) throws {
        #expect(try shipped.triage(text).escalateAtOnce == trigger)
    }

    @Test(arguments: [
        ("security", 3, "security issues are escalated at once"),
        ("legal", 4, "legal issues are escalated at once"),
        ("technical", 3, "its priority is Critical"),
    ])
    func `a critical issue is escalated at once, and the mail says what makes it one`(
        issueType: String,
        tier: Int,
        reason: String
    ) throws {
        let facts = TicketFacts(plan: "standard", priority: .p1, issueType: issueType, channel: "email", tier: 1)
        let decision = try shipped.policy.escalation(of: facts, trigger: .criticalIssue, at: Shipped.someTime)

        #expect(decision?.toTier == tier)
        #expect(decision?.reason == reason)
        #expect(decision?.page?.tier == tier)
    }

    @Test func `continuous work is updates from the start, in place of a resolution`() throws {
        let policy = try shipped.policy
        let facts = TicketFacts(plan: "standard", priority: .p1, issueType: "technical", channel: "email", tier: 2)
        let metrics = policy.goals(for: facts).map(\.metric)

        #expect(policy.isContinuous(for: facts))
        #expect(metrics.contains(.periodicUpdate))
        #expect(!metrics.contains(.resolution))
    }

    @Test func `features item 7: emergency support asks for the account's verification`() throws {
        let form = try #require(shipped.policy.forms.first { $0.id == "emergency" })

        #expect(form.fields.first { $0.id == "verification" }?.isRequired == true)
    }

    @Test func `its forms ask for what the document lists`() throws {
        let forms = try shipped.policy.forms

        #expect(forms.map(\.id) == ["all", "technical", "activation", "emergency"])
        #expect(forms[0].fields.map(\.id) == ["role", "organization", "description", "urgency", "reply_by"])
        #expect(forms[0].fields[3].choices == ["Low", "Medium", "High", "Critical"])
        #expect(forms[1].fields.count == 7)
    }

    @Test func `of maintenance the policy sets how often it is reported on, and leaves the notice to people`() throws {
        let policy = try shipped.policy

        #expect(
            policy.upkeep.updateEvery == 1800,
            "Emergency Maintenance: Immediate notification, status updates every 30 minutes"
        )
        #expect(
            policy.upkeep == Upkeep(updateEvery: 1800, uptime: Uptime(basisPoints: 9990)) && policy.routines.isEmpty,
            "Planned Maintenance: Advance notice, typically during off-peak hours"
        )
        #expect(try shipped.text().contains("Decided: people give both; no figure is set for either."))
    }

    @Test func `critical issues are translated, and all else is answered in English`() throws {
        let policy = try shipped.policy

        #expect(policy.languages == LanguageRules(fallback: "en", translatedPriorities: [.p1]))
        #expect(policy.upkeep.updateEvery == 1800)
        #expect(policy.upkeep.uptime == Uptime(basisPoints: 9990), "System Uptime: 99.9% uptime goal")
    }
}
