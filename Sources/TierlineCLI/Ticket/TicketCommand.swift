import ArgumentParser

/// `tierline ticket`: what customers want done.
struct TicketCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ticket",
        abstract: "Tickets: list them, show one, explain what happened to one.",
        subcommands: [TicketList.self, TicketShow.self, Explain.self],
        defaultSubcommand: TicketList.self
    )
}
