import Foundation
import PolicyFile
import SupportDomain
import Testing

/// What is allowed and still looks wrong is told, with its place.
struct PolicyWarningTests {
    /// When the policies are checked: after the rotations of those that ship have begun.
    private static let now = Date(timeIntervalSince1970: 1_780_000_000)

    @Test(arguments: Shipped.allCases)
    func `the policies that ship give no warning`(shipped: Shipped) throws {
        #expect(try PolicyWarning.all(in: shipped.policy, of: shipped.text(), file: "shipped.yaml", at: Self.now) == [])
    }

    @Test(arguments: [
        (
            Shipped.qAviogen, "    first_response: 24-48 hours\n", "", "plans.community",
            "no row of 'targets' says anything of its first response at P0, P1, P2, P3; write 'none' if that is meant"
        ),
        (
            .qAviogen, "    when: {plans: [standard]}\n", "", "targets[9].first_response",
            "no ticket ever gets this: rows above 'academic' decide for every ticket that it holds for"
        ),
        (
            .archBuilder, "  around-the-clock:\n",
            "  old-office:\n    zone: UTC\n    hours: 24/7\n  around-the-clock:\n",
            "calendars.old-office", "no plan, channel, target, team or rotation has this calendar"
        ),
        (
            .archBuilder, "      - {date: 12-25, name: Christmas Day}", "      - {date: 12-01 to 12-31, name: Winter}",
            "calendars.office", "it is never open from 1970-12-01 to 1971-01-03"
        ),
        (
            .signXStudio, "    calendar: around-the-clock\n    rank: 2", "    calendar: office\n    rank: 2", "", ""
        ),
        (
            .signXStudio, "    zone: America/New_York\n    calendar: around-the-clock\n  secondary:",
            "    zone: America/New_York\n    calendar: office\n  secondary:", "", ""
        ),
        (
            .signXStudio, "  - id: high                               # 002",
            "  - id: high\n    warnings: [5h before]                 # 002", "targets[5].warnings",
            "'5h before' is never given for the first response of 'high', which ends after 4h"
        ),
        (
            .qAviogen, "    - technical@q-aviogen.com", "    - technic@q-aviogen.com", "", ""
        ),
        (
            .qAviogen, "    - billing@q-aviogen.com", "    - bills@q-aviogen.com", "triage.categories[3].to",
            "no mail comes to billing@q-aviogen.com: it is not one of 'mail.addresses'"
        ),
        (
            .archBuilder, "    issue_type: billing", "    issue_type: biling", "categories.billing.issue_type",
            "no row of the escalation matrix is for 'biling'; there is billing, integration, performance, security, technical"
        ),
        (
            .qAviogen, "customer_request, critical_issue]", "customer_request]", "escalation.by_priority",
            "it moves nothing: 'critical_issue' is not one of 'triggers'"
        ),
        (
            .qAviogen, "[service_level_breached, customer_request,", "[service_level_breached,",
            "triage.escalations[1]",
            "'asks-for-escalation' moves nothing: 'customer_request' is not one of 'escalation.triggers'"
        ),
        (
            .agreementActivation, "skills: [education, workflows]         #", "skills: [education, workflow]         #",
            "categories.training.skills", "no team and no agent is good at workflow"
        ),
        (
            .qAviogen, "  github: GitHub Issues", "  github: GitHub Issues\n  fax: Fax", "channels.fax",
            "no plan entitles to it"
        ),
        (
            .agreementActivation, "  - id: medium-resolution\n    when: {priorities: [P3]}",
            "  - id: medium-resolution\n    when: {priorities: [P3], channels: [chat]}", "plans.standard",
            "no row of 'targets' says anything of the resolution of some tickets at P3; write 'none' if that is meant"
        ),
        (
            .signXStudio, "      trigger: failed_attempts\n", "      trigger: customer_request\n",
            "escalation.triggers",
            "nothing gives 'failed_attempts': no rule of 'triage.escalations' finds it in what customers say"
        ),
        (
            .agreementActivation, "      trigger: business_impact\n", "      trigger: customer_request\n",
            "escalation.triggers",
            "nothing gives 'business_impact': no rule of 'triage.escalations' finds it in what customers say"
        ),
        (
            // Poor ratings give it all the same.
            .platinumBot, "      trigger: dissatisfaction\n", "      trigger: customer_request\n", "", ""
        ),
        (
            .signXStudio, "    hours: 24/7\n", "    hours:\n      daily: 00:00-23:59\n", "rotations.primary",
            "nobody is on call for tier 3 on Mon at 23:59 (America/New_York)"
        ),
        (
            .signXStudio, "    hours: 24/7\n",
            "    hours: 24/7\n    holidays:\n      - {date: 2026-12-25, name: Christmas Day}\n", "rotations.primary",
            "nobody is on call for tier 3 on Fri 2026-12-25 at 00:00 (America/New_York)"
        ),
        (
            // What comes every week is told before what comes once.
            .signXStudio, "    hours: 24/7\n",
            "    hours: {mon-fri: \"00:00-24:00\", sun: \"00:00-24:00\"}\n"
                + "    holidays:\n      - {date: 2026-06-03, name: Once}\n",
            "rotations.primary", "nobody is on call for tier 3 on Sat at 00:00 (America/New_York)"
        ),
        (
            .signXStudio, "    hours: 24/7\n",
            "    hours: 24/7\n    holidays:\n      - {date: 12-01 to 12-31, name: December}\n",
            "rotations.primary", "nobody is on call for tier 3 on Tue 2026-12-01 at 00:00 (America/New_York)"
        ),
        (
            // What is past cannot be mended.
            .signXStudio, "    hours: 24/7\n",
            "    hours: 24/7\n    holidays:\n      - {date: 2026-04-03, name: Good Friday}\n", "", ""
        ),
        (
            .signXStudio, "oncall-secondary@example.com, rotation: secondary}", "oncall-secondary@example.com}",
            "rotations.secondary", "no contact of 'paging' stands for it, so nobody is called by it"
        ),
        (
            .archBuilder, "  from: support@archbuilder.app ", "  from: help@archbuilder.app ", "mail.from",
            "answers go to it, and it is not one of 'mail.addresses'"
        ),
        (
            .qAviogen, "{name: Product team, tiers: [4],", "{name: Product team, tiers: [3],", "tiers.4",
            "no team serves it, so its tickets are on nobody's list"
        ),
        (
            .qAviogen, "plans: [priority, partner]}, at_once: true, to: [3]}",
            "plans: [priority, partner]}, at_once: true, to: [1]}", "escalation.by_priority[2]",
            "'direct' leads to tier 1, of which 'paging' says nothing: those of tier 2 are called"
        ),
    ])
    func `what looks wrong is named`(
        shipped: Shipped,
        right: String,
        wrong: String,
        key: String,
        message: String
    ) throws {
        let warnings = try warnings(in: shipped, changing: right, to: wrong)

        guard !key.isEmpty else { return #expect(warnings == []) }
        #expect(warnings.contains { $0.key == key && $0.message == message }, "\(warnings)")
    }

    @Test(arguments: [
        (
            "      - {date: 12-25, name: Christmas Day}\n",
            "      - {date: 12-25, name: Christmas Day}\n      - {date: 12-25, name: Xmas}\n",
            "calendars.office.holidays[4]", "'Christmas Day' is a holiday on the same date already"
        ),
        (
            "    special_hours:\n", "    special_hours:\n      - {date: 12-25, name: Half a day, hours: 10:00-12:00}\n",
            "calendars.office.holidays[3]", "it never counts: the special hours of 'Half a day' win over it"
        ),
        (
            "    special_hours:\n",
            "    special_hours:\n      - {date: 2026-12-24, name: Morning, hours: 09:00-12:00}\n"
                + "      - {date: 12-24, name: Afternoon, hours: 13:00-15:00}\n",
            "calendars.office.special_hours[1]",
            "they never count: those of 'Afternoon' follow and win; write all hours of a date in one list"
        ),
        (
            // On some of the days only.
            "    special_hours:\n", "    special_hours:\n      - {date: 2026-12-25, name: Once, hours: 10:00-12:00}\n",
            "", ""
        ),
    ])
    func `a date that a calendar names twice is told`(
        right: String,
        wrong: String,
        key: String,
        message: String
    ) throws {
        let warnings = try warnings(in: .archBuilder, changing: right, to: wrong)

        #expect(warnings.map(\.key) == (key.isEmpty ? [] : [key]))
        #expect(warnings.map(\.message) == (message.isEmpty ? [] : [message]))
    }

    @Test(arguments: [
        (
            "    minor: {critical: P3, high: P3,", "    minor: {critical: P3, hihg: P3,", "triage.matrix.minor",
            "it has critical, hihg, low, medium, and 'extensive' has critical, high, low, medium"
        ),
        (
            "urgency: Critical, impact: moderate}", "urgency: Critical, impact: medium}", "examples[11].message.impact",
            "there is no impact 'medium'; there is extensive, minor, moderate, significant"
        ),
        (
            "urgency: Critical, impact: moderate}", "urgency: Now, impact: moderate}", "examples[11].message.urgency",
            "there is no urgency 'Now'; there is critical, high, low, medium"
        ),
        (
            "urgency: Critical, impact: moderate}", "urgency: Now}", "examples[11].message.urgency",
            "no priority is called 'Now', and the matrix is asked with an 'impact' only"
        ),
    ])
    func `an impact or urgency that the matrix has not is told`(
        right: String,
        wrong: String,
        key: String,
        message: String
    ) throws {
        let warnings = try warnings(in: .archBuilder, changing: right, to: wrong)

        #expect(warnings.map(\.key) == [key])
        #expect(warnings.map(\.message) == [message])
    }

    @Test func `an hour in which nobody is on call is named`() throws {
        let text = try Shipped.signXStudio.text().replacing(
            "    calendar: around-the-clock\n",
            with: "    calendar: office\n"
        )
        let policy = try PolicyDocument.parse(text, file: "test.yaml").get()
        let warnings = PolicyWarning.all(in: policy, of: text, file: "test.yaml", at: Self.now)

        #expect(
            warnings.contains {
                $0.message == "nobody is on call for tier 3 on Mon at 00:00 (America/New_York)"
            },
            "\(warnings)"
        )
    }

    @Test(
        arguments: [
            // Tickets come to a tier by their category, where each has one, and move up only where something moves them.
            ([("issue_type: technical}", "issue_type: technical, entry_tier: 2}")], "[2]", []),
            (
                [("{name: Faults, issue_type: technical}", "{name: Faults, issue_type: technical, entry_tier: 2}")],
                "[2]", ["tiers.1"]
            ),
            ([("[service_level_breached, customer_request, critical_issue]", "[manual]")], "[1]", []),
            ([], "[1]", ["tiers.2"]),
        ] as [([(String, String)], String, [String])]
    )
    func `a tier to which no ticket comes by itself needs no team`(
        changes: [(String, String)],
        tiers: String,
        keys: [String]
    ) throws {
        let page = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../deploy/policies/README.md"),
            encoding: .utf8
        )
        let start = try #require(page.firstRange(of: "```yaml\n")).upperBound
        var text = String(page[start..<(try #require(page[start...].firstRange(of: "```\n")).lowerBound)])
        for (right, wrong) in changes { text = text.replacing(right, with: wrong) }
        text += "\nteams:\n  some: {name: Some, tiers: \(tiers)}\n"
        let policy = try PolicyDocument.parse(text, file: "test.yaml").get()
        let warnings = PolicyWarning.all(in: policy, of: text, file: "test.yaml", at: Self.now)

        #expect(warnings.map(\.key).filter { $0.hasPrefix("tiers.") } == keys, "\(warnings)")
    }

    @Test(arguments: [("2026-01-05T13:59:59Z", 1), ("2026-01-05T14:00:00Z", 0)])
    func `a rotation whose first turn lies ahead has nobody on call until then`(now: String, count: Int) throws {
        let now = try Date(now, strategy: .iso8601)
        let shipped = Shipped.signXStudio
        let warnings = try PolicyWarning.all(in: shipped.policy, of: shipped.text(), file: "test.yaml", at: now)
            .filter { $0.key == "rotations.primary.starts" }

        #expect(warnings.map(\.message) == Array(repeating: "nobody is on call by it before 2026-01-05", count: count))
        #expect(warnings.allSatisfy { $0.line > 280 })
    }

    @Test func `where no rating is a complaint, dissatisfaction needs words`() throws {
        let warnings = try warnings(
            in: .platinumBot,
            changing: "      trigger: dissatisfaction\n",
            to: "      trigger: customer_request\n",
            and: ("    complaint_up_to: 2 ", "    complaint_up_to: 0 ")
        )

        #expect(
            warnings.map(\.message) == [
                "nothing gives 'dissatisfaction': no rule of 'triage.escalations' finds it in what customers say"
            ]
        )
        #expect(warnings.map(\.key) == ["escalation.triggers"])
    }

    @Test func `a warning is told with its line and column`() throws {
        let warnings = try warnings(
            in: .archBuilder,
            changing: "default_plan: standard\n",
            to: "default_plan: standard\nagents:\n  ann: {name: Ann, languages: [en]}\n",
            and: ("    entry_tier: 2\n", "    entry_tier: 2\n    languages: [en, fr]\n")
        )
        let warning = try #require(warnings.first)

        #expect(warning.key == "plans.professional.languages")
        #expect(warning.message == "nobody listed under 'agents' speaks fr")
        #expect(warning.line > 60)
        #expect(warning.column == 16)
    }

    private func warnings(
        in shipped: Shipped,
        changing right: String,
        to wrong: String,
        and other: (right: String, wrong: String)? = nil
    ) throws -> [PolicyWarning] {
        var text = try shipped.text()
        for change in [(right, wrong)] + [other].compactMap(\.self) {
            let place = try #require(text.firstRange(of: change.0), "\(change.0)")
            text.replaceSubrange(place, with: change.1)
        }
        let policy = try PolicyDocument.parse(text, file: "test.yaml").get()
        return PolicyWarning.all(in: policy, of: text, file: "test.yaml", at: Self.now)
    }
}
