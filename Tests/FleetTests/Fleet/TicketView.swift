import Foundation
import Postgres
import TestSupport

/// A ticket as the database has it, read by the tests' own SQL.
struct TicketView: Hashable, Sendable {
    let id: UUID
    let name: String
    let status: String
    let priority: Int?
    let tier: Int?
    let category: String?
    let reopenCount: Int
    let createdAt: Date
}

/// One clock of a ticket.
struct ClockView: Hashable, Sendable {
    let metric: String
    let cycle: Int
    let state: String
    let dueAt: Date?
    let isBreached: Bool
}

extension Fleet {
    /// The ticket that a message is on; nil while there is none.
    func ticket(of message: String) async throws -> TicketView? {
        let rows = try await database.query(
            """
            SELECT id, number, status, priority, tier, category, reopen_count, ticket.created_at
            FROM ticket JOIN message ON ticket_id = id WHERE source_id = \(message)
            """
        )
        return try rows.first.map { row in
            TicketView(
                id: try row.get(0),
                name: "AB-\(try row.get(1, as: Int.self))",
                status: try row.get(2),
                priority: try row.get(3),
                tier: try row.get(4),
                category: try row.get(5),
                reopenCount: try row.get(6),
                createdAt: try row.get(7)
            )
        }
    }

    /// Waits until the ticket of a message is as the condition wants it.
    func ticket(
        of message: String,
        _ what: String,
        where condition: (TicketView) -> Bool = { _ in true }
    ) async throws -> TicketView {
        var found: TicketView?
        try await eventually("the ticket of \(message) \(what)", within: .seconds(60)) {
            found = try await ticket(of: message)
            return found.map(condition) ?? false
        }
        guard let found else { throw TestSupportError("there is no ticket of \(message)") }
        return found
    }

    /// The newest cycle of each of a ticket's clocks, by metric.
    func clocks(of ticket: UUID) async throws -> [String: ClockView] {
        let rows = try await database.query(
            """
            SELECT metric, cycle, state, due_at, breached_at IS NOT NULL FROM clock WHERE ticket_id = \(ticket)
            ORDER BY metric, cycle
            """
        )
        let clocks = try rows.map { row in
            ClockView(
                metric: try row.get(0),
                cycle: try row.get(1),
                state: try row.get(2),
                dueAt: try row.get(3),
                isBreached: try row.get(4)
            )
        }
        return Dictionary(clocks.map { ($0.metric, $0) }) { $1 }
    }

    /// Returns when something has happened on a ticket so many times.
    func waitForEvent(_ kind: String, on ticket: UUID, times: Int = 1) async throws {
        try await waitFor(
            "\(times) times '\(kind)'",
            is: times,
            "SELECT count(*) FROM ticket_event WHERE ticket_id = \(ticket) AND kind = \(kind)"
        )
    }
}
