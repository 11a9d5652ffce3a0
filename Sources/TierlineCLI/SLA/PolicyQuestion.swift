import ArgumentParser
import Foundation
import SupportDomain
import WorkerRuntime

/// What a policy's tables look at, as flags.
struct PolicyQuestion: ParsableArguments {
    @Option(help: ArgumentHelp("The policy file.", valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
    var policy: String?
    @Option(help: "What is measured, such as first_response or resolution.")
    var metric: Metric?
    @Option(help: "The priority: P1, or the programme's own word for it.")
    var priority: String?
    @Option(help: "The plan; by default that of a customer nobody knows.")
    var plan: String?
    @Option(help: "The category.")
    var category: String?
    @Option(help: ArgumentHelp("The issue type; by default that of the category.", valueName: "type"))
    var issueType: String?
    @Option(help: "The channel it came by; by default email.")
    var channel: String?
    @Option(help: "The tier it is at; by default where its category or plan enters.")
    var tier: Int?
    @Flag(help: "It has been moved up at least once.")
    var escalated = false
    @Flag(help: "The customer is a VIP.")
    var vip = false
    @Option(help: ArgumentHelp("What the pauses wait for: customer, vendor or resolved.", valueName: "reason"))
    var pausedFor: Pause.Reason = .customer

    func expectNothing() throws {
        let isAsked = metric != nil || escalated || vip || tier != nil
        guard !isAsked, [priority, plan, category, issueType, channel].allSatisfy({ $0 == nil }) else {
            throw ValidationError("--metric, --priority, --plan and the like need --policy")
        }
    }

    func subject(under policy: Policy, from start: Date) throws -> DueQuestion.Subject {
        guard let metric, let priority else { throw ValidationError("--policy needs --metric and --priority") }
        let facts = try facts(under: policy, priority: priority, from: start)
        let goals = policy.goals(for: facts, metrics: [metric])
        guard let goal = policy.earliest(of: goals.filter { $0.metric == metric }, from: start) else {
            let instead = goals.first.map { "; a \($0.metric.words) is owed instead" } ?? ""
            throw Refusal(.dataError, "the policy sets no \(metric.words) for such a ticket\(instead)")
        }
        return DueQuestion.Subject(goal, under: policy)
    }

    private func facts(under policy: Policy, priority: String, from start: Date) throws -> TicketFacts {
        let plan = try known(plan, "plan", among: policy.plans.map(\.id)) ?? policy.defaultPlan.id
        let category = policy.category(try known(category, "category", among: policy.categories.map(\.id)))
        let tiers = policy.tiers.map { String($0.level) }
        guard let priority = policy.priority(named: priority) else {
            let names = policy.priorities.map { "\($0.priority.name) \($0.name)" }
            throw Self.unknown(priority, "priority", among: names)
        }
        return TicketFacts(
            plan: plan,
            priority: priority,
            category: category?.id,
            issueType: try known(issueType, "issue type", among: policy.issueTypes.sorted())
                ?? category?.issueType ?? "",
            channel: try known(channel, "channel", among: policy.channels.map(\.id)) ?? "email",
            tier: try known(tier.map(String.init), "tier", among: tiers).flatMap { Int($0) }
                ?? category?.entryTier ?? policy.plan(plan).entryTier,
            isVIP: vip,
            isEscalated: escalated,
            arrivedAt: start
        )
    }

    /// The name, if it was given; a policy that lists none knows all.
    private func known(_ name: String?, _ what: String, among names: [String]) throws -> String? {
        guard let name, !names.isEmpty, !names.contains(name) else { return name }
        throw Self.unknown(name, what, among: names)
    }

    private static func unknown(_ name: String, _ what: String, among names: [String]) -> Refusal {
        Refusal(.dataError, "the policy has no \(what) '\(name)'; it has \(names.joined(separator: ", "))")
    }
}

extension Pause.Reason: ExpressibleByArgument {}
