import Foundation
import PolicyFile
import SupportDomain
import Testing

/// What a new version changes is said in words.
struct PolicyChangeTests {
    @Test(arguments: [
        (
            Shipped.qAviogen, "first_response: 15m ", "first_response: 10m ",
            ["target 'outage': first response: 15m becomes 10m"]
        ),
        (
            .qAviogen, "first_response: 24-48 hours", "first_response: 24h",
            ["target 'community': first response: 24h to 48h becomes 24h"]
        ),
        (
            .qAviogen, "    languages: [en, es] ", "    languages: [en, pt] ",
            ["plan 'standard': languages: now also pt; no longer es"]
        ),
        (
            .qAviogen, "uptime: 99.5% ", "uptime: 99.9%, with penalties ",
            ["plan 'priority': uptime: 99.5% becomes 99.9%, with penalties"]
        ),
        (
            .agreementActivation, "    resolution: continuous work ", "    resolution: 4h ",
            ["target 'critical': resolution: continuous work becomes 4h"]
        ),
        (
            .agreementActivation, "mon-fri: 08:00-18:00", "mon-thu: 08:00-18:00",
            ["calendar 'office': friday: 08:00-18:00 becomes closed"]
        ),
        (
            .platinumBot, "      - {date: 12-25, name: Christmas Day}\n", "",
            ["calendar 'office': holidays: no longer Christmas Day (12-25)"]
        ),
        (
            .archBuilder, "security: {1: 2 business hours, ", "security: {1: 3 business hours, ",
            ["matrix 'matrix': security leaves tier 1 after: 2 business hours becomes 3 business hours"]
        ),
        (
            .signXStudio, "people: [engineer-b, engineer-c,", "people: [engineer-c, engineer-b,",
            [
                "rotation 'secondary': engineer-b, engineer-c, engineer-d, engineer-a, 7 days each from 2026-01-05 at 09:00 (America/New_York) becomes "
                    + "engineer-c, engineer-b, engineer-d, engineer-a, 7 days each from 2026-01-05 at 09:00 (America/New_York)"
            ]
        ),
        (
            .archBuilder, "thank you for writing to", "thanks for writing to",
            [
                "template 'acknowledgement': now says 'thanks for writing to {{programme}} support. Your request has the "
                    + "number {{ticket}}; please keep it in the'; no longer 'thank you for writing to {{programme}} support. "
                    + "Your request has the number {{ticket}}; please keep it in the'"
            ]
        ),
        (
            .archBuilder, "An answer by: {{respond_by}}\n\n", "An answer by: {{respond_by}}\n",
            ["template 'acknowledgement': a blank line less"]
        ),
        (
            .archBuilder, "      {{text}}\n\n      {{agent}}\n", "      {{text}}\n\n\n\n      {{agent}}\n",
            ["template 'reply': 2 blank lines more"]
        ),
        (
            .archBuilder, "      {{text}}\n\n      {{agent}}\n", "      {{text}}\n      {{agent}}\n\n",
            ["template 'reply': the lines are in another order"]
        ),
        (
            .archBuilder, "      {{text}}\n\n      {{agent}}\n", "      {{agent}}\n\n      {{text}}\n",
            ["template 'reply': the lines are in another order"]
        ),
        (
            .archBuilder, "      {{text}}\n\n      {{agent}}\n", "      {{agent}}\n      Bye\n\n      {{text}}\n",
            ["template 'reply': now says 'Bye'; the others are in another order"]
        ),
        (
            .qAviogen, "subcategories: {key: Invalid API key, permissions: Insufficient permissions}",
            "subcategories: {permissions: Invalid API key, key: Insufficient permissions}",
            [
                "category 'authentication': subcategories: now also key is Insufficient permissions, "
                    + "permissions is Invalid API key; no longer key is Invalid API key, "
                    + "permissions is Insufficient permissions"
            ]
        ),
        (
            .qAviogen, "surveys: 730 days}", "surveys: 36h}",
            ["survey answers are kept: 730 days becomes 36h"]
        ),
        (.archBuilder, "# How ArchBuilder.AI is supported", "# How we support ArchBuilder.AI", []),
    ])
    func `a change is said in words, and a comment is none`(
        shipped: Shipped,
        right: String,
        other: String,
        changes: [String]
    ) throws {
        var text = try shipped.text()
        let place = try #require(text.firstRange(of: right), "\(right)")
        text.replaceSubrange(place, with: other)
        let new = try PolicyDocument.parse(text, file: "test.yaml").get()

        #expect(try shipped.policy.changes(in: new).map(\.description) == changes)
    }

    @Test func `of two equal lines one more or less is no other order`() throws {
        let single = try Shipped.archBuilder.policy
        let lines = "      {{text}}\n\n      {{agent}}\n"
        let text = try Shipped.archBuilder.text()
            .replacing(lines, with: lines + "      {{agent}}\n", maxReplacements: 1)
        let double = try PolicyDocument.parse(text, file: "test.yaml").get()

        #expect(single.changes(in: double).map(\.description) == ["template 'reply': now says '{{agent}}'"])
        #expect(double.changes(in: single).map(\.description) == ["template 'reply': no longer '{{agent}}'"])
    }

    @Test func `what comes and what goes is said`() throws {
        let old = try Shipped.signXStudio.policy
        let text = try Shipped.signXStudio.text().replacing("  - id: weekend ", with: "  - id: days-off ")
        let changes = try old.changes(in: PolicyDocument.parse(text, file: "test.yaml").get()).map(\.description)

        #expect(changes.contains("target 'days-off': first response: new: 24h"))
        #expect(changes.contains("target 'weekend': first response: no longer: 24h"))
        #expect(changes.contains { $0.hasPrefix("order of the targets: acknowledgement, ") })
    }

    @Test func `teams in another order are a change, because the first of as good ones takes a ticket`() throws {
        let text = try Shipped.agreementActivation.text()
        let line = "  technical: {name: Technical Support, tiers: [1, 2], calendars: [office, chat-hours], "
        let start = try #require(text.firstRange(of: line))
        let end = try #require(text[start.lowerBound...].firstIndex(of: "\n"))
        let moved = text[start.lowerBound...end]
        let other = text.replacing(moved, with: "")
            .replacing(
                "  integration: {name: Integration Support",
                with: moved + "  integration: {name: Integration Support"
            )
        let changes = try PolicyDocument.parse(text, file: "a.yaml").get()
            .changes(in: PolicyDocument.parse(other, file: "b.yaml").get())

        #expect(
            changes.map(\.description) == [
                "order of the teams: technical, accounts, integration, engineering, security, management, training "
                    + "becomes accounts, technical, integration, engineering, security, management, training"
            ]
        )
    }
}
