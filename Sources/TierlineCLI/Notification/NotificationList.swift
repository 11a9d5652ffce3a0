import ArgumentParser
import Postgres
import SupportStore

/// `tierline notification list`.
struct NotificationList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List notifications, the newest first.",
        discussion: "Example: tierline notification list --failed"
    )

    @Flag(help: "Only those that were given up.")
    var failed = false
    @Option(help: "Only those in this state.")
    var state: StoredNotification.State?
    @Option(help: "The most to list.")
    var limit = 50

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard limit > 0, limit <= 100_000 else { throw ValidationError("--limit goes from 1 to 100000") }
        guard !failed || state == nil else { throw ValidationError("give --failed or --state, not both") }
    }

    func run() async throws {
        let states = failed ? [.failed] : state.map { [$0] } ?? StoredNotification.State.allCases
        let limit = limit
        let report = try await Servers.ofEnvironment().withDatabase(statementTimeout: Servers.listing) { database in
            try await database.withTransaction { transaction in
                let names = try TicketNames(in: transaction)
                return NotificationListReport(
                    notifications: try transaction.notifications(in: states, limit: limit).map { listing in
                        NotificationView(listing, ticket: names.name(listing.ticketNumber, of: listing.programme))
                    }
                )
            }
        }
        output.write(report)
    }
}

/// A list of notifications.
struct NotificationListReport: Report {
    var notifications: [NotificationView]

    var text: String {
        var table = Table(["ID", "TICKET", "KIND", "BY", "TO", "STATE", "TRIES", "CREATED", "LAST ERROR"])
        for notification in notifications {
            table.add(
                notification.id,
                notification.ticket,
                notification.kind.replacing("_", with: " "),
                notification.channel,
                notification.recipient,
                notification.state,
                "\(notification.attempts)",
                TimeText.moment(notification.createdAt),
                notification.lastError ?? ""
            )
        }
        return table.text(ifEmpty: "No notifications.")
    }
}
