import ArgumentParser
import Postgres
import Schema
import SupportStore
import WorkerRuntime

/// `tierline migrate`: brings the database's schema forward.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database's schema to what this release needs.",
        discussion: """
            Migrations only go forward, each in a transaction of its own; running it again, or on several machines at \
            once, does no harm. Workers refuse to start until it has been done.

            Example: tierline migrate --plan
            """
    )

    @Flag(help: "Only say what would be done.")
    var plan = false

    @Flag(help: "Mark the database as a test database, whose clock may be moved; only before it has tickets.")
    var testDatabase = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let isPlan = plan
        let marksTest = testDatabase
        let report = try await Servers.ofEnvironment().withAnyDatabase { database in
            let before = try await Migrator.status(database, migrations: Migration.all)
            if let refusal = before.refusal { throw Refusal(.unavailable, refusal) }
            if isPlan {
                return MigrationReport(planned: before.pending, over: before.applied.map(\.version))
            }
            let applied = try await Migrator.migrate(database, migrations: Migration.all)
            if marksTest {
                guard try await database.withTransaction({ try $0.markAsTestDatabase() }) else {
                    throw Refusal(
                        .unavailable,
                        "the database has tickets and is not a test database, so it cannot become one; use an empty one"
                    )
                }
            }
            let after = try await Migrator.status(database, migrations: Migration.all)
            let clock = try await database.withTransaction { try $0.databaseClock() }
            return MigrationReport(
                applied: applied,
                over: after.applied.map(\.version),
                isTestDatabase: clock.isTest
            )
        }
        output.write(report)
    }
}

/// What `tierline migrate` did, or would do.
struct MigrationReport: Report {
    struct Step: Encodable {
        var version: Int
        var name: String
    }

    var isPlan: Bool
    var steps: [Step]
    var schemaVersion: Int
    var isTestDatabase: Bool?

    init(planned: [Migration], over applied: [Int]) {
        self.init(isPlan: true, planned, over: applied, nil)
    }

    init(applied: [Migration], over versions: [Int], isTestDatabase: Bool) {
        self.init(isPlan: false, applied, over: versions, isTestDatabase)
    }

    private init(isPlan: Bool, _ migrations: [Migration], over applied: [Int], _ isTestDatabase: Bool?) {
        self.isPlan = isPlan
        steps = migrations.map { Step(version: $0.version, name: $0.name) }
        schemaVersion = applied.max() ?? 0
        self.isTestDatabase = isTestDatabase
    }

    var text: String {
        let verb = isPlan ? "to apply" : "applied"
        var lines = steps.map { "\(verb): \($0.version) \($0.name)" }
        if steps.isEmpty { lines.append("The schema is at version \(schemaVersion); there is nothing to do.") }
        if isTestDatabase == true { lines.append("It is a test database: its clock may be moved.") }
        return lines.joined(separator: "\n")
    }
}
