import ArgumentParser
import Postgres
import WorkerRuntime

/// `tierline dead discard`.
struct DeadLetterDiscard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard",
        abstract: "Mark dead letters as not needed; they are kept, with who said so and why.",
        discussion: "Example: tierline dead discard 17 --why 'a test by the gateway team'"
    )

    @OptionGroup var selection: DeadLetterSelection

    @Option(help: "Why they are not needed.")
    var why: String

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !why.allSatisfy(\.isWhitespace) else { throw ValidationError("--why must say something") }
    }

    func run() async throws {
        let selection = selection
        let why = why
        let discarded = try await Servers.ofEnvironment().withDatabase { database in
            let store = DeadLetterStore(database)
            return try await store.discard(try await selection.ids(in: store), by: selection.person, because: why)
        }
        try selection.checkFound(discarded)
        output.write(DeadLetterChangeReport(verb: "discarded", ids: discarded))
    }
}
