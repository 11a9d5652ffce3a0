import ArgumentParser
import Foundation
import Postgres
import SupportDomain
import SupportStore
import WorkerRuntime

/// `tierline customer signals`.
struct CustomerSignalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signals",
        abstract: "Say how each customer fares by their tickets, for whoever looks after customers.",
        discussion: """
            Of the tickets that were opened in the range: how many there are, how many are open still, were P0 or P1, were \
            escalated or reopened; which promises were missed, and how often the customer asked for somebody else or was \
            not satisfied; what they answered when asked; and how long half of them waited at most. A ticket that was \
            merged into another one is left out, a promise whose breach was annulled counts as kept. An address with an \
            entry of its own is a customer, and so is everybody else of a domain on the list together.

            What follows from it, no policy says. It reads and changes nothing; with --json a program can go on with it.

            Example: tierline customer signals --programme platinum-bot --since 2026-01-01 --until 2026-02-01
            """
    )

    @Option(help: "The support programme.")
    var programme: String
    @Option(help: ArgumentHelp("Tickets opened then or later; by default in the last 30 days.", valueName: "date"))
    var since: String?
    @Option(help: ArgumentHelp("And opened before that; by default up to now.", valueName: "date"))
    var until: String?
    @Option(help: ArgumentHelp("The place of dates; by default that of the default plan.", valueName: "zone"))
    var zone: Zone?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let (programme, since, until, zone) = (programme, since, until, zone)
        let report = try await Servers.ofEnvironment().withDatabase(statementTimeout: Servers.listing) { database in
            try await database.withTransaction { transaction in
                try transaction.enqueueReadOnlySnapshot()
                let now = try transaction.now()
                let policy = try transaction.readablePolicy(of: programme)
                let place = zone ?? policy.map { $0.calendar(named: $0.defaultPlan.calendar).zone } ?? .utc
                let range = RecordedRange(
                    programme: programme,
                    since: try since.map(place.moment) ?? now - 30 * 86_400,
                    until: try until.map(place.moment) ?? now
                )
                guard range.since < range.until else { throw ValidationError("--until comes before --since") }
                return CustomerSignalsReport(range, try transaction.customerSignals(in: range))
            }
        }
        output.write(report)
    }
}

/// How each customer fares.
struct CustomerSignalsReport: Report {
    struct Line: Encodable, Sendable {
        var customer: String
        var plan: String
        var isVip: Bool
        var manager: String?
        var tickets: Int
        var open: Int
        var urgent: Int
        var escalated: Int
        var reopened: Int
        var breaches: Int
        var complaints: Int
        var ratings: Int
        var averageScore: Double?
        var medianFirstResponseSeconds: Double?
        var medianResolutionSeconds: Double?
        var lastHeard: Date?

        init(_ signals: CustomerSignals) {
            customer = signals.customer
            plan = signals.plan
            isVip = signals.isVIP
            manager = signals.manager
            tickets = signals.tickets
            self.open = signals.open
            urgent = signals.urgent
            escalated = signals.escalated
            reopened = signals.reopened
            breaches = signals.breaches
            complaints = signals.complaints
            ratings = signals.ratings
            averageScore = signals.averageScore
            medianFirstResponseSeconds = signals.medianFirstResponse
            medianResolutionSeconds = signals.medianResolution
            lastHeard = signals.lastHeard
        }
    }

    var programme: String
    var since: Date
    var until: Date
    var customers: [Line]

    init(_ range: RecordedRange, _ signals: [CustomerSignals]) {
        programme = range.programme
        since = range.since
        until = range.until
        customers = signals.map(Line.init)
    }

    var text: String {
        var table = Table(
            [
                "CUSTOMER", "PLAN", "MANAGER", "TICKETS", "OPEN", "URGENT", "ESCALATED", "REOPENED", "BREACHES",
                "COMPLAINTS",
                "SCORE", "ANSWERED", "RESOLVED", "LAST HEARD",
            ],
            cellsAtMost: 40
        )
        for line in customers {
            table.add(
                line.customer,
                line.plan + (line.isVip ? ", VIP" : ""),
                line.manager,
                String(line.tickets),
                String(line.open),
                String(line.urgent),
                String(line.escalated),
                String(line.reopened),
                String(line.breaches),
                String(line.complaints),
                line.averageScore.map { score in "\((score * 10).rounded() / 10) of 5" },
                line.medianFirstResponseSeconds.map { "in " + TimeText.length($0) },
                line.medianResolutionSeconds.map { "in " + TimeText.length($0) },
                line.lastHeard.map(TimeText.moment)
            )
        }
        return table.text(ifEmpty: "No customer opened a ticket in that time.")
    }
}
