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
            "'PST' cannot be read; write an IANA time zone, such as America/Los_Angeles or UTC"
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
        ("ticket_prefix: AB\n", "", "", "'ticket_prefix' is missing"),
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
        let text = try ArchBuilder.text()
        let change = try #require(text.firstRange(of: right))
        let mistakes = mistakes(in: text.replacingCharacters(in: change, with: wrong))

        #expect(mistakes.contains { $0.key == key && $0.message == message }, "\(mistakes)")
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

    @Test func `a name that stands twice is a mistake`() {
        let mistakes = mistakes(in: "programme: one\nprogramme: two\n")

        #expect(mistakes.map(\.message) == ["the same name stands here twice: programme"])
    }

    private func mistakes(in text: String) -> [PolicyMistake] {
        switch PolicyDocument.parse(text, file: "test.yaml") {
        case .success: []
        case .failure(let mistakes): mistakes.all
        }
    }
}
