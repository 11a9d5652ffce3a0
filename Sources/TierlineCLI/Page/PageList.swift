import ArgumentParser
import Foundation
import Postgres
import SupportDomain
import SupportStore

/// `tierline page list`.
struct PageList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List open pages, or all of them.",
        discussion: "Example: tierline page list --all"
    )

    @Flag(help: "Also those that were acknowledged or cancelled.")
    var all = false
    @Option(help: "The most to list.")
    var limit = 50

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard limit > 0, limit <= 100_000 else { throw ValidationError("--limit goes from 1 to 100000") }
    }

    func run() async throws {
        let states = all ? Page.State.allCases : [.open]
        let limit = limit
        let report = try await Servers.ofEnvironment().withDatabase(statementTimeout: Servers.listing) { database in
            try await database.withTransaction { transaction in
                let names = try TicketNames(in: transaction)
                return PageListReport(
                    now: try transaction.now(),
                    pages: try transaction.pages(in: states, limit: limit).map { listing in
                        PageView(listing, ticket: names.name(listing.ticketNumber, of: listing.programme))
                    }
                )
            }
        }
        output.write(report)
    }
}

/// A list of pages.
struct PageListReport: Report {
    var now: Date
    var pages: [PageView]

    var text: String {
        var table = Table(["ID", "TICKET", "TIER", "RUNG", "STATE", "CREATED", "NEXT RUNG", "SETTLED BY", "REASON"])
        for page in pages {
            table.add(
                page.id,
                page.ticket,
                "\(page.tier)",
                "\(page.rung)",
                page.state,
                TimeText.moment(page.createdAt),
                page.acknowledgeBy.map { TimeText.distance(from: now, to: $0) },
                page.settledBy,
                page.reason
            )
        }
        return table.text(ifEmpty: "Nobody is being called.")
    }
}
