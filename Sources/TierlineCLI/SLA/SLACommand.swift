import ArgumentParser

/// `tierline sla`: the arithmetic of service levels, which needs neither a ticket nor a server, and what of it is on record.
struct SLACommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sla",
        abstract:
            "Service levels: work out a due time, check worked ones, hold outages against an uptime, annul a breach.",
        discussion: "'due', 'verify' and 'uptime' need no server.",
        subcommands: [SLADue.self, SLAVerify.self, SLAUptime.self, SLAAnnul.self]
    )
}
