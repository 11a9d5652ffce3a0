import Foundation
import Postgres

/// Waits until the fleet has completed everything in the ledger.
struct Drain: Sendable {
    let servers: Servers
    let run: String
    /// Given up after this long without any progress.
    var patience = Duration.seconds(30)

    /// Returns when nothing has waited anywhere for two seconds.
    ///
    /// It costs little, so that what is measured up to here is the fleet's work and not the audit's. By then PostgreSQL
    /// has published its counters, too. After ten minutes it returns all the same.
    func untilQuiet() async throws {
        let deadline = ContinuousClock.now + .seconds(600)
        var quietPolls = 0
        while quietPolls < 8, ContinuousClock.now < deadline {
            let isQuiet = try await servers.backlog() == 0 ? try await servers.isSettled() : false
            quietPolls = isQuiet ? quietPolls + 1 : 0
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    /// Returns when all is complete, or when nothing moves any more; the report then says what is missing.
    ///
    /// The database is looked through only while the work queues are empty, so that waiting costs next to nothing.
    func wait(for ledger: [LedgerEntry]) async throws -> Audit {
        var last = (backlog: -1, completed: -1)
        var lastProgress = ContinuousClock.now
        while true {
            let backlog = try await servers.backlog()
            var audit: Audit?
            var completed = last.completed
            if backlog == 0 {
                let taken = try await Audit.take(of: run, in: servers.database)
                completed = taken.completed(of: ledger)
                audit = taken
            }
            if let audit, completed == ledger.count { return audit }
            if (backlog, completed) != last { lastProgress = .now }
            last = (backlog, completed)
            if lastProgress.duration(to: .now) > patience {
                if let audit { return audit }
                return try await Audit.take(of: run, in: servers.database)
            }
            try await Task.sleep(for: .milliseconds(backlog == 0 ? 1000 : 100))
        }
    }
}
