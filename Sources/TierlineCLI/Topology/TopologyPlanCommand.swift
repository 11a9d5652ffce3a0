import AMQP
import ArgumentParser
import SupportWorkers

/// `tierline topology plan`: what `apply` would do.
struct TopologyPlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what is missing or different, changing nothing.",
        discussion: """
            Exchanges and queues are compared; bindings cannot be seen over AMQP, and 'apply' always makes them.

            Example: tierline topology plan
            """
    )

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let plan = try await Servers.ofEnvironment().withTopologyClient { client in
            try await client.plan(SupportTopology.all)
        }
        output.write(TopologyReport(plan, isApplied: false))
    }
}

/// What lies, or lay, between the broker and the topology of this release.
struct TopologyReport: Report {
    var isApplied: Bool
    var missingExchanges: [String]
    var missingQueues: [String]
    var differences: [String]
    /// Commands for what AMQP cannot carry.
    var policyCommands: [String]

    init(_ plan: TopologyPlan, isApplied: Bool, policyCommands: [String] = []) {
        self.isApplied = isApplied
        missingExchanges = plan.missingExchanges.map(\.name)
        missingQueues = plan.missingQueues.map(\.name)
        differences = plan.differences.map(\.description)
        self.policyCommands = policyCommands
    }

    var isAsExpected: Bool { missingExchanges.isEmpty && missingQueues.isEmpty && differences.isEmpty }

    var text: String {
        var lines: [String] = []
        let state = isApplied ? "created" : "missing"
        lines += missingExchanges.map { "\(state): exchange \($0)" }
        lines += missingQueues.map { "\(state): queue \($0)" }
        lines += differences.map { TerminalText.line($0) }
        if isAsExpected { lines.append("Every exchange and queue is there.") }
        if !policyCommands.isEmpty {
            lines.append(
                "AMQP can neither set policies nor show them; if deploy/rabbitmq/setup.sh has not run, do once on the broker's machine:"
            )
            lines += policyCommands.map { "  \($0)" }
        }
        return lines.joined(separator: "\n")
    }
}
