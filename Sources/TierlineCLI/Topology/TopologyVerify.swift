import AMQP
import ArgumentParser
import SupportWorkers

/// `tierline topology verify`: whether workers would start.
struct TopologyVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that the broker has what the workers expect; exit 1 if not.",
        discussion: "Example: tierline topology verify && systemctl start tierline.target"
    )

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let plan = try await Servers.ofEnvironment().withTopologyClient { client in
            try await client.plan(SupportTopology.all)
        }
        let report = TopologyReport(plan, isApplied: false)
        output.write(report)
        if !report.isAsExpected { throw ExitCode(1) }
    }
}
