import ArgumentParser

/// `tierline customer`: who is entitled to what.
struct CustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer",
        abstract: "The customer list: who has bought which plan, who looks after them, and how they fare.",
        discussion: "What a gateway says of a customer's plan wins over this list; a stranger has the default plan.",
        subcommands: [CustomerSet.self, CustomerList.self, CustomerShow.self, CustomerSignalsCommand.self],
        defaultSubcommand: CustomerList.self
    )
}
