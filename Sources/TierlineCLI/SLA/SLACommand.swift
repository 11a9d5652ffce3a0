import ArgumentParser

/// `tierline sla`: the arithmetic of service levels, without a ticket and without a server.
struct SLACommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sla",
        abstract: "Due times: work one out, or hold a file of worked cases against ours.",
        discussion: "Needs no server.",
        subcommands: [SLADue.self, SLAVerify.self]
    )
}
