import Foundation
import Postgres
import TestSupport
import Testing

struct TCPProxyTests {
    /// Lends a proxy before the test database, and a pool of one connection through it.
    private func withProxy(_ body: (TCPProxy, Database) async throws -> Void) async throws {
        let url = try TestServices.databaseURL
        let proxy = try TCPProxy(to: try TestServices.port(of: url))
        defer { proxy.stop() }
        let database = Database(
            DatabaseConfiguration(
                url: try TestServices.replacingPort(of: url, with: proxy.port),
                poolSize: 1,
                connectWait: .zero
            ),
            logger: .tests
        )
        try await body(proxy, database)
        await database.close()
    }

    @Test func `everything passes through a sound network, however much it is`() async throws {
        try await withProxy { _, database in
            let text = String(repeating: "a long way ", count: 200_000)
            let rows = try await database.query("SELECT \(text)")
            #expect(try rows[0].get(0, as: String.self) == text)
        }
    }

    @Test(arguments: [TCPProxy.Condition.stalled, .withoutAnswers])
    func `nothing is heard through a network that holds it back, and all of it later`(
        condition: TCPProxy.Condition
    ) async throws {
        try await withProxy { proxy, database in
            _ = try await database.query("SELECT 1")
            proxy.become(condition)
            async let answer = database.query("SELECT 2")
            try await eventually("the question being asked") { database.statistics.inUse == 1 }
            let error = await #expect(throws: PostgresError.self) {
                try await database.query("SELECT 3", deadline: .milliseconds(200))
            }
            #expect(error?.operation == "wait for a connection")
            proxy.become(.sound)
            let rows = try await answer
            #expect(try rows[0].get(0, as: Int.self) == 2)
            #expect(database.statistics.reconnects == 0)
        }
    }

    @Test func `what is asked while answers are held back happens`() async throws {
        try await withProxy { proxy, database in
            try await FreshDatabase.with { fresh in
                let through = Database(
                    DatabaseConfiguration(
                        url: try TestServices.replacingPort(of: fresh.url, with: proxy.port),
                        poolSize: 1
                    ),
                    logger: .tests
                )
                _ = try await through.query("CREATE TABLE heard (id int)")
                proxy.become(.withoutAnswers)
                let asked = Task { try? await through.query("INSERT INTO heard VALUES (1)") }
                try await eventually("it happening") {
                    let rows = try await fresh.database.query("SELECT count(*) FROM heard")
                    return try rows[0].get(0, as: Int.self) == 1
                }
                proxy.reset()
                #expect(await asked.value == nil)
                await through.close()
            }
        }
    }

    @Test func `a network that is cut refuses; one that is whole again, or was reset, does not`() async throws {
        try await withProxy { proxy, database in
            _ = try await database.query("SELECT 1")
            proxy.become(.cut)
            try await eventually("a refusal") { await self.code(of: database) == .unreachable }
            proxy.become(.sound)
            try await eventually("the way back") { await self.code(of: database) == nil }

            let before = database.statistics.reconnects
            proxy.reset()
            try await eventually("a new connection") {
                await self.code(of: database) == nil && database.statistics.reconnects > before
            }
        }
    }

    @Test func `a network that forgets its connections lets new ones through`() async throws {
        try await withProxy { proxy, database in
            _ = try await database.query("SELECT 1")
            proxy.forget()
            #expect(await code(of: database, within: .milliseconds(200)) == .deadlineExceeded)
            #expect(await code(of: database) == nil)
        }
    }

    /// How a query fails; nil if it does not.
    private func code(of database: Database, within deadline: Duration = .seconds(5)) async -> PostgresError.Code? {
        do throws(PostgresError) {
            _ = try await database.query("SELECT 1", deadline: deadline)
            return nil
        } catch {
            return error.code
        }
    }
}
