import ArgumentParser
import Foundation
import Postgres
import SupportDomain
import SupportStore
import WorkerRuntime

/// `tierline clock`: the fleet's time.
struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock",
        abstract: "The fleet's time: show it, and move it in test databases.",
        discussion: """
            PostgreSQL's clock is the fleet's clock. In a test database it can be moved forward, and whatever fell due \
            in between happens within a second: how to try out a week in a minute.
            """,
        subcommands: [ClockShow.self, ClockAdvance.self, ClockSet.self],
        defaultSubcommand: ClockShow.self
    )
}

/// What the clock shows, and for tests by how much it has been moved.
struct ClockReport: Report {
    var now: Date
    var serverTime: Date
    var movedBySeconds: Int
    var isTest: Bool

    init(_ clock: DatabaseClock) {
        now = clock.now
        serverTime = clock.serverTime
        movedBySeconds = Int(clock.movedBy.rounded())
        isTest = clock.isTest
    }

    var text: String {
        guard isTest else { return "\(TimeText.moment(now)), as PostgreSQL's clock" }
        guard movedBySeconds != 0 else { return "\(TimeText.moment(now)), a test database's clock, not moved" }
        return "\(TimeText.moment(now)), a test database's clock, \(TimeText.length(Double(movedBySeconds))) ahead"
    }
}

extension Servers {
    /// Moves the clock forward by what the body makes of it, and answers what it shows then.
    func moveClock(by length: @Sendable @escaping (DatabaseClock) throws -> TimeInterval) async throws -> ClockReport {
        try await withDatabase { database in
            try await database.withTransaction { transaction in
                let clock = try transaction.databaseClock()
                guard clock.isTest else {
                    throw Refusal(
                        .unavailable,
                        "this is not a test database, so its clock does not move; 'tierline migrate --test-database' "
                            + "marks a new one"
                    )
                }
                let seconds = try length(clock)
                _ = try transaction.moveClock(byMicroseconds: Int((seconds * 1_000_000).rounded()))
                return ClockReport(try transaction.databaseClock())
            }
        }
    }
}
