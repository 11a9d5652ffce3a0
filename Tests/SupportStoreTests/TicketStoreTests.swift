import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing

struct TicketStoreTests {
    let database = TestDatabase()
    let programme = Sample.programme()

    @Test func `a ticket comes back as it was saved, with its clocks and pauses`() async throws {
        let (saved, loaded) = try await database.rollingBack { transaction in
            let new = Sample.ticket(programme)
            try transaction.enqueueSave([TicketChange(before: nil, after: new)], at: Sample.noon)
            let before = try transaction.lockTickets([new.id])[new.id]!
            var ticket = before
            ticket.status = .waitingOnVendor
            ticket.priority = .p1
            ticket.category = "technical"
            ticket.subcategory = "data"
            ticket.issueType = "technical"
            ticket.tier = 2
            ticket.team = "technical"
            ticket.manager = "Kim"
            ticket.assignee = "kim"
            ticket.vendorReference = "V-7"
            ticket.policyVersion = 4
            ticket.triagedAt = Sample.noon
            ticket.firstResponseAt = Sample.noon + 1
            ticket.unansweredSince = Sample.noon + 0.123_456
            ticket.lastCustomerMessage = "b"
            ticket.conversation = "S-1"
            ticket.reopenCount = 1
            ticket.escalationCount = 2
            ticket.escalatedAt = Sample.noon + 0.654_321
            ticket.clocks = [Sample.clock(.firstResponse), Sample.clock(.resolution, dueIn: 7200)]
            ticket.pauses = [
                Pause(since: Sample.noon, until: Sample.noon + 5, reason: .customer),
                Pause(since: Sample.noon + 6, reason: .vendor),
            ]
            try transaction.enqueueSave([TicketChange(before: before, after: ticket)], at: Sample.noon)
            return (ticket, try transaction.tickets([new.id])[new.id]!)
        }

        #expect(TicketChange.between([saved.id: saved], [loaded.id: loaded]).isEmpty, "\(saved)\n\(loaded)")
    }

    @Test func `a timeline is kept in order and cannot be changed afterwards`() async throws {
        let events = try await database.rollingBack { transaction in
            var ticket = Sample.ticket(programme)
            ticket.record(.noted, by: "kim", because: "b", at: Sample.noon)
            try transaction.enqueueSave([TicketChange(before: nil, after: ticket)], at: Sample.noon)
            return try transaction.timeline(of: ticket.id)
        }
        #expect(events.map(\.seq) == [1, 2])
        #expect(events.map(\.kind) == [.received, .noted])
        #expect(events[0].data == ["note": "\"q\"\n\\"])

        await #expect(throws: PostgresError.self) {
            try await database.rollingBack { transaction in
                _ = try transaction.run("UPDATE ticket_event SET actor = 'somebody else'")
            }
        }
    }

    @Test func `a cause that has been recorded is refused a second time`() async throws {
        let error = await #expect(throws: PostgresError.self) {
            try await database.rollingBack { transaction in
                var ticket = Sample.ticket(programme)
                ticket.record(.received, by: "ann@example.com", because: "a", at: Sample.noon)
                try transaction.enqueueSave([TicketChange(before: nil, after: ticket)], at: Sample.noon)
                _ = try transaction.timeline(of: ticket.id)
            }
        }

        #expect(error?.constraint == "one_event_for_each_cause")
    }

    @Test func `the wake-up of a ticket follows its clocks, and goes with them`() async throws {
        let wakeUps = try await database.rollingBack { transaction in
            let new = Sample.ticket(programme)
            try transaction.enqueueSave([TicketChange(before: nil, after: new)], at: Sample.noon)
            var ended = Sample.clock(.firstResponse, dueIn: 1800)
            _ = ended.fulfil(at: Sample.noon + 60)
            var wakeUps: [Date?] = []
            for clock in [Sample.clock(.firstResponse), Sample.clock(.firstResponse, dueIn: 1800), ended] {
                let before = try transaction.tickets([new.id])[new.id]!
                var after = before
                (after.priority, after.tier, after.triagedAt, after.status) = (.p3, 1, Sample.noon, .open)
                after.clocks = [clock]
                try transaction.enqueueSave([TicketChange(before: before, after: after)], at: Sample.noon)
                let rows = try transaction.query("SELECT due_at FROM timer WHERE subject_id = \(new.id.uuid)")
                wakeUps.append(try rows.first?.get(0))
            }
            return wakeUps
        }

        #expect(wakeUps == [Sample.noon + 2700, Sample.noon + 1350, nil])
    }

    @Test func `a threshold that has fallen already wakes the watcher now, and not in the past`() async throws {
        let wakeUp = try await database.rollingBack { transaction in
            var ticket = Sample.ticket(programme)
            (ticket.priority, ticket.tier, ticket.triagedAt, ticket.status) = (.p3, 1, Sample.noon, .open)
            ticket.clocks = [Sample.clock(.firstResponse, at: Sample.noon - 86_400)]
            try transaction.enqueueSave([TicketChange(before: nil, after: ticket)], at: Sample.noon)
            return try transaction.query("SELECT due_at FROM timer WHERE subject_id = \(ticket.id.uuid)")[0].get(0)
                as Date
        }

        #expect(wakeUp == Sample.noon)
    }

    /// The query of the support-tiers document, letter by letter.
    private static let reportingQuery = """
        -- Response time tracking
        SELECT\u{20}
            ticket_id,
            priority,
            created_at,
            first_response_at,
            resolved_at,
            EXTRACT(EPOCH FROM (first_response_at - created_at))/3600 as response_hours,
            EXTRACT(EPOCH FROM (resolved_at - created_at))/3600 as resolution_hours
        FROM support_tickets
        WHERE created_at > NOW() - INTERVAL '30 days';
        """

    @Test func `the reporting query of the support-tiers document runs as it stands, and its hours are right`()
        async throws
    {
        struct Row: Equatable {
            var priority: String?
            var responseHours: Double?
            var resolutionHours: Double?
        }
        let (rows, ids) = try await database.rollingBack { transaction in
            let now = Date(wholeSeconds: try transaction.now().wholeSeconds)
            let new = [86_400.0, 3600, 31 * 86_400].map { Sample.ticket(programme, at: now - $0) }
            try transaction.enqueueSave(new.map { TicketChange(before: nil, after: $0) }, at: now)
            let before = try transaction.tickets(new.map(\.id))
            var (answered, waiting) = (before[new[0].id]!, before[new[1].id]!)
            (answered.priority, answered.status) = (.p1, .resolved)
            (answered.firstResponseAt, answered.resolvedAt) = (now - 86_400 + 1800, now - 86_400 + 18_900)
            (waiting.priority, waiting.status) = (.p3, .open)
            let changes = [answered, waiting].map { TicketChange(before: before[$0.id], after: $0) }
            try transaction.enqueueSave(changes, at: now)
            var found: [UUID: Row] = [:]
            for row in try transaction.query("\(unsafeSQL: Self.reportingQuery)") {
                found[try row.get("ticket_id", as: UUID.self)] = Row(
                    priority: try row.get("priority", as: String?.self),
                    responseHours: try row.get("response_hours", as: Double?.self),
                    resolutionHours: try row.get("resolution_hours", as: Double?.self)
                )
            }
            return (found, new.map(\.id.uuid))
        }

        #expect(rows[ids[0]] == Row(priority: "P1", responseHours: 0.5, resolutionHours: 5.25))
        #expect(rows[ids[1]] == Row(priority: "P3", responseHours: nil, resolutionHours: nil))
        #expect(rows[ids[2]] == nil, "it asks for the last 30 days")
    }

    @Test func `what an answer would still be in time for is not overdue`() async throws {
        let overdue = try await database.rollingBack { transaction in
            let now = try transaction.now()
            let tickets = [Sample.ticket(programme, at: now - 7200), Sample.ticket(programme, at: now - 7200)]
            for (ticket, isMissed) in zip(tickets, [false, true]) {
                try transaction.enqueueSave([TicketChange(before: nil, after: ticket)], at: now)
                let before = try #require(try transaction.tickets([ticket.id])[ticket.id])
                var after = before
                (after.priority, after.tier, after.triagedAt, after.status) = (.p3, 1, now - 7200, .open)
                var clock = Sample.clock(.firstResponse, at: now - 7200)
                if !isMissed {
                    // Due at the end of a day's work, and missed with the first second of the next.
                    clock = Sample.clock(.firstResponse, dueIn: 3600, missedIn: 9000, at: now - 7200)
                }
                after.clocks = [clock]
                _ = after.watch(at: now)
                try transaction.enqueueSave([TicketChange(before: before, after: after)], at: now)
            }
            var filter = TicketFilter()
            (filter.programme, filter.isOverdue) = (programme, true)
            return try transaction.tickets(filter).map(\.id) == [tickets[1].id]
        }
        #expect(overdue)
    }
}
