package import Foundation
package import Postgres

/// Which plan a customer, or everybody of a domain, has from when to when.
package struct PlanAssignment: Hashable, Sendable, Identifiable {
    package let id: UUID
    package let programme: String
    /// An address, or a domain such as `@example.com`.
    package let address: String
    package let plan: String
    package let validFrom: Date
    /// Nil while nothing follows.
    package let validTo: Date?
}

extension Transaction {
    /// What a customer has had and will have, oldest first; only of those that end after a moment, if one is given.
    package borrowing func planAssignments(
        of customer: MessageKey,
        endingAfter moment: Date = .distantPast
    ) throws(PostgresError) -> [PlanAssignment] {
        try query(
            """
            SELECT id, programme, address, plan, valid_from, valid_to FROM plan_assignment
            WHERE programme = \(customer.programme) AND address = \(customer.id)
                AND (valid_to IS NULL OR valid_to > \(moment))
            ORDER BY valid_from
            """
        ).map { row throws(PostgresError) in try PlanAssignment(row) }
    }

    /// The assignments of these ids that are there.
    package borrowing func planAssignments(_ ids: [UUID]) throws(PostgresError) -> [UUID: PlanAssignment] {
        guard !ids.isEmpty else { return [:] }
        var found: [UUID: PlanAssignment] = [:]
        for row in try query(
            "SELECT id, programme, address, plan, valid_from, valid_to FROM plan_assignment WHERE id = ANY (\(ids))"
        ) {
            let assignment = try PlanAssignment(row)
            found[assignment.id] = assignment
        }
        return found
    }

    /// Gives a customer a plan from a moment on; what they have until then ends there, and what was to come later is dropped
    /// with its timers.
    ///
    /// A timer says when it begins. The plan that they have then anyway goes on without an assignment of its own, so that
    /// doing it twice changes nothing. The customer is on the list already.
    package borrowing func assignPlan(
        _ plan: String,
        to customer: MessageKey,
        from moment: Date,
        at now: Date,
        by person: String
    ) throws(PostgresError) {
        // Two who assign at once take turns.
        _ = try query(
            """
            SELECT FROM customer WHERE programme = \(customer.programme) AND address = \(customer.id) FOR UPDATE
            """
        )
        let known = try planAssignments(of: customer, endingAfter: moment)
        let dropped = known.filter { $0.validFrom >= moment }
        let current = known.first { $0.validFrom < moment }
        if dropped.first?.plan == plan, dropped.count == 1, dropped[0].validFrom == moment { return }
        try enqueue("DELETE FROM plan_assignment WHERE id = ANY (\(dropped.map(\.id)))")
        try enqueueSet(dropped.map { Timer(kind: .planAssignment, subject: $0.id, due: nil) })

        // One that had begun may have reached open tickets: what takes its place has to reach them, too.
        let goesOn = current?.plan == plan && !dropped.contains { $0.validFrom <= now }
        let end: Date? = goesOn ? nil : moment
        if let current {
            try enqueue("UPDATE plan_assignment SET valid_to = \(end as Date?) WHERE id = \(current.id)")
        }
        guard !goesOn else { return }
        let rows = try query(
            """
            INSERT INTO plan_assignment (programme, address, plan, valid_from, assigned_by)
            VALUES (\(customer.programme), \(customer.id), \(plan), \(moment), \(person)) RETURNING id
            """
        )
        for row in rows {
            // One for a moment that has passed is due now: watchers do not look further back.
            try enqueueSet([Timer(kind: .planAssignment, subject: try row.get(0), due: max(moment, now))])
        }
    }
}

extension PlanAssignment {
    fileprivate init(_ row: Row) throws(PostgresError) {
        self.init(
            id: try row.get(0),
            programme: try row.get(1),
            address: try row.get(2),
            plan: try row.get(3),
            validFrom: try row.get(4),
            validTo: try row.get(5)
        )
    }
}
