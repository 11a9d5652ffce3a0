import SupportDomain
import Testing

/// Document 000, sentence by sentence, as `q-aviogen.yaml` has it.
struct QAviogenTests {
    private let shipped = Shipped.qAviogen

    @Test(arguments: [
        Promise(
            "Community Support: Response Time: Community-driven (typically 24-48 hours)",
            .firstResponse,
            .p3,
            "community",
            "Fri 2026-01-09 16:00",
            due: "Sun 2026-01-11 16:00",
            goal: "Sat 2026-01-10 16:00"
        ),
        Promise(
            "Standard Support: Response Time: 48 hours (business days)",
            .firstResponse,
            .p3,
            "standard",
            "Thu 2026-01-08 16:00",
            due: "Mon 2026-01-12 16:00"
        ),
        Promise(
            "Standard Support: Availability: Monday-Friday, 9 AM - 6 PM PST",
            .firstResponse,
            .p3,
            "standard",
            "Thu 2026-01-08 19:00",
            due: "Tue 2026-01-13 09:00"
        ),
        Promise(
            "Priority Support: Response Time: 24 hours (business days)",
            .firstResponse,
            .p3,
            "priority",
            "Fri 2026-01-09 16:00",
            due: "Mon 2026-01-12 16:00"
        ),
        Promise(
            "Priority Support: Availability: Monday-Friday, 6 AM - 8 PM PST",
            .firstResponse,
            .p3,
            "priority",
            "Thu 2026-01-08 05:00",
            due: "Fri 2026-01-09 06:00"
        ),
        Promise(
            "Premium Support: Response Time: 4 hours for critical issues",
            .firstResponse,
            .p1,
            "premium",
            "Sat 2026-01-10 22:00",
            due: "Sun 2026-01-11 02:00"
        ),
        Promise(
            "Critical System Outages: Response Time: Within 15 minutes",
            .firstResponse,
            .p0,
            "premium",
            "Sun 2026-01-11 03:00",
            due: "Sun 2026-01-11 03:15"
        ),
        Promise(
            "Critical System Outages: Available: 24/7/365",
            .pageAcknowledgement,
            .p0,
            "premium",
            "Fri 2026-12-25 03:00",
            due: "Fri 2026-12-25 03:15"
        ),
        Promise(
            "Academic Support: Response Time: 72 hours",
            .firstResponse,
            .p3,
            "academic",
            "Fri 2026-01-09 16:00",
            due: "Mon 2026-01-12 16:00"
        ),
        Promise(
            "Live Chat: Response: Immediate during business hours",
            .firstResponse,
            .p3,
            "priority",
            "Fri 2026-01-09 17:59",
            due: "Fri 2026-01-09 18:00",
            channel: "chat"
        ),
        Promise(
            "Live Chat: Response: Immediate during business hours, whatever the priority",
            .firstResponse,
            .p0,
            "premium",
            "Fri 2026-01-09 12:00",
            due: "Fri 2026-01-09 12:01",
            channel: "chat"
        ),
        Promise(
            "Premium Support: 4 hours for critical issues, 24/7/365, while the chat is closed too",
            .firstResponse,
            .p1,
            "premium",
            "Fri 2026-01-09 19:00",
            due: "Fri 2026-01-09 23:00",
            channel: "chat"
        ),
        Promise(
            "Live Chat: Hours: Monday-Friday, 9 AM - 6 PM PST",
            .firstResponse,
            .p3,
            "priority",
            "Fri 2026-01-09 19:00",
            due: "Mon 2026-01-12 09:01",
            channel: "chat"
        ),
        Promise(
            "no time of resolution is promised",
            .resolution,
            .p1,
            "premium",
            "Fri 2026-01-09 19:00",
            due: nil
        ),
    ])
    func `features items 2, 29 and 31: every time of document 000 is kept`(promise: Promise) throws {
        try promise.check(in: shipped.policy)
    }

    @Test(arguments: [
        ("standard-hours", "Monday-Friday, 9 AM - 6 PM PST", "09:00-18:00"),
        ("priority-hours", "Monday-Friday, 6 AM - 8 PM PST", "06:00-20:00"),
        ("chat-hours", "Hours: Monday-Friday, 9 AM - 6 PM PST", "09:00-18:00"),
    ])
    func `features item 9: the hours of document 000 are kept`(calendar: String, sentence: String, hours: String) throws
    {
        let calendar = try #require(shipped.policy.calendars[calendar])

        #expect(calendar.zone.identifier == "America/Los_Angeles", "\(sentence)")
        #expect(
            try calendar.weekly == Array(repeating: [#require(OpenHours(hours))], count: 5) + [[], []],
            "\(sentence)"
        )
    }

    @Test(arguments: [
        ("Critical system outage", Priority.p0), ("Critical issue", .p1), ("Security incident", .p1),
        ("Urgent", .p2), ("Scenes taking longer than expected", .p3),
        ("How long does it take to generate a scene?", .p3),
    ])
    func `its words for urgency are understood`(text: String, expected: Priority) throws {
        #expect(try shipped.triage(text).priority == expected)
    }

    @Test(arguments: [
        ("\"Invalid API Key\" error", "authentication"), ("\"Insufficient Permissions\" error", "authentication"),
        ("Scenes fail to generate consistently", "generation"), ("Poor quality or incorrect output", "generation"),
        ("Incomplete outputs", "generation"),
        ("Unexpected visual results, wrong aircraft models", "generation"),
        ("Slow generation times", "performance"), ("API rate limiting", "performance"),
        ("Webhook delivery failures", "integration"), ("SDK integration errors", "integration"),
        ("401 HTTP responses, authentication failures", "authentication"),
        ("403 HTTP responses for certain operations", "authentication"),
        ("429 HTTP responses, throttling messages", "performance"),
        ("400 Bad Request: Invalid request parameters", "integration"),
        ("401 Unauthorized: Authentication required or failed", "authentication"),
        ("403 Forbidden: Access denied or insufficient permissions", "authentication"),
        ("404 Not Found: Resource not found", "integration"), ("409 Conflict", "integration"),
        ("422 Unprocessable Entity: Validation errors", "integration"), ("429 Too Many Requests", "performance"),
        ("500 Internal Server Error", "generation"), ("502 Bad Gateway", "generation"),
        ("503 Service Unavailable", "generation"), ("How do I set the altitude of a Boeing 737-500?", "general"),
        ("SCENE_001: Invalid scene configuration", "generation"),
        ("SCENE_002: Unsupported aircraft type", "generation"),
        ("SCENE_003: Weather configuration error", "generation"), ("SCENE_004: Duration out of range", "generation"),
        ("API_002: Quota exceeded", "performance"), ("RENDER_001: Rendering engine error", "generation"),
        ("RENDER_003: Timeout during generation", "generation"),
        ("API_001: API key invalid or expired", "authentication"),
        ("API_003: Rate limit exceeded", "performance"), ("RENDER_002: Insufficient resources", "generation"),
        ("Can I change my subscription tier mid-cycle?", "billing"), ("What payment methods do you accept?", "billing"),
        ("What video formats are supported for output?", "general"),
    ])
    func `its troubleshooting guide's issues get their categories`(text: String, expected: String) throws {
        #expect(try shipped.triage(text).category == expected)
    }

    @Test(arguments: [
        ("community", ["en"]), ("standard", ["en", "es"]), ("priority", ["en", "es", "fr", "de"]),
    ])
    func `features item 13: a plan's languages are the document's`(plan: String, languages: [String]) throws {
        let policy = try shipped.policy

        #expect(policy.plan(plan).languages == languages)
        #expect(policy.plan("premium").languages.count >= 12, "12+ languages")
        #expect(policy.languages.fallback == "en")
    }

    @Test(arguments: [
        ("standard", "chat", false), ("standard", "phone", false), ("standard", "email", true),
        ("priority", "chat", true), ("priority", "phone", true), ("priority", "onsite", false),
        ("premium", "onsite", true), ("community", "email", false), ("community", "forum", true),
        ("premium", "emergency", true), ("priority", "emergency", false), ("community", "emergency", false),
    ])
    func `a plan entitles to the document's channels`(plan: String, channel: String, isAllowed: Bool) throws {
        #expect(try shipped.policy.plan(plan).allows(channel: channel) == isAllowed)
    }

    @Test(arguments: [
        ("chat", Priority.p3, ["priority", "premium"], "Live Chat: Available: Business and Enterprise tiers"),
        ("phone", .p2, ["priority", "premium"], "Urgent Issues: Call support hotline (Business+ tiers)"),
        ("emergency", .p1, ["premium"], "Critical Issues: Use emergency contact (Enterprise only)"),
    ])
    func `a channel is there for the document's plans, and for no others`(
        channel: String,
        priority: Priority,
        plans: [String],
        sentence: String
    ) throws {
        let policy = try shipped.policy
        let entitled = policy.plans.map(\.id).filter { policy.entitles($0, to: channel, at: priority) }

        #expect(entitled == plans, "\(sentence)")
    }

    @Test(arguments: [
        ("videos-start", "Account Setup and First Scene (5 minutes)"),
        ("videos-start", "Understanding Scene Configuration (8 minutes)"),
        ("videos-start", "API Integration Basics (12 minutes)"), ("videos-start", "Working with Webhooks (10 minutes)"),
        ("videos-advanced", "Complex Scene Design (15 minutes)"),
        ("videos-advanced", "Batch Processing Workflows (18 minutes)"),
        ("videos-advanced", "Cloud Integration Patterns (20 minutes)"),
        ("videos-advanced", "Custom Branding and White-Label (12 minutes)"),
        ("videos-developers", "Python SDK Complete Guide (25 minutes)"),
        ("videos-developers", "React Integration Tutorial (22 minutes)"),
        ("videos-developers", "Enterprise Architecture Patterns (30 minutes)"),
        ("videos-developers", "Performance Optimization (18 minutes)"), ("generation-times", "2-5 minutes"),
        ("generation-times", "10-30 minutes"), ("generation-times", "under 1 minute"),
    ])
    func `what helps customers help themselves is named with its minutes`(contact: String, words: String) throws {
        let contact = try #require(shipped.policy.staff.contacts.first { $0.id == contact })

        #expect(contact.purpose.contains(words))
    }

    @Test(arguments: [
        ("standard", 2, "Escalation: Tier 2 technical support"),
        ("priority", 3, "Escalation: Direct access to senior engineers"),
        ("partner", 3, "Escalation: Direct to engineering team"),
        ("premium", 3, "Use emergency contact (Enterprise only)"),
        ("community", 2, "decided: as Standard Support"), ("academic", 2, "decided: as Standard Support"),
    ])
    func `a critical issue goes where the plan leads`(plan: String, tier: Int, sentence: String) throws {
        let facts = TicketFacts(plan: plan, priority: .p1, issueType: "technical", channel: "email", tier: 1)

        #expect(
            try shipped.policy.escalation(of: facts, trigger: .criticalIssue, at: Shipped.someTime)?.toTier == tier,
            "\(sentence)"
        )
        #expect(try shipped.policy.escalatesAtOnce(facts), "\(sentence)")
    }

    @Test(arguments: [
        ("support@q-aviogen.com", "general", Priority.p3), ("technical@q-aviogen.com", "general", .p3),
        ("billing@q-aviogen.com", "billing", .p3), ("enterprise@q-aviogen.com", "general", .p3),
        ("developers@q-aviogen.com", "integration", .p3), ("education@q-aviogen.com", "general", .p3),
        ("partners@q-aviogen.com", "general", .p3), ("emergency@q-aviogen.com", "general", .p0),
        ("security@q-aviogen.com", "security", .p1), ("security-reports@q-aviogen.com", "security", .p1),
        ("docs-feedback@q-aviogen.com", "general", .p3),
    ])
    func `features item 14: what its addresses are for decides, where nothing is said`(
        address: String,
        category: String,
        priority: Priority
    ) throws {
        let decision = try shipped.triage("Hello", plan: "premium", to: [address])

        #expect(try shipped.policy.programme.mailAddresses.contains(address))
        #expect(decision.category == category)
        #expect(decision.priority == priority)
    }

    @Test func `no other address is the document's`() throws {
        #expect(try shipped.policy.programme.mailAddresses.count == 11)
    }
}
