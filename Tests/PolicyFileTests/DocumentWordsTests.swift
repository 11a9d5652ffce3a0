import Testing

/// What the documents say beside times and hours, sentence by sentence, as the policies that ship say it.
///
/// A row is the sentence, what the policy speaks of, and what it says; `policy diff` uses the same words.
struct DocumentWordsTests {
    @Test(arguments: [
        (
            "Tier 1: General support, common issues, account questions", "tier 1",
            "Tier 1: General support, common issues, account questions"
        ),
        (
            "Tier 2: Technical issues, integration problems, complex troubleshooting", "tier 2",
            "Tier 2: Technical issues, integration problems, complex troubleshooting"
        ),
        (
            "Tier 3: Engineering escalation, system architecture issues, security incidents", "tier 3",
            "Tier 3: Engineering escalation, system architecture issues, security incidents"
        ),
        (
            "Management: Business impact issues, escalation resolution, contract questions", "tier 4",
            "Management: Business impact issues, escalation resolution, contract questions"
        ),
        (
            "Main Support: +1 (555) 123-4567", "contact 'main'",
            "Main Support; Complex technical issues; +1 (555) 123-4567; by calendar 'office'"
        ),
        (
            "24/7 Emergency: +1 (555) 999-8888", "contact 'emergency'",
            "24/7 Emergency; Complete system unavailability; +1 (555) 999-8888; by calendar 'around-the-clock'"
        ),
        ("Available: 24/7 for critical system outages only", "channel 'emergency': meant for", "P1"),
        (
            "Emergency | +1 (555) 999-8888 | 24/7 | Critical system outages only", "contact 'emergency'",
            "24/7 Emergency; Complete system unavailability; +1 (555) 999-8888; by calendar 'around-the-clock'"
        ),
        (
            "Emergency | +1 (555) 999-8888 | 24/7 | Critical system outages only", "channel 'emergency': meant for",
            "P1"
        ),
        (
            "Priority Email: urgent@[your-domain].com", "contact 'urgent'",
            "Urgent Support; System outages, critical client activation failures, data loss; urgent@your-domain.com"
        ),
        (
            "Primary Support Contact: support@[your-domain].com", "contact 'general'",
            "Primary Support Contact; General questions, non-urgent technical issues; support@your-domain.com"
        ),
        (
            "Phone Support: Hours: Monday-Friday, 8:00 AM - 6:00 PM", "channel 'phone'",
            "Main Support, by calendar 'office'"
        ),
        (
            "Live Chat: Hours: Monday-Friday, 9:00 AM - 5:00 PM", "channel 'chat'",
            "Live Chat on the dashboard, by calendar 'chat-hours'"
        ),
        (
            "Feature Requests: features@[your-domain].com", "contact 'features'",
            "Feature Requests; features@your-domain.com"
        ),
        (
            "Primary Support Contact, Urgent Support, Feature Requests", "mail addresses",
            "features@your-domain.com, support@your-domain.com, urgent@your-domain.com"
        ),
        ("Primary Language: English", "language for those whose own nobody speaks", "en"),
        ("Translation Services: Available for critical issues", "priorities that are translated", "P1"),
        ("System Uptime: 99.9% uptime goal", "uptime", "99.9%"),
        ("System Uptime: 99.9% uptime goal, as promised to customers", "plan 'standard': uptime", "99.9%"),
        ("System Uptime: 99.9% uptime goal, as measured", "indicator 'uptime'", "uptime; at least 99.9%"),
        (
            "Emergency Maintenance: Immediate notification, status updates every 30 minutes",
            "an incident is reported on every", "30m"
        ),
        ("Initial support response doesn't resolve the issue", "failed attempts before escalation", "1"),
        (
            "Compliance or legal implications exist; Management: contract questions", "escalation 'legal'",
            "issue types legal: at once, to tier 4"
        ),
        (
            "Security or data privacy concerns arise; Tier 3: security incidents", "escalation 'security'",
            "issue types security: at once, to tier 3"
        ),
        ("Critical Issues: Immediate escalation", "escalation 'critical'", "priorities P1: at once, to tier 3, 4"),
        (
            "When to Escalate", "tickets move up for",
            "business_impact, critical_issue, customer_request, failed_attempts, service_level_breached"
        ),
        (
            "Technical Support: Browser issues, network problems, system errors", "team 'technical': skills",
            "browsers, network, system errors"
        ),
        (
            "Account Management: Access permissions, user setup, organization configuration", "team 'accounts': skills",
            "organizations, permissions, users"
        ),
        (
            "Integration Support: CRM connections, API issues, webhook problems", "team 'integration': skills",
            "api, crm, webhooks"
        ),
        (
            "Security Team: Data protection, privacy questions, security incidents", "team 'security': skills",
            "data protection, incidents, privacy"
        ),
        (
            "Training Team: User education, best practices, workflow optimization", "team 'training': skills",
            "best practices, education, workflows"
        ),
        (
            "For Client Activation Issues; Confirm link is within 24-hour window", "form 'activation': asks for",
            "How to reach the affected client if needed, The company trying to activate (required), What the client experienced or reported, When the activation link was generated, and when it was used; it is valid for 24 hours"
        ),
        (
            "Emergency Support: Authentication", "form 'emergency': asks for",
            "Account verification information (required)"
        ),
    ])
    func `document 001 is carried over`(sentence: String, subject: String, words: String) throws {
        try Shipped.agreementActivation.expect(words, of: subject, because: sentence)
    }

    @Test(arguments: [
        ("Tier 1: Self-Service", "tier 1", "Self-Service: Documentation, video tutorials, interactive help"),
        (
            "Tier 2: Help Desk", "tier 2",
            "Help Desk: Triage, password reset, account access, feature questions, basic troubleshooting"
        ),
        (
            "Tier 3: Engineering Escalation", "tier 3",
            "Engineering Escalation: P0/P1 incidents, system bugs, performance, data corruption, security"
        ),
        (
            "Tier 4: Vendor Support", "tier 4",
            "Vendor Support: Infrastructure outages, service degradation, billing and features of vendors"
        ),
        ("Tier 1: No ticket created", "plan 'standard': first tier", "2"),
        ("Channels: Email, chat, phone", "plan 'standard': channels", "chat, email, phone"),
        ("Phone: Support hotline (for P1/P0 issues)", "channel 'phone': meant for", "P0, P1"),
        (
            "Automatically Escalate: P0/P1 incidents", "escalation 'incidents'",
            "priorities P0, P1: at once, to tier 3, 4"
        ),
        (
            "Automatically Escalate: System bugs, performance degradation, data corruption, security issues",
            "escalation 'engineering'", "issue types bug, data, performance, security, system: at once, to tier 3"
        ),
        ("Page on-call engineer", "priorities that page", "P0, P1"),
        ("Acknowledge (<15 min for P0)", "paging of tier 3: answers at P0 within", "15m"),
        ("Acknowledge (<1hr for P1)", "paging of tier 3: answers at P1 within", "1h"),
        (
            "Secondary On-Call: Backup for critical issues", "paging of tier 3",
            "Primary on call (oncall-primary@example.com, by turns of rotation 'primary'), "
                + "then Secondary on call (oncall-secondary@example.com, by turns of rotation 'secondary')"
        ),
        (
            "Week 1: Engineer A … Week 4: Engineer D", "rotation 'primary'",
            "engineer-a, engineer-b, engineer-c, engineer-d, 7 days each from 2026-01-05 at 09:00 (America/New_York)"
        ),
        ("Primary On-Call: 24/7 coverage", "rotation 'primary': hours", "by calendar 'around-the-clock'"),
        ("AWS Support: support@aws.amazon.com", "contact 'aws'", "AWS Support; Infrastructure; support@aws.amazon.com"),
        ("GCP Support: gcp-support@google.com", "contact 'gcp'", "GCP Support; Infrastructure; gcp-support@google.com"),
        (
            "SendGrid: support@sendgrid.com", "contact 'sendgrid'",
            "SendGrid; Third-party services; support@sendgrid.com"
        ),
        ("MinIO: community support", "contact 'minio'", "MinIO; community support"),
        ("OpenSearch: community support", "contact 'opensearch'", "OpenSearch; community support"),
        (
            "Vendor Contacts", "category 'vendor'",
            "Infrastructure and third parties, vendor: AWS, GCP, MinIO, OpenSearch, SendGrid"
        ),
        ("Monitor vendor ticket", "target 'low': vendor wait", "1 business day"),
        (
            "Documentation: https://docs.example.com", "contact 'docs'",
            "Documentation; Self-service; https://docs.example.com"
        ),
        (
            "Video Tutorials: https://docs.example.com/tutorials", "contact 'tutorials'",
            "Video Tutorials; Self-service; https://docs.example.com/tutorials"
        ),
        ("Internal: Slack #apex-support", "contact 'slack'", "Slack #apex-support; Internal communication"),
        ("Status Page: https://status.example.com", "status page", "https://status.example.com"),
        (
            "First Response Time <4 hours (P1)", "indicator 'first-response'",
            "first response; priorities P1; every 30d; below 4h"
        ),
        ("Documentation views: Track popular pages", "indicator 'documentation'", "article use; only watched"),
        ("Resolution Time <24 hours (P1)", "indicator 'resolution'", "resolution; priorities P1; every 30d; below 24h"),
        (
            "Post-resolution survey, of 5.0", "survey 'satisfaction'",
            "How satisfied are you with the support you received? Up to 5, 24h after the resolution"
        ),
    ])
    func `document 002 is carried over`(sentence: String, subject: String, words: String) throws {
        try Shipped.signXStudio.expect(words, of: subject, because: sentence)
    }

    @Test(arguments: [
        (
            "Tier 1: Target: All customers; Channels: Email, Chat, Knowledge Base", "plan 'standard': channels",
            "chat, email, emergency, portal"
        ),
        (
            "Tier 2: Channels: Email, Phone, Screen Sharing", "plan 'professional': channels",
            "chat, email, emergency, phone, portal, screen"
        ),
        (
            "Tier 3: Channels: Phone, Video Conference, On-site (if needed)", "plan 'enterprise': channels",
            "chat, email, emergency, onsite, phone, portal, screen, video"
        ),
        ("Tier 2: Target: Professional and Enterprise customers", "plan 'professional': first tier", "2"),
        ("Tier 3: Target: Enterprise customers and complex issues", "plan 'enterprise': first tier", "3"),
        ("Premium Support: 24/7 for Enterprise customers", "plan 'enterprise': calendar", "around-the-clock"),
        (
            "Tier 1: Responsibilities", "tier 1",
            "Basic Support: Triage and categorization, basic troubleshooting, knowledge base articles, onboarding and training, license and subscription support"
        ),
        (
            "Tier 2: Responsibilities", "tier 2",
            "Technical Support: Complex technical issues, API integration, performance optimization, custom configuration, advanced troubleshooting"
        ),
        (
            "Tier 3: Responsibilities", "tier 3",
            "Expert Support: Critical issues, system architecture, custom development, performance optimization, strategic technical guidance"
        ),
        (
            "Tier 4: Responsibilities", "tier 4",
            "Engineering Support: Critical bugs, product development, architecture decisions, performance optimization, security issues"
        ),
        (
            "Tier 1: Skills Required", "team 'basic': skills",
            "basic knowledge, communication, customer service, problem solving, technical writing"
        ),
        (
            "Tier 2: Skills Required", "team 'technical': skills",
            "advanced knowledge, problem solving, project management, relationship management, technical expertise"
        ),
        (
            "Tier 3: Skills Required", "team 'expert': skills",
            "deep expertise, expert knowledge, leadership, problem solving, strategic thinking"
        ),
        ("Community: community.archbuilder.app", "contact 'community'", "Community; https://community.archbuilder.app"),
        (
            "Portal: support.archbuilder.app; 24/7 access", "contact 'portal'",
            "Portal; https://support.archbuilder.app; by calendar 'around-the-clock'"
        ),
        ("First Response Time", "indicator 'first-response'", "first response; only watched"),
        ("Resolution Time", "indicator 'resolution'", "resolution; only watched"),
        ("First Contact Resolution", "indicator 'first-contact'", "first contact resolution; only watched"),
        ("Resolution Rate", "indicator 'resolution-rate'", "resolution rate; only watched"),
        ("Escalation Rate", "indicator 'escalation-rate'", "escalation rate; only watched"),
        ("Reopened Rate", "indicator 'reopen-rate'", "reopen rate; only watched"),
        ("Customer Satisfaction Score", "indicator 'satisfaction'", "satisfaction; only watched"),
        ("Net Promoter Score", "indicator 'promoters'", "promoter score; only watched"),
        ("Customer Effort Score", "indicator 'effort'", "customer effort; only watched"),
        (
            "Resolution Satisfaction: Satisfaction with resolution", "indicator 'resolution-satisfaction'",
            "resolution satisfaction; only watched"
        ),
        (
            "Support Experience: Overall support experience rating", "indicator 'experience'",
            "support experience; only watched"
        ),
        ("Ticket Volume", "indicator 'volume'", "volume; only watched"),
        (
            "Agent Utilization: Agent workload and productivity", "indicator 'utilisation'",
            "utilisation; by agent; only watched"
        ),
        ("Knowledge Base Usage", "indicator 'articles'", "article use; only watched"),
        ("Self-Service Rate", "indicator 'self-service'", "self service rate; only watched"),
        (
            "Tier 4: Skills Required", "team 'engineering': skills",
            "architecture, engineering, leadership, product knowledge, strategic vision"
        ),
        (
            "Technical Issues", "category 'technical'",
            "Technical Issues, technical: Data Issues, Integration Problems, Performance Issues, Security Issues, Software Bugs, System Errors"
        ),
        (
            "Billing and Account Issues", "category 'billing'",
            "Billing and Account Issues, billing, tier 1: Account Management, License Issues, Payment Problems, Refund Requests, Subscription Changes"
        ),
        (
            "Feature Requests", "category 'feature_request'",
            "Feature Requests, technical, tier 1: Customization, Enhancements, Integration Requests, New Features, Workflow Improvements"
        ),
        (
            "Training and Onboarding", "category 'training'",
            "Training and Onboarding, technical, tier 1: Best Practices, Documentation, Implementation, Migration, User Training"
        ),
        (
            "Automatic Escalation", "tickets move up for",
            "critical_issue, customer_request, dissatisfaction, failed_attempts, service_level_breached, time_at_tier"
        ),
        (
            "SLA Breach: Response or resolution time exceeded", "missed times that move up",
            "first response, next response, resolution, time at tier"
        ),
        (
            "Customer Request: Explicit escalation request", "escalation rule 'asks-for-escalation': gives",
            "customer_request"
        ),
        (
            "Critical Issue: P1 issues automatically escalated", "escalation 'critical'",
            "priorities P1: at once, to tier 3, 4"
        ),
        (
            "Critical Issue: P1 issues automatically escalated", "escalation 'critical-security'",
            "priorities P1; issue types security: at once, to tier 4"
        ),
        ("Multiple Attempts: Failed resolution attempts", "failed attempts before escalation", "3"),
        (
            "Multiple Attempts: Failed resolution attempts", "escalation rule 'not-resolved': gives", "failed_attempts"
        ),
        (
            "Customer Relationship: VIP or strategic customer issues", "escalation 'vip'",
            "priorities P2; VIPs: at once, to tier 3"
        ),
        (
            "Critical (P1): Escalation: Immediate to Tier 3/4", "escalation 'critical'",
            "priorities P1: at once, to tier 3, 4"
        ),
        (
            "High (P2): Escalation: Within 8 hours to Tier 2/3", "escalation 'high-enterprise'",
            "plans enterprise; priorities P2: within 8h, to tier 2, 3"
        ),
        ("Phone: +1 (555) 123-4567", "contact 'phone'", "Phone; +1 (555) 123-4567; by calendar 'office'"),
        (
            "Critical Issues: +1 (555) 123-4568", "contact 'critical'",
            "Critical Issues; +1 (555) 123-4568; by calendar 'around-the-clock'"
        ),
        (
            "Security Issues: security@archbuilder.app", "contact 'security'",
            "Security Issues; security@archbuilder.app; by calendar 'around-the-clock'"
        ),
        (
            "System Outages: status@archbuilder.app", "contact 'outages'",
            "System Outages; status@archbuilder.app; by calendar 'around-the-clock'"
        ),
        (
            "Data Issues: data-support@archbuilder.app", "contact 'data'",
            "Data Issues; data-support@archbuilder.app"
        ),
        (
            "Response Time by Priority, by Channel, by Tier", "indicator 'response'",
            "response; by priority, channel, tier; only watched"
        ),
        (
            "Ticket Distribution: Tickets by category and priority", "indicator 'distribution'",
            "distribution; by category, priority; only watched"
        ),
        ("Customer Effort Score: Ease of getting help", "survey 'effort': kind", "effort"),
        ("Net Promoter Score: Likelihood to recommend", "survey 'nps': kind", "promoter"),
        ("Customer Dissatisfaction: Negative feedback or complaints", "survey 'satisfaction': a complaint", "up to 2"),
    ])
    func `document 003 is carried over`(sentence: String, subject: String, words: String) throws {
        try Shipped.archBuilder.expect(words, of: subject, because: sentence)
    }

    @Test(arguments: [
        (
            "Level 1: Frontline Support: Support team, Resolution: 80% of issues", "tier 1",
            "Frontline Support: Support team; documentation and troubleshooting guides; resolves 80% of issues"
        ),
        (
            "Level 2: Technical Support: Senior support engineers", "tier 2",
            "Technical Support: Senior support engineers; complex technical issues"
        ),
        (
            "Level 3: Development Team: Software engineers", "tier 3",
            "Development Team: Software engineers; bug fixes, feature development"
        ),
        ("Level 4: Management: Support manager", "tier 4", "Management: Support manager; escalated customer issues"),
        (
            "Platinum: Dedicated Support Channel, Video Calls", "plan 'platinum': channels",
            "chat, discord, email, phone, video"
        ),
        ("General Support: Discord and email", "plan 'general': channels", "discord, email"),
        ("Dedicated Support Channel - Direct access to experts", "plan 'platinum': first tier", "2"),
        ("Customer Success: [Success Manager]", "plan 'platinum': looked after by", "Customer Success"),
        ("Critical Issues: [Emergency Phone]", "channel 'phone': meant for", "P1"),
        (
            "Live Chat: Duration: 30-60 minutes", "contact 'live-chat'",
            "Live Chat; On Discord or Zoom, booked by Discord or email, for 30-60 minutes; by calendar 'chat-hours'"
        ),
        (
            "Platinum Channel: #platinum-support", "contact 'platinum-channel'",
            "#platinum-support; Platinum Channel; for platinum"
        ),
        ("General Support: #general-support", "contact 'general-channel'", "#general-support; General Support"),
        ("After Hours: [After Hours Email]", "contact 'after-hours'", "After Hours; after-hours@yourdomain.com"),
        ("Security Issues: [Security Email]", "contact 'security'", "Security Issues; security@yourdomain.com"),
        (
            "Feature Adoption: 80% of Platinum features used", "indicator 'adoption'",
            "adoption; plans platinum; at least 80%"
        ),
        ("Measurement: Post-resolution surveys", "survey 'satisfaction': kind", "satisfaction"),
        (
            "Holidays: Limited support", "calendar 'office': hours of their own",
            "Independence Day (07-04 observed) 10:00-14:00, Labor Day (1st mon september) 10:00-14:00, Martin Luther King Jr. Day (3rd mon january) 10:00-14:00, Memorial Day (last mon may) 10:00-14:00"
        ),
    ])
    func `document 004 is carried over`(sentence: String, subject: String, words: String) throws {
        try Shipped.platinumBot.expect(words, of: subject, because: sentence)
    }
}
