import ArgumentParser

/// `tierline sla`: the arithmetic of service levels, which needs neither a ticket nor a server, and what of it is on record.
struct SLACommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sla",
        abstract: "Due times: work one out, hold a file of worked cases against ours, annul a breach.",
        discussion: "'due' and 'verify' need no server.",
        subcommands: [SLADue.self, SLAVerify.self, SLAAnnul.self]
    )
}
