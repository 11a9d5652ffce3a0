import ArgumentParser
import Foundation
import SupportDomain

/// `tierline clock advance`.
struct ClockAdvance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance",
        abstract: "Move a test database's clock forward.",
        discussion: "Example: tierline clock advance 5h"
    )

    @Argument(help: "How far, such as 90s, 30m, 5h, '1h 30m', 2d or '1 week'.", transform: Self.seconds)
    var duration: Int

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let seconds = TimeInterval(duration)
        output.write(try await Servers.ofEnvironment().moveClock { _ in seconds })
    }

    private static func seconds(_ text: String) throws -> Int {
        guard let seconds = Duration.seconds(inText: text) else {
            throw ValidationError("'\(text)' is not a length of time such as 90s, 30m, 5h, '1h 30m' or 2d")
        }
        return seconds
    }
}
