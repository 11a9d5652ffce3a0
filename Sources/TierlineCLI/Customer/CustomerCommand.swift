import ArgumentParser

/// `tierline customer`: who is entitled to what.
struct CustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer",
        abstract: "The customer list: who has bought which plan.",
        discussion: "What a gateway says of a customer's plan wins over this list; a stranger has the default plan.",
        subcommands: [CustomerSet.self, CustomerList.self, CustomerShow.self],
        defaultSubcommand: CustomerList.self
    )
}
