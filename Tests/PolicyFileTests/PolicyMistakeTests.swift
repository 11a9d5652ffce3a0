import Foundation
import PolicyFile
import SupportDomain
import Testing

/// Each mistake is found where it stands, and the message says what would be right.
struct PolicyMistakeTests {
    @Test(arguments: [
        (
            "    calendar: office\n    entry_tier: 1", "    calendar: offce\n    entry_tier: 1",
            "plans.standard.calendar", "there is no calendar 'offce'; did you mean 'office'?"
        ),
        (
            "default_plan: standard", "defualt_plan: standard", "defualt_plan",
            "'defualt_plan' is not known here; did you mean 'default_plan'?"
        ),
        (
            "    first_response: 4 business hours", "    first_response: 4 bizness hours", "targets[13].first_response",
            "'4 bizness hours' cannot be read; write a target such as 4h, 30m, 8 business hours, 1 business day or 2 business days, end of day, or a range such as 24-48 hours"
        ),
        (
            "      mon-fri: 09:00-18:00", "      mon-fri: 9 to 6", "calendars.office.hours.mon-fri",
            "'9 to 6' cannot be read; write hours such as 09:00-18:00, 22:00-06:00 or 00:00-24:00; or 'closed'"
        ),
        (
            "    zone: America/Los_Angeles\n    hours: 24/7", "    zone: PST\n    hours: 24/7",
            "calendars.around-the-clock.zone",
            "'PST' is no IANA time zone; did you mean 'America/Los_Angeles'?"
        ),
        (
            "An answer by: {{respond_by}}", "An answer by: {{respnd_by}}", "templates.acknowledgement.body",
            "there is no field '{{respnd_by}}'; did you mean 'respond_by'?"
        ),
        ("    at: Fri 2026-01-09 10:00", "    at: Sat 2026-01-09 10:00", "examples[2].at", "2026-01-09 is a friday"),
        (
            "    acknowledge_within: 30m\n    last_resort: {name: Support lead, email: support-lead@archbuilder.app}\n  2:",
            "    acknowledge_within: 30m\n    last_resort: {name: Support lead}\n  2:", "paging.1.last_resort",
            "nobody could be called: give 'email', 'webhook' or both"
        ),
        (
            "email: tier3-oncall@archbuilder.app}", "email: tier3-oncall@archbuilder.app, rotation: primary}",
            "paging.3.contacts[1].rotation", "there is no rotation 'primary'; there are none"
        ),
        (
            "limits:\n", "limits:\n  replies_by_others: ignore\n", "limits.replies_by_others",
            "'ignore' cannot be read; write 'count' or 'keep'"
        ),
        (
            "ticket_prefix: AB\n", "", "ticket_prefix",
            "'ticket_prefix' is missing; write for example 'ticket_prefix: AC'"
        ),
        (
            "      mon-fri: 09:00-18:00\n", "      mon-fri: closed\n", "calendars.office.hours",
            "no weekday is ever open, so no clock would ever run out"
        ),
        (
            "    entry_tier: 3", "    entry_tier: 7", "plans.enterprise.entry_tier",
            "there is no tier 7; there is 1, 2, 3, 4"
        ),
    ])
    func `a mistake is named with what would be right`(
        right: String,
        wrong: String,
        key: String,
        message: String
    ) throws {
        let edit = try PolicyEdit(ArchBuilder.text(), right, wrong)
        let mistakes = mistakes(in: edit.text)
        let mistake = try #require(mistakes.first { $0.key == key && $0.message == message }, "\(mistakes)")

        #expect(edit.lines.contains(mistake.line), "\(mistake)")
        #expect(mistake.column >= 1)
    }

    @Test(arguments: [
        (
            "      mon-fri: 09:00-18:00\n", "      mon-fri: [09:00-13:00, 12:00-18:00]\n",
            "test.yaml:23:16: calendars.office.hours.mon-fri: 09:00-13:00 and 12:00-18:00 overlap on monday"
        ),
        (
            "      mon-fri: 09:00-18:00\n", "      mon-fri: 09:00-18:00\n      fri: 09:00-15:00\n",
            "test.yaml:24:12: calendars.office.hours.fri: 09:00-18:00 and 09:00-15:00 overlap on friday"
        ),
        (
            "    hours: 24/7\n", "    hours: 247\n",
            "test.yaml:40:12: calendars.around-the-clock.hours: write 24/7, or weekdays with their hours, such as "
                + "'mon-fri: 09:00-18:00'"
        ),
        (
            "url: \"https://support.archbuilder.app\"", "url: support.archbuilder.app",
            "contacts.portal.url: 'support.archbuilder.app' cannot be read; write a web address, such as "
                + "https://status.example.com"
        ),
        (
            "within: 8h, to: [2, 3]", "within: 8h, to: []",
            "escalation.by_priority[4].to: say where it leads: write one tier or more, such as [2, 3]"
        ),
        (
            "    - id: data-desk\n", "    - id: security\n",
            "triage.categories[2]: the rule of line 144 is called 'security' too; give each a name of its own"
        ),
        (
            "  professional:  ", "  standard:  ",
            "standard: 'standard' stands here a second time; the first is in line 56"
        ),
        (
            "  professional:  ", "  \"standard\":  ",
            "test.yaml:61:3: standard: 'standard' stands here a second time; the first is in line 56"
        ),
        (
            "  professional:  ", "  standard :  ",
            "test.yaml:61:3: standard: 'standard' stands here a second time; the first is in line 56"
        ),
        (
            "{date: 01-01, name: New Year's Day}", "{date: 01-01, name: New Year's Day, 'name' : Closed}",
            "name: 'name' stands here a second time; the first is in line 27"
        ),
        (
            "      An answer by: {{respond_by}}\n", "      An answer by: {{respnd_by}}\n",
            "test.yaml:652:1: templates.acknowledgement.body: there is no field '{{respnd_by}}'"
        ),
        (
            "      An answer by: {{respond_by}}\n", "      An answer by: {{respond_by}}\n\n      {{by\n",
            "test.yaml:654:1: templates.acknowledgement.body: there is no field '{{by"
        ),
        (
            "      {{support_address}}\n  reply:", "      {{support_address\n  reply:",
            "test.yaml:658:1: templates.acknowledgement.body: a '{{' is not closed with '}}'"
        ),
        (
            "    subject: \"[{{ticket}}] {{subject}}\"", "    subject: {{ticket}} {{subject}}",
            "write a text with {{…}} in quotes: \"{{ticket}} {{subject}}\""
        ),
        ("      mon-fri: 09:00-18:00\n", "\t  mon-fri: 09:00-18:00\n", "indent with spaces, not with tabs"),
    ])
    func `what people get wrong most often is told so that they see it`(
        right: String,
        wrong: String,
        told: String
    ) throws {
        let text = try ArchBuilder.text()
        let change = try #require(text.firstRange(of: right), "\(right)")
        let mistakes = mistakes(in: text.replacingCharacters(in: change, with: wrong)).map(\.description)

        #expect(mistakes.contains { $0.contains(told) }, "\(mistakes)")
    }

    @Test func `a text with a colon is asked to be put in quotes`() {
        #expect(
            mistakes(in: "tiers:\n  1: {name: Support, duties: Questions: all}\n").first?.message
                .hasSuffix("; write a text with ': ' in it in quotes") == true
        )
    }

    @Test(arguments: ["{subject: a, body: {{text}}}", "{subject: {{text}}, body: a}"])
    func `a text that is nothing but a field is asked to be put in quotes`(reply: String) {
        let mistakes = mistakes(in: "templates:\n  reply: \(reply)\n").filter { $0.key.hasPrefix("templates.reply") }

        #expect(mistakes.map(\.message) == ["write a text with {{…}} in quotes: \"{{text}}\""])
    }

    @Test(arguments: ["–", "—", "−", "‑"])
    func `a dash where a hyphen is meant is read as one`(dash: String) throws {
        let text = try Shipped.qAviogen.text()
            .replacing("      mon-fri: 09:00-18:00\n", with: "      mon\(dash)fri: 09:00 \(dash) 18:00\n")
            .replacing("    first_response: 24-48 hours\n", with: "    first_response: 24\(dash)48 hours\n")
            .replacing(
                "\n  chat-hours:\n",
                with: "\n    holidays:\n      - {date: 12\(dash)25, name: Christmas Day}\n  chat-hours:\n",
                maxReplacements: 1
            )
        let policy = try PolicyDocument.parse(text, file: "test.yaml").get()
        let asShipped = try Shipped.qAviogen.policy

        #expect(policy.targetRules == asShipped.targetRules)
        #expect(
            policy.calendar(named: "standard-hours").weekly == asShipped.calendar(named: "standard-hours").weekly
        )
        #expect(policy.calendar(named: "priority-hours").holidays.map(\.date) == [.yearly(month: 12, day: 25)])
    }

    @Test func `so it is in the dates of rotations and examples`() throws {
        let text = try Shipped.signXStudio.text()
            .replacing("    starts: 2026-01-05 ", with: "    starts: 2026–01–05 ")
            .replacing("    at: Fri 2026-01-09 20:00\n", with: "    at: Fri 2026–01–09 20:00\n")
        let policy = try PolicyDocument.parse(text, file: "test.yaml").get()
        let asShipped = try Shipped.signXStudio.policy

        #expect(text.contains("–"))
        #expect(policy.staff.rotations == asShipped.staff.rotations)
        #expect(policy.examples.map(\.at) == asShipped.examples.map(\.at))
    }

    @Test func `a section that cannot be read is named once, and not wherever its names are used`() throws {
        let text = try ArchBuilder.text().replacing("\nplans:\n", with: "\nplans: [standard]\nplanz:\n")

        #expect(
            mistakes(in: text).map(\.message) == [
                "write entries with a name each here, such as 'name: ...'",
                "'planz' is not known here; did you mean 'plans'?",
            ]
        )
    }

    @Test func `an example that comes out otherwise is told with its line and column`() throws {
        let text = try ArchBuilder.text().replacing("acknowledgement: Sat 2026-01-10 23:00", with: "tier: 3")
        let policy = try PolicyDocument.parse(
            text.replacing("\n      tier: 1\n      escalates: true", with: ""),
            file: "a"
        )
        .get()
        let differences = PolicyWarning.differences(in: policy, of: text, file: "test.yaml").map(\.description)

        #expect(differences.count == 1)
        #expect(
            differences.first?.hasSuffix(
                ": examples[1].expect.tier: example 'A complete outage is critical on every plan, at any hour': tier should "
                    + "be 3, and is 1"
            ) == true,
            "\(differences)"
        )
    }

    @Test(arguments: [
        (
            "first_response: Tue 2026-01-13 10:00}", "first_response: Tue 2026-01-13 10:01}", "first_response",
            "first response due should be 2026-01-13 10:01 -08:00, and is 2026-01-13 10:00 -08:00"
        ),
        (
            "resolution: Sun 2026-01-11 14:00}", "resolution: Sun 2026-01-11 15:00}", "resolution",
            "resolution due should be 2026-01-11 15:00 -08:00, and is 2026-01-11 14:00 -08:00"
        ),
        (
            "expect: {priority: P2, category: technical}", "expect: {priority: P1, category: technical}", "priority",
            "priority should be P1, and is P2"
        ),
        (
            "expect: {escalates: true}", "expect: {escalates: false}", "escalates", "escalates should be no, and is yes"
        ),
    ])
    func `an example's priority, escalation and due times are compared, too`(
        right: String,
        wrong: String,
        key: String,
        difference: String
    ) throws {
        let source = try ArchBuilder.text()
        let place = try #require(source.firstRange(of: right))
        let text = source.replacingCharacters(in: place, with: wrong)
        let policy = try PolicyDocument.parse(text, file: "a").get()
        let differences = PolicyWarning.differences(in: policy, of: text, file: "test.yaml").map(\.description)

        #expect(differences.count == 1)
        let first = try #require(differences.first)
        #expect(first.contains(".expect.\(key): example "), "\(first)")
        #expect(first.hasSuffix(difference), "\(first)")
    }

    @Test func `a mistake is told with its line and column`() {
        let mistakes = mistakes(in: "programme: archbuilder\nname: Test\nticket_prefix: ab\n")

        #expect(
            mistakes.map(\.description).contains(
                "test.yaml:3:16: ticket_prefix: 'ab' cannot be read; write one to eight capital letters"
            )
        )
    }

    @Test func `all mistakes are found at once, in the order of their lines`() throws {
        let text = try ArchBuilder.text()
            .replacing("entry_tier: 2", with: "entry_tier: two")
            .replacing("resolution: 24h  ", with: "resolution: soon ")
            .replacing("tier4-oncall", with: "x")
            .replacing("trigger: dissatisfaction", with: "trigger: disatisfaction")
        let mistakes = mistakes(in: text)

        #expect(mistakes.count == 3)
        #expect(mistakes.map(\.line) == mistakes.map(\.line).sorted())
    }

    @Test func `what is not YAML is said to be none, with its place`() {
        let mistakes = mistakes(in: "programme: [archbuilder\nname: Test\n")

        #expect(mistakes.count == 1)
        #expect(mistakes.first?.message.hasPrefix("this is not YAML: ") == true)
        #expect(mistakes.first.map { $0.line > 1 } == true)
    }

    @Test func `a name that stands twice is a mistake, and hides no other`() {
        let mistakes = mistakes(in: "programme: one\nprogramme: two\nname: A\nticket_prefix: a\n").map(\.description)

        #expect(
            mistakes.contains(
                "test.yaml:2:1: programme: 'programme' stands here a second time; the first is in line 1"
            )
        )
        #expect(mistakes.contains { $0.hasPrefix("test.yaml:4:16: ticket_prefix: 'a' cannot be read") })
        #expect(mistakes.contains { $0.contains("'plans' is missing") })
        #expect(!mistakes.contains { $0.contains("___") })
    }

    @Test func `however many names stand twice in one place, each is told, and so is the rest`() throws {
        let text = try ArchBuilder.text()
            .replacing(
                "priorities:                                # 003, Priority Levels\n",
                with: "priorities:\n  P1: {name: A, definition: a}\n  P2: {name: B, definition: b}\n",
                maxReplacements: 1
            )
            .replacing("ticket_prefix: AB", with: "ticket_prefix: a")
        let mistakes = mistakes(in: text).map(\.description)

        for name in ["P1", "P2"] {
            #expect(mistakes.contains { $0.contains("'\(name)' stands here a second time") }, "\(mistakes)")
        }
        #expect(mistakes.contains { $0.contains("ticket_prefix: 'a' cannot be read") }, "\(mistakes)")
    }

    @Test(arguments: ["\r\n", "\r", "\u{2028}"])
    func `lines may end as they do elsewhere`(end: String) throws {
        let text = try ArchBuilder.text()
        #expect(mistakes(in: text.replacing("\n", with: end)).map(\.description) == [])

        let twice = text.replacing("default_plan: standard", with: "default_plan: standard\ndefault_plan: standard")
        let place = try #require(twice.firstRange(of: "default_plan"))
        let line = twice[..<place.lowerBound].count { $0 == "\n" } + 2
        #expect(
            mistakes(in: twice.replacing("\n", with: end)).first?.description
                == "test.yaml:\(line):1: default_plan: 'default_plan' stands here a second time; the first is in line "
                + "\(line - 1)"
        )
    }

    @Test(arguments: [
        ("warnings: [75%, 90%]", "warnings: [75%, 90%, 75%]", "'75%' stands here a second time"),
        (
            "    acknowledge_within: 30m\n", "    acknowledge_within: {}\n",
            "say how long is waited, such as 15m, or for each of some priorities"
        ),
        (
            "    hours: 24/7\n", "    hours: 24/7\n    holidays:\n      - {date: 01-01 to 12-31, name: Closed}\n",
            "with these it is never open from 1970-01-01"
        ),
        (
            "    holidays:\n", "    holidays:\n      - {date: 2026-01-01 to 2027-06-01, name: Closed}\n",
            "is no date of any year, or lasts longer than one"
        ),
    ])
    func `what would stop clocks or pages is no policy`(right: String, wrong: String, message: String) throws {
        let text = try ArchBuilder.text()
        let change = try #require(text.firstRange(of: right))
        let mistakes = mistakes(in: text.replacingCharacters(in: change, with: wrong))

        #expect(mistakes.contains { $0.message.contains(message) }, "\(mistakes)")
    }

    @Test func `hours of one date do not reach into the next`() throws {
        let text = try ArchBuilder.text()
        let change = try #require(text.firstRange(of: "    special_hours:\n"))
        let special = "    special_hours:\n      - {date: 12-24, name: Eve, hours: 22:00-06:00}\n"
        let mistakes = mistakes(in: text.replacingCharacters(in: change, with: special))

        #expect(mistakes.contains { $0.message.hasPrefix("hours of one date end by 24:00") }, "\(mistakes)")
    }
    private func mistakes(in text: String) -> [PolicyMistake] {
        switch PolicyDocument.parse(text, file: "test.yaml") {
        case .success: []
        case .failure(let mistakes): mistakes.all
        }
    }
}
