import Postgres
import SupportStore
import TestSupport
import Testing

struct InvariantTests {
    @Test func `a fleet in order keeps every promise`() async throws {
        try await FreshDatabase.with { fresh in
            let broken = try await fresh.database.rollingBack { transaction in
                try transaction.run(script: FleetInOrder.sql)
                return try transaction.brokenPromises()
            }
            #expect(broken.isEmpty)
        }
    }

    @Test func `each promise that is broken is found`() async throws {
        try await FreshDatabase.with { fresh in
            for breakage in Breakage.all {
                let broken = try await fresh.database.rollingBack { transaction in
                    try transaction.run(script: FleetInOrder.sql + FleetInOrder.withoutGuards + breakage.sql)
                    return try transaction.brokenPromises()
                }
                #expect(broken.contains(breakage.invariant), "\(breakage.sql) went unnoticed; found \(broken)")
            }
        }
    }

    @Test func `there is a breakage for each promise`() {
        #expect(Set(Breakage.all.map(\.invariant)) == Set(Invariant.all.map(\.name)))
    }

    @Test func `a ledger is compared with what is kept`() async throws {
        try await FreshDatabase.with { fresh in
            let findings = try await fresh.database.rollingBack { transaction in
                try transaction.run(
                    script: FleetInOrder.sql + """
                        INSERT INTO message (programme, source_id, ticket_id, direction, author, body, fingerprint, said_at)
                        SELECT programme, 'one#5f', ticket_id, direction, author, body, 2, said_at FROM message
                        WHERE source_id = 'one';
                        """
                )
                return try transaction.checkLedger(["one", "two", "three"])
            }
            #expect(findings.map(\.name) == ["ledger_not_lost", "ledger_not_doubled"])
            #expect(findings[0].examples == [.init(subject: "three", detail: "not kept")])
            #expect(findings[1].examples == [.init(subject: "one", detail: "kept 2 times, on 1 tickets")])
        }
    }
}

extension Transaction {
    fileprivate borrowing func brokenPromises() throws -> [String] {
        var broken: [String] = []
        for invariant in Invariant.all where try !check(invariant).holds { broken.append(invariant.name) }
        return broken
    }
}
