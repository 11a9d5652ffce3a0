import ArgumentParser

/// `tierline page`: people who were called.
struct PageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "page",
        abstract: "Pages: who was called, and that somebody has it.",
        subcommands: [PageList.self, PageAcknowledge.self],
        defaultSubcommand: PageList.self
    )
}
