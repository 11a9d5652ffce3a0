import Foundation
import PolicyFile
import SupportDomain
import Testing

/// The policies that ship in `deploy/policies`, each read once.
enum Shipped: String, CaseIterable {
    case qAviogen = "q-aviogen"
    case agreementActivation = "agreement-activation"
    case signXStudio = "sign-x-studio"
    case archBuilder = "archbuilder"
    case platinumBot = "platinum-bot"

    var policy: Policy { get throws { try #require(Self.policies[self]).get() } }

    func text() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        return try String(contentsOf: root.appending(path: "deploy/policies/\(rawValue).yaml"), encoding: .utf8)
    }

    func triage(_ subject: String, plan: String = "", channel: String = "email", to: [String] = []) throws
        -> TriageDecision
    {
        try policy.triage(TriageInput(subject: subject, text: "", channel: channel, plan: plan, to: to))
    }

    /// For what does not depend on when it happens.
    static let someTime = Date(wholeSeconds: 1_768_000_000)

    private static let policies = Dictionary(
        uniqueKeysWithValues: allCases.map { shipped in
            (shipped, Result { try PolicyDocument.parse(shipped.text(), file: "\(shipped.rawValue).yaml").get() })
        }
    )
}

/// A figure of a document: what it promises to whom, and when that runs out for something that begins at a moment.
struct Promise: CustomTestStringConvertible, Sendable {
    /// The sentence it stands in.
    let sentence: String
    let metric: Metric
    let priority: Priority
    let plan: String
    var issueType = "technical"
    var channel = "email"
    var tier = 1
    var isEscalated = false
    /// By the wall clock of the plan's zone.
    let from: String
    /// Nil for a promise that has no end.
    let due: String?
    /// Where the document names two figures, when the first of them is used up.
    var goal: String?

    init(
        _ sentence: String,
        _ metric: Metric,
        _ priority: Priority,
        _ plan: String,
        _ from: String,
        due: String?,
        goal: String? = nil,
        issueType: String = "technical",
        channel: String = "email",
        tier: Int = 1,
        isEscalated: Bool = false
    ) {
        (self.sentence, self.metric, self.priority, self.plan) = (sentence, metric, priority, plan)
        (self.from, self.due, self.goal) = (from, due, goal)
        (self.issueType, self.channel, self.tier, self.isEscalated) = (issueType, channel, tier, isEscalated)
    }

    var testDescription: String { "\(sentence): \(metric.words), \(plan) \(priority.name) from \(from)" }

    /// Starts the clock that the policy sets, and compares when it is due.
    func check(in policy: Policy) throws {
        let zone = policy.calendar(named: policy.plan(plan).calendar).zone
        let start = try Self.moment(from, in: zone)
        let facts = TicketFacts(
            plan: plan,
            priority: priority,
            issueType: issueType,
            channel: channel,
            tier: tier,
            isEscalated: isEscalated,
            arrivedAt: start
        )
        let goals = policy.goals(for: facts, metrics: [metric]).filter { $0.metric == metric }
        guard let found = policy.earliest(of: goals, from: start) else {
            #expect(due == nil, "\(sentence): there is no such clock")
            return
        }
        let clock = Clock.start(found, cycle: 1, at: start, in: policy)
        let expected = try due.map { try Self.moment($0, in: zone) }

        #expect(clock.dueAt == expected, "\(sentence): due \(clock.dueAt.map { zone.describe($0) } ?? "never")")
        guard let goal else { return }
        let goalEnds = clock.schedule.thresholds.filter {
            if case .warning(.after) = $0.kind { true } else { false }
        }
        #expect(
            try goalEnds.contains { try $0.at == Self.moment(goal, in: zone) },
            "\(sentence): goals \(goalEnds.map { $0.at.map { zone.describe($0) } ?? "never" })"
        )
    }

    /// `Fri 2026-01-09 16:00` by the wall clock of a zone; the weekday is checked.
    static func moment(_ text: String, in zone: Zone) throws -> Date {
        let words = text.split(separator: " ")
        let date = try #require(CivilDate(String(words[1])), "\(text)")
        try #require(date.weekday.shortName == words[0].lowercased(), "\(text) is a \(date.weekday.name)")
        let seconds = try #require(OpenHours.seconds(words[2]), "\(text)")
        return Date(wholeSeconds: zone.firstInstant(showing: date.dayNumber * 86_400 + seconds))
    }
}
