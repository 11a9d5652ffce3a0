import ArgumentParser
import Foundation
import SupportStore
import WorkerRuntime

/// `tierline clock set`.
struct ClockSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Move a test database's clock forward to a moment.",
        discussion: """
            It never goes back: what has happened would lie in the future.

            Example: tierline clock set 2027-01-04T09:00:00Z
            """
    )

    @Argument(help: "The moment, such as 2027-01-04T09:00:00Z.", transform: Self.moment)
    var moment: Date

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let moment = moment
        let report = try await Servers.ofEnvironment().moveClock { clock in
            guard moment >= clock.now else {
                throw Refusal(.dataError, "the clock already shows \(TimeText.moment(clock.now)) and never goes back")
            }
            return moment.timeIntervalSince(clock.now)
        }
        output.write(report)
    }

    private static func moment(_ text: String) throws -> Date {
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw ValidationError("'\(text)' is not a moment such as 2027-01-04T09:00:00Z")
        }
        return date
    }
}
