import AMQP
import ArgumentParser
import SupportWorkers

/// `tierline topology apply`: creates what is missing.
struct TopologyApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Create the exchanges, queues and bindings that are missing.",
        discussion: """
            Nothing is ever deleted. When something exists with other properties, nothing is changed and the difference \
            is shown. The queues' limits are broker policies, which AMQP cannot set: the commands for them are printed.

            Example: tierline topology apply
            """
    )

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let servers = try await Servers.ofEnvironment()
        let plan = try await servers.withTopologyClient { client in
            try await client.apply(SupportTopology.all)
        }
        let commands = SupportTopology.all.policyCommands(virtualHost: try servers.broker().virtualHost)
        output.write(TopologyReport(plan, isApplied: true, policyCommands: commands))
    }
}
