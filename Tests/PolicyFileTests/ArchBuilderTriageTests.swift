import SupportDomain
import Testing

/// What document 003 gives as definitions and examples, and the same things as customers say them.
struct ArchBuilderTriageTests {
    @Test(arguments: [
        ("Complete system outage", Priority.p1), ("Data corruption", .p1), ("Security incident", .p1),
        ("System down", .p1), ("Data loss", .p1), ("Security breach", .p1),
        ("Core features not working", .p2), ("Performance degradation", .p2), ("Integration failures", .p2),
        ("Major functionality affected, significant impact", .p2),
        ("Non-critical features not working", .p3), ("Minor performance issues", .p3),
        ("Minor functionality affected, workaround available", .p3),
        ("UI issues", .p4), ("Documentation requests", .p4), ("General questions", .p4), ("Cosmetic issues", .p4),
        ("Feature requests", .p4), ("Questions", .p4),
    ])
    func `the document's definitions and examples get its priorities`(text: String, expected: Priority) throws {
        #expect(try ArchBuilder.triage(text).priority == expected)
    }

    @Test(arguments: [
        ("Application errors and malfunctions", "technical", "bug"),
        ("Slow response times and system bottlenecks", "technical", "performance"),
        ("API and third-party integration issues", "technical", "integration"),
        ("Data corruption, loss, or synchronization problems", "technical", "data"),
        ("Server errors and infrastructure issues", "technical", "system"),
        ("Failed payments and billing disputes", "billing", "payment"),
        ("Plan upgrades, downgrades, and cancellations", "billing", "subscription"),
        ("License validation and activation problems", "billing", "license"),
        ("User account and access issues", "billing", "account"),
        ("Billing adjustments and refunds", "billing", "refund"),
        ("Requests for additional functionality", "feature_request", "new"),
        ("Improvements to existing features", "feature_request", "enhancement"),
        ("New third-party integrations", "feature_request", "integration"),
        ("Custom solutions for specific needs", "feature_request", "customization"),
        ("Process optimization requests", "feature_request", "workflow"),
        ("Individual and group training sessions", "training", "training"),
        ("User guides and tutorials", "training", "documentation"),
        ("Optimization and efficiency guidance", "training", "practice"),
        ("Setup and configuration assistance", "training", "implementation"),
        ("Data migration and system transitions", "training", "migration"),
    ])
    func `the document's examples get its categories`(text: String, category: String, subcategory: String) throws {
        let decision = try ArchBuilder.triage(text)

        #expect(decision.category == category)
        #expect(decision.subcategory == subcategory)
    }

    @Test(arguments: [
        ("The whole platform has been down since 9, nobody can work", Priority.p1, "technical"),
        ("All of our project files got corrupted overnight", .p1, "technical"),
        ("I think somebody hacked our account, there is unauthorised access", .p1, "technical"),
        ("We've lost all our data!", .p1, "technical"),
        ("ArchBuilder keeps crashing when I open the section view", .p2, "technical"),
        ("The Revit integration stopped working after the update", .p2, "technical"),
        ("Rendering is extremely slow and we have a deadline today", .p2, "technical"),
        ("Snapping doesn’t work in 3D, though there is a workaround", .p3, "technical"),
        ("I get an error when I rotate a wall", .p3, "technical"),
        ("Typo in the layer panel", .p4, "technical"),
        ("How do I export to IFC?", .p4, "technical"),
        ("It would be nice to have a dark mode", .p4, "feature_request"),
        ("Could we book a training session for six architects?", .p4, "training"),
        ("My card was declined for the June invoice", .p3, "billing"),
        ("Please refund the second charge", .p3, "billing"),
        ("Our licence key won't activate on the new laptop", .p3, "billing"),
    ])
    func `customers' own words are understood`(text: String, priority: Priority, category: String) throws {
        let decision = try ArchBuilder.triage(text)

        #expect(decision.priority == priority)
        #expect(decision.category == category)
    }

    @Test func `every decision names the rules that made it`() throws {
        let decision = try ArchBuilder.triage("Complete system outage", plan: "professional")

        #expect(
            decision.reasons == [
                "category:system", "priority:critical", "tier:plan-professional", "escalation:critical",
            ]
        )
        #expect(decision.escalateAtOnce == .criticalIssue)
    }

    @Test func `an urgency that the customer states can raise what the rules found, and never lower it`() throws {
        let policy = try ArchBuilder.policy.get()
        var input = TriageInput(subject: "How do I export?", text: "", channel: "portal", plan: "standard")

        input.urgency = "High"
        #expect(policy.triage(input).priority == .p2)
        input.urgency = "P1 (Critical)"
        #expect(policy.triage(input).priority == .p1)
        input.subject = "System down"
        input.urgency = "low"
        #expect(policy.triage(input).priority == .p1)
    }

    @Test(arguments: [
        ("Please escalate this ticket.", [EscalationTrigger.customerRequest]),
        ("I'd like to speak to your manager", [.customerRequest]),
        ("This is unacceptable, I am fed up", [.dissatisfaction]),
        ("This is ridiculous. Escalate this now!", [.customerRequest, .dissatisfaction]),
        ("Your suggestion did not help, the export still stops.", [.failedAttempts]),
        ("Thanks, that solved it.", []),
        ("No need to escalate, it works again.", []),
    ])
    func `a reply is read for calls to escalate`(text: String, expected: [EscalationTrigger]) throws {
        #expect(try ArchBuilder.policy.get().classifyReply(text) == expected)
    }

    @Test func `mail to the security address is a security issue, whatever it says`() throws {
        let input = TriageInput(
            subject: "Hello",
            text: "Please call me.",
            channel: "email",
            plan: "standard",
            to: ["security@archbuilder.app"]
        )
        let decision = try ArchBuilder.policy.get().triage(input)

        #expect(decision.priority == .p1)
        #expect(decision.issueType == "security")
    }
}
