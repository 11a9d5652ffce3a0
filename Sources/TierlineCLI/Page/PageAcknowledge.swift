import ArgumentParser
import Foundation
import Postgres
import SupportDomain
import SupportStore
import SupportWorkers
import WorkerRuntime

/// `tierline page acknowledge`.
struct PageAcknowledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge",
        abstract: "Say that somebody has a page; nobody else is called then.",
        discussion: """
            It goes in through the front door, as a gateway would send it.

            Example: tierline page acknowledge 01a1fe41-b072-88f6-a453-73c15cff6045 --by kim
            """
    )

    @Argument(help: "Its id, from 'tierline page list'.")
    var id: String

    @Option(help: ArgumentHelp("Who has it.", valueName: "name"))
    var by: String

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard UUID(uuidString: id) != nil else { throw ValidationError("'\(id)' is not the id of a page") }
        guard !by.allSatisfy(\.isWhitespace) else { throw ValidationError("--by must name somebody") }
    }

    func run() async throws {
        guard let uuid = UUID(uuidString: id) else { return }
        let servers = try await Servers.ofEnvironment()
        let found = try await servers.withDatabase { database in
            try await database.withTransaction { try $0.page(uuid) }
        }
        guard let page = found else { throw Refusal(.dataError, "there is no page \(id)") }
        guard page.state == .open else {
            throw Refusal(.dataError, "the page is \(page.state.rawValue), by \(page.settledBy ?? "somebody")")
        }
        try await servers.publish(
            PageAcknowledged(page: uuid.uuidString.lowercased(), by: by),
            as: .pageAcknowledged,
            on: page.programme,
            from: "tierline page acknowledge"
        )
        output.write(PageAcknowledgeReport(page: uuid.uuidString.lowercased(), by: by))
    }
}

/// That an acknowledgement is on its way.
struct PageAcknowledgeReport: Report {
    var page: String
    var by: String

    var text: String { "sent: \(TerminalText.line(by)) has page \(page)" }
}
