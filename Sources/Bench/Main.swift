import ArgumentParser

/// Measures: a whole fleet under load, or what needs no server.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tierline-bench",
        abstract: "Measure what was built; the scripts in scripts/ set up what each measurement needs.",
        subcommands: [LoadFleet.self, TimeClocks.self],
        defaultSubcommand: LoadFleet.self
    )
}
