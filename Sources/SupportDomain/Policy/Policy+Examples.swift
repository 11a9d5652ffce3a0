package import Foundation

extension Policy {
    /// What differs between what an example expects and what the policy makes of it.
    package struct ExampleDifference: Hashable, Sendable {
        /// The way through the file to what is expected, such as `examples[3].expect.priority`.
        package let key: String
        package let example: String
        /// What was compared, such as `priority` or `first response due`.
        package let what: String
        package let expected: String
        package let actual: String
    }

    /// Runs the policy's own examples; empty when all come out as they say.
    package func runExamples() -> [ExampleDifference] {
        examples.enumerated().flatMap { run($1, as: "examples[\($0 + 1)]") }
    }

    private func run(_ example: PolicyExample, as place: String) -> [ExampleDifference] {
        let decision = triage(example.input)
        var differences: [ExampleDifference] = []
        func compare(_ name: String, _ expected: String?, _ actual: String?, as what: String? = nil) {
            guard let expected, expected != actual else { return }
            differences.append(
                ExampleDifference(
                    key: "\(place).expect.\(name)",
                    example: example.name,
                    what: what ?? name.replacing("_", with: " "),
                    expected: expected,
                    actual: actual ?? "none"
                )
            )
        }
        compare("priority", example.expected.priority?.name, decision.priority.name)
        compare("category", example.expected.category, decision.category)
        compare("subcategory", example.expected.subcategory, decision.subcategory)
        compare("issue_type", example.expected.issueType, decision.issueType)
        compare("tier", example.expected.tier.map(String.init), String(decision.tier))
        let language = decision.answer?.language
        compare(
            "team",
            example.expected.team,
            routing(forTier: decision.tier, category: decision.category, language: language).team
        )
        compare(
            "escalates",
            example.expected.escalates.map { $0 ? "yes" : "no" },
            decision.escalateAtOnce == nil ? "no" : "yes"
        )
        compare("answer_in", example.expected.answerIn, language)
        compare(
            "translation",
            example.expected.translation.map { $0 ? "yes" : "no" },
            decision.answer?.needsTranslation == true ? "yes" : "no"
        )

        let facts = TicketFacts(
            plan: plan(example.input.plan).id,
            priority: decision.priority,
            category: decision.category,
            issueType: decision.issueType,
            channel: example.input.channel,
            tier: decision.tier,
            isVIP: example.input.isVIP,
            arrivedAt: example.at
        )
        let goals = goalsFromTriage(for: facts, from: example.at)
        for (metric, expected) in example.expected.due.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            // What begins later than with triage is worked out as if it began with the example.
            let later = Self.metricsFromTriage.contains(metric) ? nil : goal(metric, for: facts)
            let goal = goals.first { $0.metric == metric } ?? later
            let calendar = calendar(named: goal?.calendar ?? "")
            let due = goal.flatMap { Countdown(from: example.at, target: $0.target, calendar: calendar).due }
            let zone = goal == nil ? plan(example.input.plan).calendar : calendar.name
            compare(
                metric.rawValue,
                Self.text(expected, in: self.calendar(named: zone).zone),
                due.map { Self.text($0, in: self.calendar(named: zone).zone) },
                as: "\(metric.words) due"
            )
        }
        return differences
    }

    /// An instant as the wall clock of a zone shows it, with its offset: `2026-01-09 09:30 -08:00`.
    package static func text(_ instant: Date, in zone: Zone) -> String {
        let seconds = instant.wholeSeconds
        let local = zone.local(seconds)
        let day = BusinessCalendar.day(of: local)
        let offset = zone.offset(at: seconds)
        let sign = offset < 0 ? "-" : "+"
        let time = OpenHours.text(local - day * 86_400)
        return "\(CivilDate(dayNumber: day)) \(time) \(sign)\(OpenHours.text(abs(offset)))"
    }
}
