import ArgumentParser
import SupportStore

/// `tierline notification`: what was told, or could not be.
struct NotificationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notification",
        abstract: "What was told to customers and colleagues: list it, try again.",
        subcommands: [NotificationList.self, NotificationRetry.self],
        defaultSubcommand: NotificationList.self
    )
}

extension StoredNotification.State: ExpressibleByArgument {}
