import ArgumentParser
import Foundation
import Postgres
import SupportDomain
import SupportStore

/// `tierline ticket list`.
struct TicketList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List tickets, the newest first.",
        discussion: """
            DUE is the running clock that is due first.

            Examples: tierline ticket list --status open --priority P1 --overdue
                      tierline ticket list --programme archbuilder --team technical
            """
    )

    @Option(help: "Only those of this programme.")
    var programme: String?
    @Option(help: "Only those in this state.")
    var status: TicketStatus?
    @Option(help: "Only those at this tier.")
    var tier: Int?
    @Option(help: "Only those of this priority, P0 to P4.", transform: Self.priority)
    var priority: Priority?
    @Option(help: "Only those of customers on this plan.")
    var plan: String?
    @Option(help: "Only those that this team has, by its name in the policy file.")
    var team: String?
    @Option(help: ArgumentHelp("Only those of customers whom this manager looks after.", valueName: "name"))
    var manager: String?
    @Flag(help: "Only those with a clock that is late; the latest first.")
    var overdue = false
    @Option(help: "The most tickets to list.")
    var limit = 50

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard limit > 0, limit <= 100_000 else { throw ValidationError("--limit goes from 1 to 100000") }
        guard tier.map((1...9).contains) ?? true else { throw ValidationError("--tier goes from 1 to 9") }
    }

    func run() async throws {
        var filter = TicketFilter()
        filter.programme = programme
        filter.status = status
        filter.tier = tier
        filter.priority = priority
        filter.plan = plan
        filter.team = team
        filter.manager = manager
        filter.isOverdue = overdue
        filter.limit = limit
        let report = try await Servers.ofEnvironment().withDatabase(statementTimeout: Servers.listing) {
            [filter] database in
            try await database.withTransaction { transaction in
                let names = try TicketNames(in: transaction)
                let now = try transaction.now()
                return TicketListReport(
                    now: now,
                    tickets: try transaction.tickets(filter).map { .init($0, names) }
                )
            }
        }
        output.write(report)
    }

    private static func priority(_ text: String) throws -> Priority {
        guard let priority = Priority(name: text) else { throw ValidationError("'\(text)' is not one of P0 to P4") }
        return priority
    }
}

extension TicketStatus: ExpressibleByArgument {}

/// A list of tickets.
struct TicketListReport: Report {
    struct Line: Encodable, Sendable {
        var ticket: String
        var id: String
        var programme: String
        var status: String
        var priority: String?
        var tier: Int?
        var plan: String
        var category: String?
        var team: String?
        var manager: String?
        var assignee: String?
        var requester: String
        var subject: String
        var createdAt: Date
        /// The ticket in which it goes on, if it was merged.
        var mergedInto: String?
        var nextClock: String?
        var nextDue: Date?

        init(_ ticket: TicketListing, _ names: TicketNames) {
            self.ticket = names.name(ticket.number, of: ticket.programme)
            id = ticket.id.description
            programme = ticket.programme
            status = ticket.status.rawValue
            priority = ticket.priority?.name
            tier = ticket.tier
            plan = ticket.plan
            category = ticket.category
            team = ticket.team
            manager = ticket.manager
            assignee = ticket.assignee
            requester = ticket.requester
            subject = ticket.subject
            createdAt = ticket.createdAt
            mergedInto = ticket.mergedInto.map { names.name($0, of: ticket.programme) }
            nextClock = ticket.nextClock?.rawValue
            nextDue = ticket.nextDue
        }
    }

    var now: Date
    var tickets: [Line]

    var text: String {
        var table = Table(
            ["TICKET", "STATUS", "PRIORITY", "TIER", "TEAM", "PLAN", "CATEGORY", "REQUESTER", "SUBJECT", "DUE"],
            cellsAtMost: 40
        )
        for line in tickets {
            let due = line.nextDue.map { due in
                let clock = (line.nextClock ?? "").replacing("_", with: " ")
                return due < now
                    ? "\(clock) \(TimeText.length(now.timeIntervalSince(due))) late"
                    : "\(clock) \(TimeText.distance(from: now, to: due))"
            }
            table.add(
                line.ticket,
                line.mergedInto.map { "merged into \($0)" } ?? line.status.replacing("_", with: " "),
                line.priority,
                line.tier.map(String.init),
                line.team,
                line.plan,
                line.category,
                line.requester,
                line.subject,
                due
            )
        }
        return table.text(ifEmpty: "No tickets.")
    }
}
