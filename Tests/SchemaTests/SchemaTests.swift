import Foundation
import Postgres
import Schema
import TestSupport
import Testing

struct SchemaTests {
    @Test func `every migration in the folder is listed, in order and without a gap`() throws {
        let folder = TestServices.checkout.appending(path: "Sources/Schema/Migrations")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let listed = Migration.all.map { migration in
            "v" + String(repeating: "0", count: 4 - String(migration.version).count)
                + "\(migration.version)_\(migration.name).sql"
        }

        #expect(listed == files)
        #expect(Migration.all.map(\.version) == Array(1...files.count))
    }

    @Test func `the dump that people read is the schema that migrations make`() async throws {
        try await FreshDatabase.with { fresh in
            let script = TestServices.checkout.appending(path: "scripts/schema").path
            let made = try await Command.run(script, ["--from", fresh.url])
            let kept = try String(
                contentsOf: TestServices.checkout.appending(path: "Sources/Schema/schema.sql"),
                encoding: .utf8
            )

            #expect(made == kept, "run scripts/schema and commit Sources/Schema/schema.sql")
        }
    }

    @Test(arguments: ["clock_threshold", "policy_version", "ticket_event"])
    func `what is on record is neither deleted nor emptied, not even by its owner`(table: String) async throws {
        try await FreshDatabase.with { fresh in
            for statement in ["DELETE FROM \(table)", "TRUNCATE \(table)"] {
                let error = await #expect(throws: PostgresError.self) {
                    try await fresh.database.withTransaction { try $0.run(script: statement) }
                }
                #expect(error?.sqlState == "23001", "\(statement): \(String(describing: error))")
            }
        }
    }
}
