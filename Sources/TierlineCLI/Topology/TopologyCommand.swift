import ArgumentParser

/// `tierline topology`: exchanges, queues and bindings on the broker.
struct TopologyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology",
        abstract: "Exchanges, queues and bindings on the broker.",
        discussion: "Workers start only when the broker has what they expect; 'tierline topology apply' creates it.",
        subcommands: [TopologyPlanCommand.self, TopologyApply.self, TopologyVerify.self]
    )
}
