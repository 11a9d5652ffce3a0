import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing

struct BreachStoreTests {
    let database = TestDatabase()
    let programme = Sample.programme()

    /// A ticket whose first response was missed, and warned of before.
    private func missed(in transaction: borrowing Transaction) throws -> Ticket {
        let new = Sample.ticket(programme)
        try transaction.enqueueSave([TicketChange(before: nil, after: new)], at: Sample.noon)
        let before = try #require(try transaction.tickets([new.id])[new.id])
        var after = before
        (after.priority, after.tier, after.triagedAt, after.status) = (.p3, 1, Sample.noon, .open)
        after.clocks = [Sample.clock(.firstResponse)]
        _ = after.watch(at: Sample.noon + 4000)
        try transaction.enqueueSave([TicketChange(before: before, after: after)], at: Sample.noon + 4000)
        return try #require(try transaction.tickets([new.id])[new.id])
    }

    private let breach = BreachName(metric: .firstResponse, cycle: 1)

    @Test func `a breach is on record with its due time, the first second that was too late, and its calendar`()
        async throws
    {
        let rows = try await database.rollingBack { transaction in
            try transaction.firedThresholds(of: try missed(in: transaction).id)
        }

        let row = try #require(rows.first { $0.threshold == "breach" })
        #expect(rows.count == 2)
        #expect(row.clockDueAt == Sample.noon + 3600)
        #expect(row.dueAt == Sample.noon + 3601)
        #expect(row.detectedAt == Sample.noon + 4000)
        #expect(row.calendar == "office")
        #expect(row.policyVersion == 3)
        #expect(row.annulledAt == nil)
    }

    @Test func `an annulment is kept, the first one for good`() async throws {
        let (row, annulled) = try await database.rollingBack { transaction in
            let ticket = try missed(in: transaction).id
            for (index, reason) in ["an outage", "another"].enumerated() {
                try transaction.enqueueAnnul(
                    [Annulment(breach, of: ticket, reason: reason)],
                    at: Sample.noon + 5000 + Double(index)
                )
            }
            let rows = try transaction.firedThresholds(of: ticket)
            return (rows.first { $0.threshold == "breach" }, try transaction.annulledBreaches(of: [ticket])[ticket])
        }

        #expect(row?.annulledAt == Sample.noon + 5000)
        #expect(row?.annulledReason == "an outage")
        #expect(annulled == [breach])
    }

    @Test(arguments: [
        "DELETE FROM clock_threshold",
        "UPDATE clock_threshold SET due_at = due_at - interval '1 s'",
        "UPDATE clock_threshold SET detected_at = detected_at + interval '1 s'",
        "UPDATE clock_threshold SET calendar = 'always'",
        "UPDATE clock_threshold SET annulled_at = now(), annulled_reason = 'x', cycle = 2",
    ])
    func `nobody takes a breach back or changes what is known of it`(statement: String) async throws {
        let error = await #expect(throws: PostgresError.self) {
            try await database.rollingBack { transaction in
                _ = try missed(in: transaction)
                try transaction.run(script: statement)
            }
        }

        #expect(error?.sqlState == "23001", "\(String(describing: error))")
    }

    @Test(arguments: [
        ("annulled_at = now()", "an_annulment_has_a_reason"),
        ("annulled_at = now(), annulled_reason = ' '", "an_annulment_says_why"),
        ("annulled_at = now(), annulled_reason = 'x'", "only_a_breach_is_annulled"),
    ])
    func `an annulment says why, and is one of a breach`(change: String, constraint: String) async throws {
        let error = await #expect(throws: PostgresError.self) {
            try await database.rollingBack { transaction in
                _ = try missed(in: transaction)
                let which = constraint == "only_a_breach_is_annulled" ? "<>" : "="
                try transaction.run(script: "UPDATE clock_threshold SET \(change) WHERE threshold \(which) 'breach'")
            }
        }

        #expect(error?.constraint == constraint)
    }

    @Test func `what was annulled cannot be annulled otherwise`() async throws {
        let error = await #expect(throws: PostgresError.self) {
            try await database.rollingBack { transaction in
                let ticket = try missed(in: transaction).id
                try transaction.enqueueAnnul([Annulment(breach, of: ticket, reason: "x")], at: Sample.noon + 5000)
                try transaction.run(
                    script: "UPDATE clock_threshold SET annulled_reason = 'y' WHERE threshold = 'breach'"
                )
            }
        }

        #expect(error?.sqlState == "23001")
    }
}
