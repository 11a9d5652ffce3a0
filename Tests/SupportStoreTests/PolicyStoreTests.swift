import Foundation
import Postgres
import SupportStore
import TestSupport
import Testing

struct PolicyStoreTests {
    let database = TestDatabase()
    let programme = Sample.programme()

    @Test func `applying the same text again makes no new version, another text does`() async throws {
        let (applied, inForce, first) = try await database.rollingBack { transaction in
            var applied: [String] = []
            for source in ["one", "one", "two", "one"] {
                let (version, isNew) = try transaction.applyPolicy(source, of: programme, by: "kim")
                applied.append("\(version) \(isNew)")
            }
            return (
                applied, try transaction.policyVersionsInForce()[programme],
                try transaction.policy(programme, version: 1)
            )
        }

        #expect(applied == ["1 true", "1 false", "2 true", "3 true"])
        #expect(inForce == 3)
        #expect(first?.source == "one")
        #expect(first?.appliedBy == "kim")
    }

    @Test func `a version that was applied cannot be changed`() async throws {
        let error = await #expect(throws: PostgresError.self) {
            try await database.rollingBack { transaction in
                _ = try transaction.applyPolicy("one", of: programme, by: "kim")
                _ = try transaction.run("UPDATE policy_version SET source = 'two' WHERE programme = \(programme)")
            }
        }

        #expect(error?.message.contains("append-only") == true)
    }
}
