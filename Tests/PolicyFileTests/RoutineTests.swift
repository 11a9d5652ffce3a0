import Foundation
import PolicyFile
import Testing

@testable import SupportDomain

/// What teams do again and again, or once with each new customer: how it is written, and what the documents say of it.
struct RoutineTests {
    @Test(arguments: [
        (
            Shipped.qAviogen, "Developer Onboarding (2 weeks)", "developer-onboarding",
            "Developer Onboarding; takes 14d; It ends with the developer certification exam",
            [
                "week 1: Platform overview, basic API usage", "week 2: Advanced features, integration patterns",
            ]
        ),
        (
            .qAviogen, "Enterprise Onboarding (4 weeks)", "enterprise-onboarding",
            "Enterprise Onboarding; takes 28d; for premium",
            [
                "week 1: Platform overview and architecture", "week 2: Integration planning and development",
                "week 3: Testing and optimization", "week 4: Go-live support and monitoring",
            ]
        ),
        (
            .qAviogen, "Virtual Workshops: Monthly group training sessions", "workshops",
            "Virtual Workshops; every month; Group training sessions", []
        ),
        (
            .qAviogen, "Webinars: Weekly feature demonstrations", "webinars",
            "Webinars; every week; Feature demonstrations", []
        ),
        (
            .qAviogen, "Customer Advisory Board: Meetings: Quarterly virtual meetings", "advisory-board",
            "Customer Advisory Board; every quarter; Virtual meetings of those who are invited; for premium", []
        ),
        (
            .qAviogen, "Review Cycle: Monthly", "documentation-review",
            "Review of the support documentation; every month; By the customer success team", []
        ),
        (
            .archBuilder, "Daily Reports", "daily-reports",
            "Daily Reports; every day; Ticket summary, response times, resolution rates, agent performance, customer feedback",
            []
        ),
        (
            .archBuilder, "Weekly Reports", "weekly-reports",
            "Weekly Reports; every week; Trend analysis, quality metrics, training needs, process improvements, customer insights",
            []
        ),
        (
            .archBuilder, "Monthly Reports", "monthly-reports",
            "Monthly Reports; every month; Performance summary, progress toward annual goals, resource allocation, technology updates, strategic planning",
            []
        ),
        (
            .archBuilder, "Regular Reviews: Monthly and quarterly reviews", "monthly-reviews",
            "Monthly Reviews; every month; Progress toward goals, and their adjustment", []
        ),
        (
            .archBuilder, "Regular Reviews: Monthly and quarterly reviews", "quarterly-reviews",
            "Quarterly Reviews; every quarter; Progress toward goals, and their adjustment", []
        ),
        (
            .platinumBot, "New Customer Onboarding: Week 1, Day 1 to Day 5; Week 2, Day 8 to Day 12", "onboarding",
            "New Customer Onboarding; takes 14d; for platinum",
            [
                "week 1: Setup & Configuration", "day 1: Welcome call and account setup",
                "day 2: Webhook configuration", "day 3: API access setup", "day 4: Analytics dashboard training",
                "day 5: Export tools training", "week 2: Advanced Features", "day 8: Real-time alerts setup",
                "day 9: Custom integrations", "day 10: Best practices training", "day 11: Troubleshooting session",
                "day 12: Q&A and optimization",
            ]
        ),
        (
            .platinumBot, "Monthly Webinars: Week 1 to Week 4", "webinars", "Monthly Webinars; every month",
            [
                "week 1: New features and updates", "week 2: Advanced usage techniques",
                "week 3: Community best practices", "week 4: Q&A and troubleshooting",
            ]
        ),
        (
            .platinumBot, "Quarterly Reviews", "quarterly-reviews",
            "Quarterly Reviews; every quarter; Usage analysis and optimization, feature adoption, performance metrics, future planning and roadmap; for platinum",
            []
        ),
        (
            .platinumBot, "Weekly Health Checks", "health-checks",
            "Weekly Health Checks; every week; Database optimization, cache clearing, performance analysis, security updates",
            []
        ),
        (
            .platinumBot, "Preventive Maintenance: Monthly Reviews", "monthly-reviews",
            "Monthly Reviews; every month; Usage patterns, feature adoption, customer feedback, system optimization", []
        ),
        (
            .qAviogen, "Office Hours: Weekly virtual office hours", "office-hours",
            "Virtual office hours; every week; For developers", []
        ),
        (
            .platinumBot, "Weekly Check-ins", "check-ins",
            "Weekly Check-ins; every week; Usage review and optimization, feature training, best practices, issue prevention; for platinum",
            []
        ),
        (
            .platinumBot, "Monthly Success Reviews", "success-reviews",
            "Monthly Success Reviews; every month; Performance analysis, goal setting and tracking, feature roadmap, value demonstration; for platinum",
            []
        ),
    ])
    func `features item 8: what a document does again and again is data`(
        shipped: Shipped,
        sentence: String,
        id: String,
        words: String,
        steps: [String]
    ) throws {
        let subject = "routine '\(id)'"
        let said = try shipped.policy.statements.filter {
            $0.subject == subject || $0.subject.hasPrefix("\(subject): ")
        }

        #expect(said.first?.value.words == words, "\(sentence)")
        #expect(
            said.dropFirst().map { "\($0.subject.dropFirst(subject.count + 2)): \($0.value.words)" } == steps,
            "\(sentence)"
        )
    }

    @Test(arguments: [
        ("every: day", Routine.Occasion.every(.word(.day))), ("every: quarter", .every(.word(.quarter))),
        ("every: year", .every(.word(.year))), ("every: 1 week", .every(.word(.week))),
        ("every: 2 weeks", .every(.seconds(1_209_600))), ("takes: 2 weeks", .takes(1_209_600)),
        ("takes: 30m", .takes(1800)),
    ])
    func `it comes round, or takes its time once`(written: String, occasion: Routine.Occasion) throws {
        let text = try Shipped.qAviogen.text().replacing("    takes: 4 weeks\n", with: "    \(written)\n")
            .replacing("      week 2: Integration", with: "      day 1: Integration")
            .replacing("      week 3: Testing and optimization\n", with: "")
            .replacing("      week 4: Go-live support and monitoring\n", with: "")
        let policy = try PolicyDocument.parse(text, file: "test.yaml").get()

        #expect(policy.routines.first { $0.id == "enterprise-onboarding" }?.occasion == occasion)
    }

    @Test(arguments: ["day", "week", "month", "quarter", "year", "2 weeks", "36h"])
    func `a period reads back as it was`(text: String) throws {
        let period = try #require(Period(text))

        #expect(Period(period.description) == period)
        #expect(period.longest >= 86_400)
    }

    @Test(arguments: [
        (
            "    every: quarter\n", "    every: quartr\n", "routines.advisory-board.every",
            "'quartr' cannot be read; write day, week, month, quarter or year, or a length of time such as 2 weeks"
        ),
        (
            "    every: quarter\n", "    evry: quarter\n", "routines.advisory-board.evry",
            "'evry' is not known here; did you mean 'every'?"
        ),
        (
            "    every: quarter\n", "", "routines.advisory-board",
            "write either 'every: week' or 'takes: 2 weeks'"
        ),
        (
            "    every: quarter\n", "    every: quarter\n    takes: 2 weeks\n", "routines.advisory-board",
            "write either 'every: week' or 'takes: 2 weeks'"
        ),
        (
            "    takes: 4 weeks\n", "    takes: four weeks\n", "routines.enterprise-onboarding.takes",
            "'four weeks' cannot be read; write a length of time, such as 15m, 4h or 7 days"
        ),
        (
            "    takes: 4 weeks\n", "    takes: 3 weeks\n", "routines.enterprise-onboarding.steps.week 4",
            "there is no week 4 in it: it takes 21d"
        ),
        (
            "    takes: 4 weeks\n", "    every: 2 weeks\n", "routines.enterprise-onboarding.steps.week 3",
            "there is no week 3 in it: it begins anew every 14d"
        ),
        (
            "      week 3: Testing", "      weak 3: Testing", "routines.enterprise-onboarding.steps.weak 3",
            "'weak 3' cannot be read; write a day or week of the routine, such as 'day 3' or 'week 2'"
        ),
        (
            "    name: Customer Advisory Board\n", "", "routines.advisory-board", "'name' is missing"
        ),
        (
            "    plans: [premium]                       # \"Membership", "    plans: [premum]   # \"Membership",
            "routines.advisory-board.plans[1]", "there is no plan 'premum'; did you mean 'premium'?"
        ),
        (
            "measure: promoter_score}", "measure: promoter_score, every: monthly}", "kpis[3].every",
            "'monthly' cannot be read; write day, week, month, quarter or year, or a length of time such as 2 weeks"
        ),
    ])
    func `a mistake is named where it stands, with what would be right`(
        right: String,
        wrong: String,
        key: String,
        message: String
    ) throws {
        let text = try Shipped.qAviogen.text()
        let place = try #require(text.firstRange(of: right), "\(right)")
        let changed = text.replacingCharacters(in: place, with: wrong)
        guard case .failure(let mistakes) = PolicyDocument.parse(changed, file: "test.yaml") else {
            Issue.record("no mistake was found")
            return
        }
        let found = try #require(mistakes.all.first { $0.key == key && $0.message == message }, "\(mistakes)")
        let name = try #require(key.split(separator: ".").last?.prefix { $0 != "[" })
        let lines = changed.split(separator: "\n", omittingEmptySubsequences: false)

        #expect(found.column > 1)
        #expect(message.contains("write either") || message.contains("missing") || lines[found.line - 1].contains(name))
    }

    @Test(arguments: [
        (
            Shipped.qAviogen, "    every: quarter\n", "    every: month\n",
            [
                "routine 'advisory-board': Customer Advisory Board; every quarter; Virtual meetings of those who are invited; for premium "
                    + "becomes Customer Advisory Board; every month; Virtual meetings of those who are invited; for premium"
            ]
        ),
        (
            .platinumBot, "      day 12: Q&A and optimization\n", "",
            ["routine 'onboarding': day 12: no longer: Q&A and optimization"]
        ),
        (
            .platinumBot, "      day 12: Q&A and optimization\n", "      day 12: Questions\n",
            ["routine 'onboarding': day 12: Q&A and optimization becomes Questions"]
        ),
        (
            .platinumBot, "target: at least 95%, every: month", "target: at least 95%, every: quarter",
            [
                "indicator 'retention': retention; every month; at least 95% becomes retention; every quarter; at least 95%"
            ]
        ),
        (
            .platinumBot, ", every: month}", "}",
            ["indicator 'retention': retention; every month; at least 95% becomes retention; at least 95%"]
        ),
    ])
    func `a change is said in words`(shipped: Shipped, right: String, other: String, changes: [String]) throws {
        var text = try shipped.text()
        let place = try #require(text.firstRange(of: right), "\(right)")
        text.replaceSubrange(place, with: other)
        let new = try PolicyDocument.parse(text, file: "test.yaml").get()

        #expect(try shipped.policy.changes(in: new).map(\.description) == changes)
    }
}
