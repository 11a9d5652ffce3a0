import ArgumentParser
import Foundation
import Postgres
import SupportDomain
import SupportStore

/// `tierline explain`, and `tierline ticket explain`: why a ticket is where it is.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a ticket: every event with who, why and which rule; how its clocks counted; who was told.",
        discussion: """
            With a metric, only that clock: the rule and version, what happened to each of its cycles, stretch by stretch \
            in its calendar's own time what counted and what did not, and what would be due under the policy in force now. Nothing is changed by asking.

            Examples: tierline explain AB-1042
                      tierline explain AB-1042 first_response
            """
    )

    @Argument(help: "The ticket: AB-1042, 1042 or its id.")
    var ticket: String

    @Argument(help: "Only this clock, such as first_response or resolution.")
    var metric: Metric?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let name = ticket
        let dossier = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { try TicketDossier(of: name, in: $0) }
        }
        if let metric {
            output.write(ClocksReport(dossier, metric: metric))
        } else {
            output.write(TicketExplanation(dossier))
        }
    }
}

extension Metric: ExpressibleByArgument {}

/// How some clocks of a ticket counted.
struct ClocksReport: Report {
    var now: Date
    var ticket: String
    var metric: String
    /// The agent who opened the ticket, if that was one.
    var openedBy: String?
    var clocks: [ClockView]

    init(_ dossier: TicketDossier, metric: Metric) {
        now = dossier.now
        ticket = dossier.name
        self.metric = metric.rawValue
        openedBy = dossier.timeline.first?.data["opened_by"]
        clocks = dossier.ticket.clocks.filter { $0.metric == metric }
            .map { ClockView($0, in: dossier, withSegments: true) }
    }

    var text: String {
        guard !clocks.isEmpty else {
            let words = metric.replacing("_", with: " ")
            if let openedBy, metric == Metric.firstResponse.rawValue {
                return TerminalText.line(
                    "\(ticket) has no \(words) clock: \(openedBy) opened it for the customer, who was spoken with."
                )
            }
            return "\(ticket) has no \(words) clock: its policy sets none, or it has not begun."
        }
        return clocks.map { $0.explanation(at: now) }.joined(separator: "\n\n")
    }
}

/// Everything that happened to a ticket and why.
struct TicketExplanation: Report {
    var now: Date
    var ticket: TicketFactsView
    var timeline: [EventView]
    var clocks: [ClockView]
    var pauses: [PauseView]
    var messages: [MessageView]
    var notifications: [NotificationView]
    var pages: [PageView]

    init(_ dossier: TicketDossier) {
        now = dossier.now
        ticket = TicketFactsView(dossier)
        timeline = dossier.timeline.map(EventView.init)
        clocks = dossier.ticket.clocks.map { ClockView($0, in: dossier, withSegments: true) }
        pauses = dossier.ticket.pauses.map(PauseView.init)
        messages = dossier.said
        notifications = dossier.notifications.map { notification in
            NotificationView(
                notification,
                ticket: dossier.name,
                attempts: dossier.attempts.filter { $0.notification == notification.id }
            )
        }
        pages = dossier.pages.map { PageView($0, ticket: dossier.name) }
    }

    var text: String {
        var sections = [ticket.text(now: now), "TIMELINE\n" + timeline.map(\.text).joined(separator: "\n")]
        sections.append("CLOCKS\n" + clocks.map { $0.explanation(at: now) }.joined(separator: "\n"))
        if !pauses.isEmpty { sections.append("PAUSES\n" + pauses.map(\.text).joined(separator: "\n")) }
        sections.append("CONVERSATION\n" + messages.map(\.text).joined(separator: "\n"))
        if !notifications.isEmpty {
            sections.append("NOTIFICATIONS\n" + notifications.map(\.text).joined(separator: "\n"))
        }
        if !pages.isEmpty { sections.append("PAGES\n" + pages.map { $0.text(now: now) }.joined(separator: "\n")) }
        return sections.joined(separator: "\n\n")
    }
}
