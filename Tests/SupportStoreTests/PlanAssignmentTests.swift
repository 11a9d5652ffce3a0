import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing

struct PlanAssignmentTests {
    let database = TestDatabase()
    let customer = MessageKey(programme: Sample.programme(), id: "ann@example.com")

    /// Days of a time that is yet to come.
    private func day(_ day: Int) -> Date { Self.start + Double(day) * 86_400 }

    /// 1 January 2100.
    private static let start = Date(timeIntervalSince1970: 4_102_444_800)

    /// Enters the customer, assigns plans in their order, and answers what they have: `standard 0-3`.
    private func schedule(
        _ changes: [(String, Int)],
        in transaction: borrowing Transaction
    ) throws -> [String] {
        try transaction.setCustomer(customer, name: "Ann", isVIP: false)
        for (plan, day) in changes {
            try transaction.assignPlan(plan, to: customer, from: self.day(day), at: Sample.noon, by: "kim")
        }
        return try transaction.planAssignments(of: customer).map { assignment in
            let days = [assignment.validFrom, assignment.validTo].map { date in
                date.map { "\(Int($0.timeIntervalSince(Self.start) / 86_400))" } ?? ""
            }
            return "\(assignment.plan) \(days.joined(separator: "-"))"
        }
    }

    @Test(arguments: [
        ([("standard", 0)], ["standard 0-"]),
        ([("standard", 0), ("premium", 3)], ["standard 0-3", "premium 3-"]),
        ([("standard", 0), ("standard", 3)], ["standard 0-"]),
        ([("standard", 0), ("premium", 3), ("premium", 3)], ["standard 0-3", "premium 3-"]),
        // What was to follow is dropped.
        ([("premium", 0), ("standard", 9), ("partner", 3)], ["premium 0-3", "partner 3-"]),
        // They stay with what they have.
        ([("premium", 0), ("standard", 9), ("premium", 3)], ["premium 0-"]),
        // A mistake is mended.
        ([("premium", 0), ("standard", 0)], ["standard 0-"]),
    ])
    func `a customer has one plan at a time`(changes: [(String, Int)], expected: [String]) async throws {
        let found = try await database.rollingBack { transaction in try schedule(changes, in: transaction) }

        #expect(found == expected)
    }

    @Test func `each plan that is to begin has its timer, and one that was dropped has none`() async throws {
        let (assignments, timers) = try await database.rollingBack { transaction in
            _ = try schedule([("premium", 0), ("standard", 9), ("partner", 3)], in: transaction)
            let assignments = try transaction.planAssignments(of: customer)
            let timers = try transaction.query(
                "SELECT subject_id, due_at FROM timer WHERE kind = 4 ORDER BY due_at"
            ).map { try $0.decode((UUID, Date).self) }
            return (assignments, timers)
        }

        let found = timers.filter { timer in assignments.contains { $0.id == timer.0 } }
        #expect(found.map(\.0) == assignments.map(\.id))
        #expect(found.map(\.1) == [day(0), day(3)])
        #expect(!timers.contains { $0.1 == day(9) })
    }

    @Test func `what takes the place of a plan that had begun begins at once, so that open tickets hear of it`()
        async throws
    {
        let (now, last, due) = try await database.rollingBack { transaction in
            let now = try transaction.now()
            try transaction.setCustomer(customer, name: nil, isVIP: false)
            for (plan, days) in [("premium", -9.0), ("standard", -3), ("premium", -3)] {
                try transaction.assignPlan(plan, to: customer, from: now + days * 86_400, at: now, by: "kim")
            }
            let last = try #require(try transaction.planAssignments(of: customer).last)
            let timers = try transaction.query(
                "SELECT due_at FROM timer WHERE kind = 4 AND subject_id = \(last.id)"
            )
            return (now, last, try timers.first?.get(0, as: Date.self))
        }

        #expect(last.plan == "premium")
        #expect(last.validFrom == now - 3 * 86_400)
        #expect(due == now, "a watcher does not look further back")
    }

    @Test func `the database refuses two plans at a time`() async throws {
        let error = await #expect(throws: PostgresError.self) {
            try await database.rollingBack { transaction in
                _ = try schedule([("standard", 0)], in: transaction)
                _ = try transaction.run(
                    """
                    INSERT INTO plan_assignment (programme, address, plan, valid_from, assigned_by)
                    VALUES (\(customer.programme), \(customer.id), 'premium', \(day(5)), 'kim')
                    """
                )
            }
        }

        #expect(error?.description.contains("one_plan_at_a_time") == true)
    }

    @Test(arguments: [(-1, nil), (0, "standard"), (2, "standard"), (3, "premium"), (400, "premium")])
    func `the list tells what a customer has at a moment`(day: Int, plan: String?) async throws {
        let entry = try await database.rollingBack { transaction in
            _ = try schedule([("standard", 0), ("premium", 3)], in: transaction)
            return try transaction.customers([customer], at: self.day(day))[customer]
        }

        #expect(entry?.plan == plan)
        #expect(entry != nil)
    }

    @Test func `who has no plan of their own yet has their domain's`() async throws {
        let entry = try await database.rollingBack { transaction in
            let domain = MessageKey(programme: customer.programme, id: "@example.com")
            try transaction.setCustomer(domain, name: nil, isVIP: false)
            try transaction.assignPlan("partner", to: domain, from: day(0), at: Sample.noon, by: "kim")
            _ = try schedule([("premium", 3)], in: transaction)
            return try transaction.customers([customer], at: day(1))[customer]
        }

        #expect(entry?.plan == "partner")
    }
}
