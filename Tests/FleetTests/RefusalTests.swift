import AMQP
import Foundation
import Postgres
import SupportWorkers
import TestSupport
import Testing

extension FleetSuite {
    struct RefusalTests {
        /// Something wrong, and what a worker says to it.
        struct Case: Sendable {
            let name: String
            /// The settings that are wrong, given those that are right.
            let settings: @Sendable (FleetServers) throws -> [String: String]
            let status: Int32
            let words: [String]
        }

        @Test func `a worker that cannot start says in one line what is wrong, and ends with the right status`()
            async throws
        {
            try await FleetServers.with(.shared) { servers in
                try await withDatabase(of: servers) { try await servers.prepare($0) }
                for wrong in Self.cases {
                    try await expectRefusal(wrong, on: servers)
                }
            }
        }

        @Test func `workers start only with the schema and the topology that they expect`() async throws {
            try await FleetServers.with(.shared) { servers in
                try await expectRefusal(Self.noTopology, on: servers)

                try await withDatabase(of: servers) { database in
                    try await servers.prepare(database)
                    let newest = try await database.query(
                        "DELETE FROM schema_migration WHERE version = (SELECT max(version) FROM schema_migration)"
                    )
                    #expect(newest.isEmpty)
                }
                try await expectRefusal(Self.migrationMissing, on: servers)

                try await withDatabase(of: servers) { database in
                    _ = try await database.query("DROP SCHEMA public CASCADE")
                    _ = try await database.query("CREATE SCHEMA public")
                }
                try await expectRefusal(Self.noSchema, on: servers)
            }
        }

        @Test func `a queue of the wrong kind is a difference that can be read`() async throws {
            try await FleetServers.with(.shared) { servers in
                let classic = Topology(exchanges: [], queues: [.init("triage", kind: .classic)], bindings: [])
                let client = TopologyClient(
                    try BrokerConfiguration(url: servers.amqpURL),
                    name: "fleet tests",
                    logger: .tests
                )
                _ = try await client.apply(classic)
                await client.close()
                try await expectRefusal(Self.wrongTopology, on: servers)
            }
        }

        @Test func `a policy with mistakes is not applied, and each mistake has its line`() async throws {
            let folder = try folder()
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appending(path: "bad.yaml")
            try Data("programme: archbuilder\nname: [\n".utf8).write(to: file)
            try await FreshDatabase.with { database in
                let settings = ["TIERLINE_DATABASE_URL": database.url]
                let (end, words) = try await run("tierline", ["policy", "apply", file.path], settings, in: folder)

                #expect(end == .exited(65), "\(words)")
                #expect(words.contains("bad.yaml:"), "\(words)")
                #expect(!words.contains("Fatal error"), "\(words)")
                let rows = try await database.database.query("SELECT FROM policy_version")
                #expect(rows.isEmpty)
            }
        }

        private func expectRefusal(_ wrong: Case, on servers: FleetServers) async throws {
            let folder = try folder()
            defer { try? FileManager.default.removeItem(at: folder) }
            var settings = ["TIERLINE_DATABASE_URL": servers.databaseURL, "TIERLINE_AMQP_URL": servers.amqpURL]
            settings.merge(try wrong.settings(servers)) { $1 }
            let (end, output) = try await run("tierline-triage", [], settings, in: folder)

            #expect(end == .exited(wrong.status), "\(wrong.name): \(output)")
            // What the libraries log on the way has a time; the refusal starts with the program's name.
            let lines = output.split(separator: "\n").filter { $0.hasPrefix("tierline-triage: ") }
            #expect(lines.count == 1, "\(wrong.name): \(output)")
            #expect(lines.first?.ranges(of: "tierline migrate").count ?? 0 <= 1, "it says so twice: \(output)")
            for word in wrong.words {
                #expect(lines.first?.contains(word) == true, "\(wrong.name) does not say '\(word)': \(output)")
            }
            #expect(!output.contains("Fatal error") && !output.contains(" at /"), "\(wrong.name): \(output)")
            for secret in Self.secrets(in: settings) {
                #expect(!output.contains(secret), "\(wrong.name) shows a password")
            }
        }

        private func run(
            _ program: String,
            _ arguments: [String],
            _ settings: [String: String],
            in folder: URL
        ) async throws -> (ChildProcess.End, String) {
            let log = folder.appending(path: "output")
            let child = try ChildProcess(program, arguments, environment: settings, log: log)
            let end = await child.end()
            return (end, try String(contentsOf: log, encoding: .utf8))
        }

        private func withDatabase(of servers: FleetServers, _ body: (Database) async throws -> Void) async throws {
            let database = Database(DatabaseConfiguration(url: servers.databaseURL, poolSize: 1), logger: .tests)
            do {
                try await body(database)
            } catch {
                await database.close()
                throw error
            }
            await database.close()
        }

        private func folder() throws -> URL {
            let folder = FileManager.default.temporaryDirectory.appending(path: "tierline-refusal-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return folder
        }

        private static func secrets(in settings: [String: String]) -> [String] {
            settings.values.compactMap { URLComponents(string: $0)?.password }.filter { !$0.isEmpty }
        }
    }
}

extension FleetSuite.RefusalTests {
    static let noTopology = Case(
        name: "no topology",
        settings: { _ in [:] },
        status: 69,
        words: ["broker", "intake", "missing", "tierline topology apply"]
    )
    static let wrongTopology = Case(
        name: "a classic queue",
        settings: { _ in [:] },
        status: 69,
        words: ["broker", "triage", "quorum"]
    )
    static let migrationMissing = Case(
        name: "a migration that is missing",
        settings: { _ in [:] },
        status: 69,
        words: ["migration", "tierline migrate"]
    )
    static let noSchema = Case(name: "no schema", settings: { _ in [:] }, status: 69, words: ["tierline migrate"])

    static let cases: [Case] = [
        Case(
            name: "an unreachable database",
            settings: { _ in ["TIERLINE_DATABASE_URL": "postgresql://tierline@127.0.0.1:1/tierline"] },
            status: 75,
            words: ["database", "127.0.0.1", "refused"]
        ),
        Case(
            name: "an unreachable broker",
            settings: { _ in ["TIERLINE_AMQP_URL": "amqp://tierline@127.0.0.1:1/tierline"] },
            status: 75,
            words: ["broker", "127.0.0.1:1", "nobody takes connections"]
        ),
        Case(
            name: "a wrong database password",
            settings: { ["TIERLINE_DATABASE_URL": try wrongPassword($0.databaseURL)] },
            status: 77,
            words: ["database", "password"]
        ),
        Case(
            name: "a wrong broker password",
            settings: { ["TIERLINE_AMQP_URL": try wrongPassword($0.amqpURL)] },
            status: 77,
            words: ["broker", "password"]
        ),
        Case(
            name: "a virtual host that is not there",
            settings: { ["TIERLINE_AMQP_URL": try TestServices.replacingPath(of: $0.amqpURL, with: "nowhere")] },
            status: 77,
            words: ["broker", "nowhere"]
        ),
        Case(
            name: "a database that is not there",
            settings: {
                ["TIERLINE_DATABASE_URL": try TestServices.replacingPath(of: $0.databaseURL, with: "nowhere")]
            },
            status: 77,
            words: ["database", "nowhere"]
        ),
        Case(
            name: "a setting that makes no sense",
            settings: { _ in ["TIERLINE_BATCH_SIZE": "many"] },
            status: 78,
            words: ["TIERLINE_BATCH_SIZE", "whole number", "many"]
        ),
        Case(
            name: "a setting that is missing",
            settings: { _ in ["TIERLINE_DATABASE_URL": ""] },
            status: 78,
            words: ["TIERLINE_DATABASE_URL", "is not set"]
        ),
    ]

    private static func wrongPassword(_ url: String) throws -> String {
        var parts = try #require(URLComponents(string: url))
        parts.password = "no-such-password"
        return try #require(parts.string)
    }
}
