import Foundation
import PolicyFile
import SupportDomain
import Testing

/// Mistakes in what a programme says of targets, plans, people and surveys: each where it stands, with what would be right.
struct PolicyLanguageTests {
    @Test(arguments: [
        (
            Shipped.qAviogen, "    default: true                          # for what no row above sets\n", "",
            "targets[10]",
            "the last row is to hold for every ticket and to say so: leave out 'when', write 'default: true'"
        ),
        (
            .qAviogen, "  - id: academic ", "  - id: academic\n    default: true", "targets[9]",
            "the default holds for every ticket, so no row may follow it; make it the last one"
        ),
        (
            .qAviogen, "    default: true ", "    default: true\n    when: {plans: [community]}", "targets[10].when",
            "the default holds for every ticket; leave out 'when', or 'default'"
        ),
        (
            .agreementActivation, "    periodic_update: 30m ", "    warnings: [] ", "targets[4].resolution",
            "continuous work is measured by the updates it gives; add for example 'periodic_update: 30m'"
        ),
        (
            .agreementActivation, "4-8 business hours", "8-4 business hours", "targets[7].first_response",
            "the smaller figure comes first: write '4-8 business hours'"
        ),
        (
            .qAviogen, "    first_response: 24-48 hours\n", "    first_response: 1 week to 48h\n",
            "targets[10].first_response", "the smaller figure comes first: write '48h to 1 week'"
        ),
        (
            // Half an hour, more likely than thirty.
            .qAviogen, "    first_response: 24-48 hours\n", "    first_response: 30-1h\n",
            "targets[10].first_response",
            "'30-1h' cannot be read; write a target such as 4h, 30m, 8 business hours, 1 business day or "
                + "2 business days, end of day, or a range such as 24-48 hours"
        ),
        (
            .signXStudio, "email: oncall-secondary@example.com, rotation: secondary}", "rotation: secondary}",
            "paging.3.contacts[2]", "the rotation alone has no address: give 'email', 'webhook' or both"
        ),
        (
            .signXStudio, "arrival: [after_hours]", "arrival: [afterhours]", "targets[6].when.arrival[1]",
            "there is no time of arrival 'afterhours'; did you mean 'after_hours'?"
        ),
        (
            .signXStudio, "{channels: [email], arrival: [weekend]}", "{channels: [emial], arrival: [weekend]}",
            "targets[7].when.channels[1]", "there is no channel 'emial'; did you mean 'email'?"
        ),
        (
            .signXStudio, "people: [engineer-b, ", "people: [engineer-x, ", "rotations.secondary.people[1]",
            "there is no agent 'engineer-x'; did you mean 'engineer-a'?"
        ),
        (
            .signXStudio, "team: help-desk,", "team: helpdesk,", "examples[6].expect.team",
            "there is no team 'helpdesk'; did you mean 'help-desk'?"
        ),
        (
            .signXStudio, "rotation: secondary}", "rotation: secundary}", "paging.3.contacts[2].rotation",
            "there is no rotation 'secundary'; did you mean 'secondary'?"
        ),
        (
            .signXStudio, "    turn: 1 week", "    turn: 8h", "rotations.primary.turn",
            "'8h' cannot be read; write a turn of whole days, such as 1 week or 1 day"
        ),
        (
            .signXStudio, "target: above 60%", "target: more than 60%", "kpis[4].target",
            "'more than 60%' cannot be read; write a target such as 'above 60%', 'below 4h' or 'above 4.5 of 5'"
        ),
        (
            .signXStudio, "measure: escalation_rate", "measure: escalations_rate", "kpis[5].measure",
            "there is no measure 'escalations_rate'; did you mean 'escalation_rate'?"
        ),
        (
            .qAviogen, "    max_tier: 2                            # \"Escalation", "    max_tier: 9  # \"Escalation",
            "plans.standard.max_tier",
            "there is no tier 9; there is 1, 2, 3, 4"
        ),
        (
            .qAviogen, "      subject: [escalat*]\n", "      subject: []\n", "triage.escalations[1].subject",
            "the list is empty; name something, or leave 'subject' out"
        ),
        (
            .signXStudio, "{channels: [email], arrival: [weekend]}", "{channels: [email], arrival: []}",
            "targets[7].when.arrival", "the list is empty; name something, or leave 'arrival' out"
        ),
        (
            .qAviogen, "    first_response: 15m ", "    time_at_tier: 4h\n    first_response: 15m ",
            "targets[3].time_at_tier",
            "how long a ticket stays at a tier is said in 'escalation', by 'matrix' and 'by_priority'"
        ),
        (
            .qAviogen, "    hours:\n      mon-fri: 09:00-18:00\n",
            "    hours:\n      mon-fri: 09:00-18:00\n    special_hours:\n"
                + "      - {date: 01-01 to 12-31, name: Closed, hours: closed}\n",
            "calendars.standard-hours.special_hours",
            "with these it is never open from 1970-01-01 to 2101-01-02: clocks would stand still"
        ),
        (
            .qAviogen, "      mon-fri: 09:00-18:00\n", "      mon-fri: 09:00-18:00\n      fri: closed\n",
            "calendars.standard-hours.hours.fri", "friday is said to be open already; say one of the two"
        ),
        (
            .qAviogen, "  3: {name: Senior", "  5: {name: Senior", "tiers",
            "tiers are numbered from 1 without gaps, and there is no 3: a ticket moves to the next number"
        ),
        (
            .qAviogen, "  3: {name: Senior engineers, duties: \"Complex technical problems\"}\n  4: {name",
            "  6: {name: Senior engineers}\n  7: {name", "tiers",
            "tiers are numbered from 1 without gaps, and there is no 3, 4, 5: a ticket moves to the next number"
        ),
        (
            .archBuilder, "  email: Email Support\n", "  email:\n", "channels.email", "write the channel's name here"
        ),
        (
            .agreementActivation, "      error: Exact text of any error messages\n", "      error: \"\"\n",
            "forms.technical.fields.error", "write a question here"
        ),
        (
            .archBuilder, "    channels: [email, chat, portal, emergency]   ", "    channels: []   ",
            "plans.standard.channels", "the list is empty; name something, or leave 'channels' out"
        ),
        (
            .qAviogen, "    languages: [en, es]  ", "    languages: []  ", "plans.standard.languages",
            "the list is empty; name something, or leave 'languages' out"
        ),
        (
            .signXStudio, "target: above 60%", "target: above 4.5 of 99999999999999999", "kpis[4].target",
            "'above 4.5 of 99999999999999999' cannot be read; "
                + "write a target such as 'above 60%', 'below 4h' or 'above 4.5 of 5'"
        ),
        (
            .qAviogen, "    expect: {escalates: true}\n", "    expect: {}\n", "examples[23].expect",
            "say what must become of it, such as 'priority: P1'"
        ),
        (
            .qAviogen, "front-line: {name: Front-line support, tiers: [1]", "front-line: {tiers: [9]",
            "teams.front-line.tiers[1]", "there is no tier 9; there is 1, 2, 3, 4"
        ),
        (
            .qAviogen, "  default_category: {category: general} ",
            "  matrix: {wide: {high: P9}}\n  default_category: {} ",
            "triage.matrix.wide.high", "there is no priority 'P9'; there is P0, P1, P2, P3"
        ),
        (
            .qAviogen, "uptime: 99.5% ", "uptime: ninety ", "plans.priority.uptime",
            "'ninety' cannot be read; write an uptime such as 99.9% or '99.9%, with penalties'"
        ),
        (
            .qAviogen, "downgrade: next cycle", "downgrade: next cycel", "plan_changes.downgrade",
            "there is no moment of a change 'next cycel'; did you mean 'next cycle'?"
        ),
        (
            .qAviogen, "open_tickets: upgrades", "open_tickets: upgrade", "plan_changes.open_tickets",
            "there is no reach of a change 'upgrade'; did you mean 'upgrades'?"
        ),
        (
            .qAviogen, "    every_months: 3\n", "", "surveys.nps",
            "write either 'after_resolution: 1h' or 'every_months: 3'"
        ),
        (
            .qAviogen, "messages: 1095 days", "messages: 2000 days", "retention.messages",
            "messages go with their ticket, which is kept for a shorter time"
        ),
        (
            .qAviogen, "languages: [en, es] ", "languages: [english, es] ", "plans.standard.languages[1]",
            "'english' cannot be read; write a language by its two or three letters, such as en"
        ),
        (
            .platinumBot, "date: 07-04 observed", "date: 4 july", "calendars.office.special_hours[3].date",
            "'4 july' cannot be read; write a date: 2026-12-24, every year 12-24, 4th thu november, last mon may, "
                + "sat on or after 06-20, easter, good friday, easter monday, 39 days after easter, day before 12-25, "
                + "07-04 observed, 12-24 to 12-31"
        ),
        (
            .signXStudio, "    turn: 1 week                           # 002", "    # 002", "rotations.primary",
            "'turn' is missing; write for example 'turn: 1 week'"
        ),
        (
            .qAviogen, "default_plan: ", "# default_plan: ", "default_plan",
            "'default_plan' is missing; write for example 'default_plan: academic'"
        ),
        (
            .qAviogen, "    kind: promoter\n", "", "surveys.nps",
            "'kind' is missing; write for example 'kind: satisfaction'"
        ),
    ])
    func `a mistake is named with what would be right`(
        shipped: Shipped,
        right: String,
        wrong: String,
        key: String,
        message: String
    ) throws {
        let edit = try PolicyEdit(shipped.text(), right, wrong)
        guard case .failure(let mistakes) = PolicyDocument.parse(edit.text, file: "test.yaml") else {
            Issue.record("no mistake was found")
            return
        }
        let mistake = try #require(mistakes.all.first { $0.key == key && $0.message == message }, "\(mistakes)")

        #expect(edit.lines.contains(mistake.line), "\(mistake)")
        #expect(mistake.column >= 1)
    }
}
