import ArgumentParser
import Foundation
import Postgres
import SupportStore
import WorkerRuntime

/// `tierline notification retry`.
struct NotificationRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Try again now to deliver a notification that failed or waits for its next try.",
        discussion: """
            It carries the same key as before, so that a receiver who has it already can tell.

            Example: tierline notification retry 01a1fe41-b072-82da-9ba0-b278dc28ffe9
            """
    )

    @Argument(help: "Its id, from 'tierline notification list'.")
    var id: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard let uuid = UUID(uuidString: id) else { throw ValidationError("'\(id)' is not the id of a notification") }
        let state = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { try $0.retryNotification(uuid) }
        }
        switch state {
        case nil: throw Refusal(.dataError, "there is no notification \(id)")
        case .delivered, .cancelled: throw Refusal(.dataError, "it is \(state?.rawValue ?? ""), so nothing was done")
        case .some: output.write(NotificationRetryReport(id: uuid.uuidString.lowercased()))
        }
    }
}

/// That another try was asked for.
struct NotificationRetryReport: Report {
    var id: String

    var text: String { "\(id) is tried again within a second, if an sla-watcher and a notifier are there" }
}
