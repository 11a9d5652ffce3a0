import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct AnnulmentTests {
    /// A ticket whose first response is late.
    private func overdue(at desk: Desk, in transaction: borrowing Transaction) throws -> Ticket {
        let ticket = try desk.open(try #require(TriageTests.texts[.p2]), in: transaction)
        try desk.pass(to: "Mon 2026-01-05 13:30", in: transaction)
        return ticket
    }

    private func breach(of ticket: Ticket, in transaction: borrowing Transaction) throws -> FiredThresholdRow? {
        try transaction.firedThresholds(of: ticket.id).first {
            $0.metric == .firstResponse && $0.threshold == "breach"
        }
    }

    @Test func `a breach keeps when it was due, since when it was late, and by which calendar`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try overdue(at: desk, in: transaction)

            let breach = try #require(try breach(of: ticket, in: transaction))
            let due = try #require(ticket.due(.firstResponse))
            #expect(breach.clockDueAt == due)
            #expect(breach.dueAt == due + 1)
            #expect(breach.detectedAt >= breach.dueAt)
            #expect(breach.policyVersion == ticket.policyVersion)
            #expect(breach.calendar == ticket.clock(.firstResponse)?.calendar)
        }
    }

    @Test func `an annulled breach stays on record with its reason`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try overdue(at: desk, in: transaction)
            let batch = try desk.intake(desk.annulled("n", ticket.name, .firstResponse), in: transaction)

            let breach = try #require(try breach(of: ticket, in: transaction))
            let event = try #require(try desk.timeline(ticket, in: transaction).last)
            let after = try desk.ticket(in: transaction)
            #expect(batch.rejected.isEmpty)
            #expect(breach.annulledAt == desk.now)
            #expect(breach.annulledReason == "an outage")
            #expect(event.kind == .breachAnnulled)
            #expect(event.actor == "lee")
            #expect(after.clock(.firstResponse)?.breachedAt == breach.dueAt)
        }
    }

    @Test func `annulling twice changes nothing, in one batch or later`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try overdue(at: desk, in: transaction)
            let first = desk.annulled("n", ticket.name, .firstResponse)
            try desk.intake([first, first, desk.annulled("o", ticket.name, .firstResponse)], in: transaction)
            desk.now += 60
            let later = try desk.intake(
                desk.annulled("p", ticket.name, .firstResponse, reason: "another"),
                in: transaction
            )

            let breach = try #require(try breach(of: ticket, in: transaction))
            let told = try desk.kinds(ticket, in: transaction).count { $0 == .breachAnnulled }
            #expect(later.rejected.isEmpty)
            #expect(told == 1)
            #expect(breach.annulledReason == "an outage")
            #expect(breach.annulledAt == desk.now - 60)
        }
    }

    @Test func `a breach that is not there is refused with those that are`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try overdue(at: desk, in: transaction)
            let sound = try desk.open(id: "sound", in: transaction)
            let batch = try desk.intake(
                [
                    desk.annulled("1", ticket.name, .firstResponse, cycle: 2),
                    desk.annulled("2", sound.name, .resolution), desk.annulled("3", "AB-999999999", .resolution),
                ],
                in: transaction
            )

            #expect(
                batch.rejected.map(\.error) == [
                    "\(ticket.name) has no breach of first_response, cycle 2; "
                        + "it has acknowledgement, cycle 1; first_response, cycle 1",
                    "\(sound.name) has no breach of resolution, cycle 1; it has none",
                    "there is no ticket 'AB-999999999' in the programme '\(desk.programme)'",
                ]
            )
        }
    }

    @Test func `the breach of a ticket that was merged is annulled where it is on record`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let source = try overdue(at: desk, in: transaction)
            let target = try desk.open(id: "target", in: transaction)
            try desk.intake(
                [
                    desk.merged("m", source.name, into: target.name),
                    desk.annulled("n", source.name, .firstResponse),
                ],
                in: transaction
            )

            let breach = try #require(try breach(of: source, in: transaction))
            #expect(breach.annulledAt == desk.now)
        }
    }

    @Test func `the view of breaches has each under the names of the rule`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try overdue(at: desk, in: transaction)
            try desk.intake(desk.annulled("n", ticket.name, .firstResponse), in: transaction)
            let rows = try transaction.query(
                """
                SELECT metric, cycle, policy_version, calendar, due_at, breached_at, detected_at, annulled_reason
                FROM support_breaches WHERE ticket_id = \(ticket.id.uuid) AND annulled_at IS NOT NULL
                """
            )

            let metric: Metric = try rows[0].get(0)
            let due: Date = try rows[0].get(4)
            let breached: Date = try rows[0].get(5)
            #expect(rows.count == 1)
            #expect(metric == .firstResponse)
            #expect(due == ticket.due(.firstResponse))
            #expect(breached == due + 1)
        }
    }
}
