import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing

@testable import SupportWorkers

/// Copies of escalation on connections of their own.
struct SideBySideEscalationTests {
    @Test func `copies that escalate the same tickets at once leave each with one page open`() async throws {
        try await FreshDatabase.with { fresh in
            let database = fresh.database
            let (programme, tickets) = try await database.withTransaction { transaction in
                let desk = try Desk(at: "Sat 2026-01-10 22:00", in: transaction)
                let tickets = try (0..<4).map { index in
                    try desk.open(TriageTests.texts[.p2]!, id: "\(index)@x.y", in: transaction).id
                }
                return (desk.programme, tickets)
            }
            try await withThrowingTaskGroup(of: Void.self) { copies in
                for copy in 0..<4 {
                    copies.addTask {
                        for round in 0..<4 {
                            try await database.withTransaction { transaction in
                                let desk = Desk(programme, at: "Sat 2026-01-10 22:01")
                                let requests = tickets.map { ticket in
                                    EscalationRequested(
                                        ticket: ticket,
                                        trigger: "manual",
                                        cause: "\(copy)/\(round)",
                                        by: "kim"
                                    ).outgoing
                                }
                                // Each copy gets the tickets in an order of its own.
                                try desk.escalate(
                                    Array(requests[copy...] + requests[..<copy]),
                                    in: transaction
                                )
                            }
                        }
                    }
                }
                try await copies.waitForAll()
            }
            let open: Int = try await database.query("SELECT count(*) FROM page WHERE state = 'open'")[0].get(0)
            let all: Int = try await database.query("SELECT count(*) FROM page")[0].get(0)
            let joined: Int = try await database.query(
                "SELECT count(*) FROM ticket_event WHERE kind = 'page_joined'"
            )[0].get(0)

            #expect(open == 4)
            #expect(all == 4 * 3)
            #expect(joined == 4 * (4 * 4 - 3))
        }
    }
}
