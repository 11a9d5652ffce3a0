import ArgumentParser
import Foundation
import Postgres
import SupportDomain
import SupportStore

/// `tierline ticket show`.
struct TicketShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a ticket: what it is, its clocks, and what was said.",
        discussion: "Example: tierline ticket show AB-1042"
    )

    @Argument(help: "The ticket: AB-1042, 1042 or its id.")
    var ticket: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let name = ticket
        let dossier = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { try TicketDossier(of: name, in: $0) }
        }
        output.write(TicketReport(dossier))
    }
}

/// A ticket with its clocks and conversation.
struct TicketReport: Report {
    var now: Date
    var ticket: TicketFactsView
    var clocks: [ClockView]
    var messages: [MessageView]

    init(_ dossier: TicketDossier) {
        now = dossier.now
        ticket = TicketFactsView(dossier)
        clocks = dossier.ticket.clocks.map { ClockView($0, in: dossier, withSegments: false) }
        messages = dossier.said
    }

    var text: String {
        var table = Table(["CLOCK", "CYCLE", "TARGET", "DUE", "STANDING"])
        for clock in clocks {
            table.add(
                clock.words,
                "\(clock.cycle)",
                clock.target,
                clock.dueAt.map(TimeText.moment),
                clock.standing(at: now)
            )
        }
        return [
            ticket.text(now: now),
            table.text(ifEmpty: "No clocks yet."),
            messages.map(\.text).joined(separator: "\n\n"),
        ]
        .joined(separator: "\n\n")
    }
}
