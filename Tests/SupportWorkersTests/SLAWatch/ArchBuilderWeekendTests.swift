import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing

@testable import SupportWorkers

/// A weekend of ArchBuilder tickets that are answered only when it is too late, and never solved, with document 003 beside it.
///
/// Office hours are Monday to Friday, 9 to 18 in Los Angeles; critical issues and the Enterprise plan run day and night.
struct ArchBuilderWeekendTests {
    struct Case: Sendable {
        var priority: Priority
        var plan: String
        var received: String
        var firstResponse: String
        var resolution: String

        init(_ priority: Priority, _ plan: String, _ received: String, _ firstResponse: String, _ resolution: String) {
            (self.priority, self.plan, self.received) = (priority, plan, received)
            (self.firstResponse, self.resolution) = (firstResponse, resolution)
        }
    }

    static let cases = [
        Case(.p2, "standard", "Fri 2026-01-09 09:30", "Fri 2026-01-09 13:30", "Mon 2026-01-12 09:30"),
        Case(.p3, "standard", "Fri 2026-01-09 10:00", "Mon 2026-01-12 10:00", "Wed 2026-01-14 10:00"),
        Case(.p4, "professional", "Fri 2026-01-09 11:00", "Wed 2026-01-14 11:00", "Fri 2026-01-16 11:00"),
        Case(.p2, "enterprise", "Fri 2026-01-09 15:00", "Fri 2026-01-09 19:00", "Sat 2026-01-10 15:00"),
        Case(.p2, "professional", "Fri 2026-01-09 16:00", "Mon 2026-01-12 11:00", "Mon 2026-01-12 16:00"),
        Case(.p1, "standard", "Fri 2026-01-09 17:59", "Fri 2026-01-09 18:59", "Fri 2026-01-09 21:59"),
        Case(.p3, "enterprise", "Fri 2026-01-09 23:00", "Sat 2026-01-10 23:00", "Mon 2026-01-12 23:00"),
        Case(.p1, "professional", "Sat 2026-01-10 03:00", "Sat 2026-01-10 04:00", "Sat 2026-01-10 07:00"),
        Case(.p4, "enterprise", "Sat 2026-01-10 12:00", "Tue 2026-01-13 12:00", "Sat 2026-01-17 12:00"),
        Case(.p2, "standard", "Sat 2026-01-10 14:00", "Mon 2026-01-12 13:00", "Tue 2026-01-13 09:00"),
        Case(.p1, "enterprise", "Sun 2026-01-11 20:00", "Sun 2026-01-11 21:00", "Mon 2026-01-12 00:00"),
    ]

    @Test func `every ticket of a weekend is late at the second the document says, once, and moves up`() async throws {
        try await withDesk(at: "Fri 2026-01-09 09:00") { desk, transaction in
            for (index, ticket) in Self.cases.enumerated() {
                try desk.pass(to: ticket.received, isStaffed: true, in: transaction)
                try desk.open(TriageTests.texts[ticket.priority]!, plan: ticket.plan, id: "\(index)", in: transaction)
            }
            try desk.pass(to: "Mon 2026-01-19 08:00", isStaffed: true, in: transaction)

            for (index, expected) in Self.cases.enumerated() {
                let id: UUID = try transaction.query(
                    "SELECT ticket_id FROM message WHERE programme = \(desk.programme) AND source_id = \("\(index)")"
                )[0].get(0)
                let ticket = try #require(try transaction.tickets([TicketID(id)])[TicketID(id)])
                let breaches = try transaction.firedThresholds(of: ticket.id).filter { $0.threshold == "breach" }
                for (metric, due) in [
                    (Metric.firstResponse, expected.firstResponse), (.resolution, expected.resolution),
                ] {
                    let fired = breaches.filter { $0.metric == metric }
                    #expect(fired.map(\.cycle) == [1], "\(expected)")
                    #expect(fired.first?.dueAt == .losAngeles(due) + 1, "\(metric) of \(expected)")
                    #expect(fired.first?.detectedAt == fired.first?.dueAt, "\(metric) of \(expected)")
                }
                #expect(ticket.tier == 4, "nobody ever solved it: \(expected)")
            }
        }
    }
}
