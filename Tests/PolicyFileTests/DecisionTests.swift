import PolicyFile
import Testing

@testable import SupportDomain

/// What the documents leave open, as the policies that ship decide it: a figure that changes is to be changed here too.
struct DecisionTests {
    @Test(arguments: Shipped.allCases)
    func `a next answer has the time of a first one`(shipped: Shipped) throws {
        let rows = try shipped.policy.targetRules.filter { $0.targets[.firstResponse] != nil }

        #expect(!rows.isEmpty)
        for row in rows {
            #expect(row.targets[.nextResponse] == row.targets[.firstResponse], "\(row.id)")
            #expect(row.goals[.nextResponse] == row.goals[.firstResponse], "\(row.id)")
        }
    }

    @Test(arguments: Shipped.allCases)
    func `an automatic answer has an hour, and what is settled is kept for years`(shipped: Shipped) throws {
        try expect(
            shipped,
            [
                ("target 'acknowledgement': acknowledgement", "1h"), ("a reply reopens within", "7d"),
                ("largest message", "10240 kB"), ("tickets are kept", "1095 days"), ("messages are kept", "1095 days"),
                ("attachments are kept", "365 days"), ("survey answers are kept", "730 days"),
                ("next response stands still for", "resolved"),
                ("periodic update stands still for", "customer, resolved"),
                ("resolution stands still for", "customer, resolved, vendor"),
            ]
        )
    }

    @Test(arguments: [
        (
            Shipped.qAviogen, "75%",
            [
                "outage": "30m", "premium-critical": "4h", "premium": "24h", "priority": "1 business day",
                "standard": "2 business days", "academic": "72h", "community": "48h",
            ]
        ),
        (
            .agreementActivation, "75%",
            [
                "critical": "30m", "high": "2 business hours", "medium": "8 business hours",
                "low-resolution": "24 business hours",
            ]
        ),
        (.signXStudio, "75%", ["critical": "1h", "high": "4h", "medium": "24h", "low": "7d"]),
        (
            .archBuilder, "75%, 90%",
            [
                "critical": "1h", "high-enterprise": "4h", "high": "4 business hours", "medium-enterprise": "24h",
                "medium": "1 business day", "low-enterprise": "72h", "low": "3 business days",
            ]
        ),
        (
            .platinumBot, "75%",
            ["critical": "1h", "high": "1 business day", "medium": "3 business days", "low": "6 business days"]
        ),
    ])
    func `warnings and updates come as decided`(shipped: Shipped, warnings: String, updates: [String: String]) throws {
        let owed = try shipped.policy.targetRules.compactMap { row in
            row.targets[.periodicUpdate].map { (row.id, "\($0)") }
        }

        try expect(shipped, [("warnings", warnings)])
        #expect(Dictionary(uniqueKeysWithValues: owed) == updates)
    }

    @Test func `Q-AVIOGEN's open points are decided`() throws {
        try expect(
            .qAviogen,
            [
                ("plan 'community': first tier", "1"), ("plan 'standard': first tier", "1"),
                ("plan 'priority': first tier", "1"), ("plan 'premium': first tier", "2"),
                ("plan 'academic': first tier", "1"), ("plan 'partner': first tier", "1"),
                (
                    "category 'billing'",
                    "Billing & Account, billing, tier 1: Payment methods, Subscription changes, Usage and invoices"
                ),
                ("category 'security'", "Security Incidents, security, tier 3"),
                ("failed attempts before escalation", "3"), ("priorities that page", "P0, P1"),
                ("escalation 'anybody'", "priorities P0, P1: at once, to tier 2"),
                ("plan 'community': last tier", "2"), ("plan 'academic': last tier", "2"),
                ("plan of a customer nobody knows", "community"),
                ("plans from the least to the most", "community, standard, priority, premium"),
                ("changes of plan that open tickets follow", "upgrades"),
                (
                    "category 'integration'",
                    "Integration Problems, integration, tier 2: SDK integration errors, Webhook delivery failures"
                ),
                ("category 'general'", "General Usage, technical"),
                ("category 'feature_request'", "Feature Requests, technical, tier 1"),
                ("plan 'academic': channels", "discord, email, forum, github, portal"),
                ("plan 'partner': channels", "discord, email, forum, github, portal"),
                ("plan 'academic': languages", "en"), ("plan 'partner': languages", "en"),
                ("paging of tier 2: answers within", "15m"), ("paging of tier 3: answers within", "15m"),
                ("paging of tier 4: answers within", "15m"), ("team 'front-line': tiers", "1"),
                ("team 'specialists': tiers", "2"), ("team 'engineers': tiers", "3"), ("team 'product': tiers", "4"),
                ("survey 'nps': leaves in peace for", "30d"),
            ]
        )
    }

    @Test func `the agreement activation's open points are decided`() throws {
        try expect(
            .agreementActivation,
            [
                ("channel 'emergency'", "24/7 Emergency, by calendar 'around-the-clock'"),
                ("plan 'standard': first tier", "1"),
                (
                    "category 'activation'",
                    "Client Activation, activation, tier 2: Client can't access activation link, PDF download failing"
                ),
                (
                    "category 'account'",
                    "Account Management, account, tier 1: Access permissions, Organization configuration, User setup"
                ),
                ("target 'unverified': first response", "15m"),
                ("paging of tier 1: answers within", "15m"), ("paging of tier 3: answers within", "15m"),
                ("paging of tier 4: answers within", "30m"), ("team 'technical': tiers", "1, 2"),
                ("team 'accounts': tiers", "1"), ("team 'integration': tiers", "2"), ("team 'security': tiers", "3"),
                ("team 'training': tiers", "1"), ("team 'engineering': tiers", "3"), ("team 'management': tiers", "4"),
                (
                    "form 'all': asks for",
                    "A clear, detailed explanation of the problem (required), Preferred response method: Email, phone, chat, Urgency level (required): Low, Medium, High, Critical, Your company or organization (required), Your role (required): Client, Operator"
                ),
                (
                    "survey 'satisfaction'",
                    "How do you rate the support you received? Up to 5, 24h after the resolution"
                ),
                ("survey 'satisfaction': a complaint", "up to 2"),
                ("survey 'satisfaction': leaves in peace for", "30d"),
            ]
        )
    }

    @Test func `SIGN X Studio's open points are decided`() throws {
        try expect(
            .signXStudio,
            [
                ("failed attempts before escalation", "2"), ("plan 'standard': last tier", "3"),
                ("team 'help-desk': tiers", "2"),
                ("team 'engineering': tiers", "3"), ("rotation 'primary': tiers", "3"),
                ("rotation 'secondary': tiers", "3"),
                (
                    "rotation 'secondary'",
                    "engineer-b, engineer-c, engineer-d, engineer-a, 7 days each from 2026-01-05 at 09:00 (America/New_York)"
                ),
                ("target 'critical': resolution", "24h"), ("survey 'satisfaction': a complaint", "up to 2"),
                ("survey 'satisfaction': leaves in peace for", "30d"),
            ]
        )
    }

    @Test func `ArchBuilder's open points are decided`() throws {
        try expect(
            .archBuilder,
            [
                (
                    "calendar 'office': holidays",
                    "Christmas Day (12-25), New Year's Day (01-01), Thanksgiving (4th thu november)"
                ),
                (
                    "calendar 'office': hours of their own",
                    "Independence Day (07-04 observed) 10:00-14:00, Labor Day (1st mon september) 10:00-14:00, Martin Luther King Jr. Day (3rd mon january) 10:00-14:00, Memorial Day (last mon may) 10:00-14:00, the day after Thanksgiving (day after 4th thu november) 10:00-14:00"
                ),
                ("failed attempts before escalation", "3"), ("priorities that page", "P1, P2"),
                (
                    "target 'tier-1-response': holds for",
                    "plans professional, standard; priorities P3, P4; tiers 1; escalated"
                ),
                ("target 'tier-1-response-enterprise': holds for", "priorities P3, P4; tiers 1; escalated"),
                ("target 'tier-2-response-enterprise': holds for", "priorities P3, P4; tiers 2; escalated"),
                ("plan of a customer nobody knows", "standard"),
                ("escalation 'high'", "priorities P2: within 8 business hours, to tier 2, 3"),
                ("escalation 'medium-enterprise'", "plans enterprise; priorities P3: within 48h, to tier 2"),
                ("escalation 'medium'", "priorities P3: within 2 business days, to tier 2"),
                ("escalation 'low-enterprise'", "plans enterprise; priorities P4: within 7d, to tier 2"),
                ("escalation 'low'", "priorities P4: within 5 business days, to tier 2"),
                ("paging of tier 1: answers within", "30m"), ("paging of tier 2: answers within", "30m"),
                ("paging of tier 3: answers within", "15m"), ("paging of tier 4: answers within", "15m"),
                ("team 'basic': tiers", "1"), ("team 'technical': tiers", "2"), ("team 'expert': tiers", "3"),
                ("team 'engineering': tiers", "4"),
                (
                    "survey 'satisfaction'",
                    "How satisfied are you with the support you received? Up to 5, 24h after the resolution"
                ),
                ("survey 'satisfaction': leaves in peace for", "30d"),
                ("survey 'effort'", "How easy was it to get help? Up to 7, 72h after the resolution"),
                ("survey 'effort': leaves in peace for", "90d"),
                (
                    "survey 'nps'",
                    "How likely is it that you would recommend ArchBuilder.AI to a colleague? Up to 10, every 6 months"
                ),
                ("survey 'nps': leaves in peace for", "90d"),
            ]
        )
    }

    @Test func `the Platinum bot's open points are decided`() throws {
        let holidays = "Christmas Day (12-25), New Year's Day (01-01), Thanksgiving (4th thu november)"
        try expect(
            .platinumBot,
            [
                ("calendar 'office': holidays", holidays), ("calendar 'chat-hours': holidays", holidays),
                ("failed attempts before escalation", "3"), ("priorities that page", "P1"),
                ("plan of a customer nobody knows", "general"), ("category 'general'", "General Questions, general"),
                ("category 'sales'", "Sales Inquiries, general, tier 1"),
                ("category 'feature_request'", "Feature Requests, general, tier 1"),
                ("escalation 'critical'", "priorities P1: at once, to tier 3, 4"),
                ("paging of tier 3: answers within", "15m"), ("paging of tier 4: answers within", "30m"),
                ("team 'support': tiers", "1"), ("team 'senior': tiers", "2"), ("team 'development': tiers", "3"),
                ("team 'management': tiers", "4"),
                (
                    "survey 'satisfaction'",
                    "How satisfied are you with the support you received? Up to 5, 24h after the resolution"
                ),
                ("survey 'satisfaction': a complaint", "up to 2"),
                ("survey 'satisfaction': leaves in peace for", "30d"),
            ]
        )
    }

    private func expect(_ shipped: Shipped, _ decisions: [(subject: String, words: String)]) throws {
        let said = try shipped.policy.statements
        for decision in decisions {
            #expect(said.first { $0.subject == decision.subject }?.value.words == decision.words, "\(decision.subject)")
        }
    }
}
