import Testing

/// What document 000 says beside times and hours, sentence by sentence, as `q-aviogen.yaml` says it; see
/// ``DocumentWordsTests``.
struct QAviogenWordsTests {
    @Test(arguments: [
        (
            "Community Support: Channels: Community forums, documentation", "plan 'community': channels",
            "discord, forum, github, portal"
        ),
        ("Community Support: Language Support: English", "plan 'community': languages", "en"),
        (
            "Community Support: Availability: 24/7 self-service resources", "plan 'community': calendar",
            "around-the-clock"
        ),
        (
            "Standard Support: Channels: Email, documentation, forums", "plan 'standard': channels",
            "discord, email, forum, github, portal"
        ),
        (
            "Standard Support: Availability: Monday-Friday, 9 AM - 6 PM PST", "plan 'standard': calendar",
            "standard-hours"
        ),
        ("Standard Support: Language Support: English, Spanish", "plan 'standard': languages", "en, es"),
        ("Standard Support: Escalation: Tier 2 technical support", "plan 'standard': last tier", "2"),
        (
            "Priority Support: Channels: Email, live chat, phone", "plan 'priority': channels",
            "chat, discord, email, forum, github, phone, portal"
        ),
        (
            "Priority Support: Availability: Monday-Friday, 6 AM - 8 PM PST", "plan 'priority': calendar",
            "priority-hours"
        ),
        (
            "Priority Support: Language Support: English, Spanish, French, German", "plan 'priority': languages",
            "de, en, es, fr"
        ),
        ("Priority Support: Escalation: Direct access to senior engineers", "plan 'priority': last tier", "3"),
        ("Priority Support: SLA: 99.5% uptime guarantee", "plan 'priority': uptime", "99.5%"),
        (
            "Premium Support: Channels: Dedicated phone line, email, chat, on-site", "plan 'premium': channels",
            "chat, discord, email, emergency, forum, github, onsite, phone, portal"
        ),
        ("Premium Support: Availability: 24/7/365 coverage", "plan 'premium': calendar", "around-the-clock"),
        (
            "Premium Support: Language Support: 12+ languages", "plan 'premium': languages",
            "ar, de, en, es, fr, it, ja, ko, nl, pl, pt, zh"
        ),
        (
            "Premium Support: Escalation: Dedicated technical account manager", "plan 'premium': looked after by",
            "Dedicated technical account manager"
        ),
        (
            "Premium Support: SLA: 99.9% uptime guarantee with penalties", "plan 'premium': uptime",
            "99.9%, with penalties"
        ),
        ("Live Chat: Languages: English, Spanish, French, German", "channel 'chat': languages", "de, en, es, fr"),
        (
            "Live Chat: Available: Business and Enterprise tiers", "target 'chat': holds for",
            "plans premium, priority; channels chat; arrival in_hours"
        ),
        ("Live Chat: Hours: Monday-Friday, 9 AM - 6 PM PST", "channel 'chat'", "Live Chat, by calendar 'chat-hours'"),
        ("Billing & Account: Upgrades: Immediate access", "an upgrade holds", "at once"),
        ("Billing & Account: Downgrades: Takes effect at next billing cycle", "a downgrade holds", "next cycle"),
        ("Level 1: Front-line support agents (general inquiries)", "tier 1", "Front-line support: General inquiries"),
        ("Level 2: Technical specialists (integration issues)", "tier 2", "Technical specialists: Integration issues"),
        (
            "Level 3: Senior engineers (complex technical problems)", "tier 3",
            "Senior engineers: Complex technical problems"
        ),
        ("Level 4: Product team (feature requests, bugs)", "tier 4", "Product team: Feature requests, bugs"),
        (
            "Authentication Problems: \"Invalid API Key\", \"Insufficient Permissions\"", "category 'authentication'",
            "Authentication Problems, technical: Insufficient permissions, Invalid API key"
        ),
        (
            "Generation Failures: fail consistently, poor quality", "category 'generation'",
            "Generation Failures, technical: Poor quality or incorrect output, Scenes fail to generate"
        ),
        (
            "Performance Issues: slow generation, API rate limiting", "category 'performance'",
            "Performance Issues, performance: API rate limiting, Slow generation times"
        ),
        (
            "Integration Problems: webhook delivery, SDK", "category 'integration'",
            "Integration Problems, integration, tier 2: SDK integration errors, Webhook delivery failures"
        ),
        (
            "Phone Support: US/Canada: +1 (555) 123-QAVI (7284)", "contact 'phone-us'",
            "US/Canada; Phone support; +1 (555) 123-QAVI (7284); for premium, priority"
        ),
        (
            "Phone Support: UK: +44 20 1234 5678", "contact 'phone-uk'",
            "UK; Phone support; +44 20 1234 5678; for premium, priority"
        ),
        (
            "Phone Support: Germany: +49 30 12345678", "contact 'phone-de'",
            "Germany; Phone support; +49 30 12345678; for premium, priority"
        ),
        (
            "Critical System Outages: +1 (555) 911-QAVI, 24/7/365; Emergency Line: Enterprise customers only",
            "contact 'emergency'",
            "Critical System Outages; emergency@q-aviogen.com; +1 (555) 911-QAVI; by calendar 'around-the-clock'; for premium"
        ),
        (
            "Security Incidents: Phone: +1 (555) SEC-QAVI", "contact 'security'",
            "Security Team; security@q-aviogen.com; +1 (555) SEC-QAVI"
        ),
        (
            "Security Incidents: Responsible Disclosure; PGP Key", "contact 'disclosure'",
            "Responsible Disclosure; The PGP key is on the security page; security-reports@q-aviogen.com"
        ),
        (
            "Developer Support: Email: developers@q-aviogen.com", "contact 'developers'",
            "Developer Support; developers@q-aviogen.com"
        ),
        (
            "Email Support, Specialized Support Channels, Emergency Contact Information", "mail addresses",
            "billing@q-aviogen.com, developers@q-aviogen.com, docs-feedback@q-aviogen.com, education@q-aviogen.com, "
                + "emergency@q-aviogen.com, enterprise@q-aviogen.com, partners@q-aviogen.com, "
                + "security-reports@q-aviogen.com, security@q-aviogen.com, support@q-aviogen.com, technical@q-aviogen.com"
        ),
        ("General Support: support@q-aviogen.com", "mail comes from", "support@q-aviogen.com"),
        ("Help Desk Portal: URL", "contact 'portal'", "Help Desk Portal; https://support.q-aviogen.com"),
        ("Documentation Portal", "contact 'docs'", "Documentation Portal; https://docs.q-aviogen.com"),
        (
            "Partner Support: Email: partners@q-aviogen.com", "contact 'partners'",
            "Partner Support; partners@q-aviogen.com; for partner"
        ),
        (
            "Feedback Channels: Feature Requests", "contact 'feedback'",
            "Feature Requests; https://feedback.q-aviogen.com"
        ),
        ("Feedback Channels: Bug Reports", "contact 'bugs'", "Bug Reports; https://bugs.q-aviogen.com"),
        ("Account Management: Dashboard", "contact 'dashboard'", "Dashboard; https://dashboard.q-aviogen.com"),
        (
            "Billing Portal", "contact 'billing'",
            "Billing Portal; billing@q-aviogen.com; https://billing.q-aviogen.com"
        ),
        (
            "Online Courses: Q-AVIOGEN Academy", "contact 'academy'",
            "Q-AVIOGEN Academy; Online courses; https://academy.q-aviogen.com"
        ),
        (
            "Community Forums: URL", "contact 'community'",
            "Community Forums; Peer support; https://community.q-aviogen.com"
        ),
        ("Public NPS score reporting", "indicator 'nps'", "promoter score; only watched"),
        (
            "Academic Support: Dedicated Portal", "contact 'education'",
            "Academic Support; education@q-aviogen.com; https://education.q-aviogen.com; for academic"
        ),
        ("System Status Dashboard", "status page", "https://status.q-aviogen.com"),
        (
            "Net Promoter Score: Surveys: Quarterly NPS surveys", "survey 'nps'",
            "How likely is it that you would recommend Q-AVIOGEN to a colleague? Up to 10, every 3 months"
        ),
        ("Net Promoter Score: Follow-up: Personal outreach for feedback", "survey 'nps': a complaint", "up to 6"),
        (
            "Priority Support: 99.5% uptime guarantee", "indicator 'uptime-priority'",
            "uptime; plans priority; at least 99.5%"
        ),
        (
            "Premium Support: 99.9% uptime guarantee", "indicator 'uptime-premium'",
            "uptime; plans premium; at least 99.9%"
        ),
        (
            "Critical Issues: Use emergency contact (Enterprise only)", "escalation 'outage'",
            "plans premium; priorities P0, P1: at once, to tier 3, 4"
        ),
        (
            "Partner Support: Escalation: Direct to engineering team", "escalation 'direct'",
            "plans partner, priority; priorities P0, P1: at once, to tier 3"
        ),
        (
            "Escalation Request: Ask to speak with supervisor/manager", "tickets move up for",
            "critical_issue, customer_request, service_level_breached"
        ),
    ])
    func `document 000 is carried over`(sentence: String, subject: String, words: String) throws {
        try Shipped.qAviogen.expect(words, of: subject, because: sentence)
    }
}
