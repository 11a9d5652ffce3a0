import ArgumentParser
import Foundation
import Postgres
import SupportDomain
import SupportStore
import SupportWorkers
import WorkerRuntime

/// `tierline sla annul`: a breach does not count.
struct SLAAnnul: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "annul",
        abstract: "Say that a breach does not count, and why; it stays on record.",
        discussion: """
            It goes in through the front door, as a gateway would send it, and stands on the ticket's timeline.

            Example: tierline sla annul AB-1042 first_response --reason 'The mail server was down.'
            """
    )

    @Argument(help: "The ticket: AB-1042, 1042 or its id.")
    var ticket: String
    @Argument(help: "The service level that was missed, such as first_response.")
    var metric: Metric
    @Option(help: "The how-manieth clock of that metric; needed where several were missed.")
    var cycle: Int?
    @Option(help: "Why it does not count.")
    var reason: String
    @Option(help: ArgumentHelp("Who says so; by default the user of this shell.", valueName: "name"))
    var by: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !reason.allSatisfy(\.isWhitespace) else { throw ValidationError("--reason must say why") }
        guard cycle.map({ $0 > 0 }) ?? true else { throw ValidationError("--cycle counts from 1") }
    }

    func run() async throws {
        let servers = try await Servers.ofEnvironment()
        let name = ticket
        let dossier = try await servers.withDatabase { database in
            try await database.withTransaction { try TicketDossier(of: name, in: $0) }
        }
        let breach = try breach(in: dossier)
        let said = BreachAnnulled(
            ticket: dossier.ticket.id.description,
            metric: breach.metric.rawValue,
            cycle: breach.cycle,
            agent: by ?? NSUserName(),
            reason: reason
        )
        try await servers.publish(
            said,
            as: .breachAnnulled,
            on: dossier.ticket.programme,
            from: "tierline sla annul"
        )
        output.write(
            SLAAnnulReport(
                ticket: dossier.name,
                metric: breach.metric.rawValue,
                cycle: breach.cycle,
                by: said.agent,
                reason: reason
            )
        )
    }

    /// The breach that is meant, if there is one that counts.
    private func breach(in dossier: TicketDossier) throws -> BreachName {
        let annulled = Set(
            dossier.fired.filter { $0.annulledAt != nil }.map { BreachName(metric: $0.metric, cycle: $0.cycle) }
        )
        let all = dossier.ticket.breaches
        let meant = all.filter { $0.metric == metric && (cycle == nil || $0.cycle == cycle) }
        guard !meant.isEmpty else {
            let there = all.isEmpty ? "it has none" : "it has \(all.map(\.description).joined(separator: "; "))"
            let which = cycle.map { ", cycle \($0)" } ?? ""
            throw Refusal(.dataError, "\(dossier.name) has no breach of \(metric.rawValue)\(which); \(there)")
        }
        let counting = meant.filter { !annulled.contains($0) }
        guard let first = counting.first else {
            throw Refusal(.dataError, "that breach of \(dossier.name) has been annulled already")
        }
        guard counting.count == 1 else {
            let cycles = counting.map { String($0.cycle) }.joined(separator: ", ")
            throw Refusal(
                .usage,
                "\(dossier.name) has several breaches of \(metric.rawValue); name one with --cycle: \(cycles)"
            )
        }
        return first
    }
}

/// That an annulment is on its way.
struct SLAAnnulReport: Report {
    var ticket: String
    var metric: String
    var cycle: Int
    var by: String
    var reason: String

    var text: String {
        TerminalText.line(
            "sent: the breach of \(metric), cycle \(cycle), of \(ticket) does not count, says \(by): \(reason)"
        )
    }
}
