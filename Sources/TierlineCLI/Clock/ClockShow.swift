import ArgumentParser
import Postgres
import SupportStore

/// `tierline clock show`.
struct ClockShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show the fleet's time.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let clock = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { try $0.databaseClock() }
        }
        output.write(ClockReport(clock))
    }
}
