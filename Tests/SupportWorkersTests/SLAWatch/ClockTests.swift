import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing

@testable import SupportWorkers

/// What agents and customers do to the clocks of a ticket.
struct ClockTests {
    @Test func `waiting on the customer stops the resolution and their answer starts it again`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            // P3, standard: 3 business days, Thursday at 9.
            let ticket = try desk.open(in: transaction)
            desk.now = .losAngeles("Mon 2026-01-05 10:00")
            try desk.intake(desk.answered("x", ticket.name, waitingOn: "customer"), in: transaction)
            let waiting = try desk.ticket(in: transaction)
            desk.now = .losAngeles("Wed 2026-01-07 10:00")
            try desk.intake(desk.mail("b@x.y", inReplyTo: "first@example.com"), in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(waiting.status == .waitingOnCustomer)
            #expect(waiting.clock(.resolution)?.state == .paused)
            #expect(waiting.clock(.timeAtTier)?.state == .paused)
            #expect(waiting.nextWakeUp == nil, "nothing falls due while the customer has it")
            #expect(after.status == .open)
            #expect(after.due(.resolution) == .losAngeles("Mon 2026-01-12 09:00"))
            #expect(after.due(.nextResponse) == .losAngeles("Thu 2026-01-08 10:00"))
        }
    }

    @Test func `a second message before the answer does not move the wait for it`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.answered("x", ticket.name), in: transaction)
            for (hour, id) in [(1.0, "b@x.y"), (2, "c@x.y")] {
                desk.now = .losAngeles("Mon 2026-01-05 09:00") + hour * 3600
                try desk.intake(desk.mail(id, inReplyTo: "first@example.com"), in: transaction)
            }

            let after = try desk.ticket(in: transaction)
            let waits = after.clocks.filter { $0.metric == .nextResponse }
            #expect(waits.map(\.startedAt) == [.losAngeles("Mon 2026-01-05 10:00")])
        }
    }

    @Test func `each wait for an answer is a cycle of its own`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(
                [
                    desk.answered("x", ticket.name), desk.mail("b@x.y", inReplyTo: "first@example.com"),
                    desk.answered("y", ticket.name), desk.mail("c@x.y", inReplyTo: "first@example.com"),
                ],
                in: transaction
            )

            let after = try desk.ticket(in: transaction)
            let waits = after.clocks.filter { $0.metric == .nextResponse }.sorted { $0.cycle < $1.cycle }
            #expect(waits.map(\.cycle) == [1, 2])
            #expect(waits.map(\.state) == [.fulfilled, .running])
        }
    }

    @Test func `resolving ends every clock and every timer`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p1]!, in: transaction)
            desk.now += 600
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)

            let after = try desk.ticket(in: transaction)
            let timer = try transaction.nextTimer()
            #expect(after.clocks.allSatisfy { !$0.isOpen })
            #expect(after.clock(.resolution)?.state == .fulfilled)
            #expect(after.clock(.firstResponse)?.state == .fulfilled)
            #expect(timer == nil)
        }
    }

    @Test func `reopening leaves out the time for which it was solved`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            desk.now = .losAngeles("Mon 2026-01-05 12:00")
            try desk.intake(desk.resolved("r", ticket.name), in: transaction)
            desk.now = .losAngeles("Tue 2026-01-06 12:00")
            try desk.intake(desk.mail("b@x.y", inReplyTo: "first@example.com"), in: transaction)

            let after = try desk.ticket(in: transaction)
            let tier = after.clocks.filter { $0.metric == .timeAtTier }
            #expect(after.due(.resolution) == .losAngeles("Fri 2026-01-09 09:00"))
            #expect(tier.map(\.cycle).sorted() == [1, 2], "its time at the tier begins anew")
        }
    }

    @Test func `a ticket that was solved without a word and comes back waits for an answer`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.resolved("r", ticket.name, text: nil), in: transaction)
            desk.now += 3600
            try desk.intake(desk.mail("b@x.y", inReplyTo: "first@example.com"), in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(after.clock(.nextResponse)?.startedAt == desk.now)
            #expect(after.clock(.nextResponse)?.state == .running)
        }
    }

    @Test func `a wait, an answer and a solution in one moment are kept apart`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(
                [
                    desk.paused("1", ticket.name, on: "customer"), desk.paused("2", ticket.name, on: "vendor"),
                    desk.resolved("3", ticket.name),
                ],
                in: transaction
            )
            desk.now += 3600
            try desk.intake(desk.mail("b@x.y", inReplyTo: "first@example.com"), in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(after.pauses.map(\.reason) == [.customer, .vendor, .resolved])
            #expect(after.pauses.allSatisfy { $0.until != nil })
        }
    }

    @Test func `waiting on a vendor stops the resolution, and has a clock of its own`() async throws {
        try await withDesk(
            at: "Mon 2026-01-05 09:00",
            editing: {
                $0.replacing(
                    "targets:\n",
                    with: "targets:\n  - id: vendor\n    vendor_wait: 1 business day\n",
                    maxReplacements: 1
                )
            }
        ) { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.paused("1", ticket.name, on: "vendor"), in: transaction)
            let waiting = try desk.ticket(in: transaction)
            desk.now += 3600
            try desk.intake(desk.paused("2", ticket.name, on: "customer"), in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(waiting.status == .waitingOnVendor)
            #expect(waiting.clock(.vendorWait)?.dueAt == .losAngeles("Tue 2026-01-06 09:00"))
            #expect(waiting.clock(.resolution)?.state == .paused)
            #expect(after.status == .waitingOnCustomer)
            #expect(after.clock(.vendorWait)?.state == .fulfilled)
        }
    }

    @Test(arguments: [("customer", TicketStatus.open), ("vendor", .waitingOnVendor)])
    func `an answer that says nothing of waiting ends the wait for the customer, and not one for a vendor`(
        waitingOn: String,
        status: TicketStatus
    ) async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try desk.intake(desk.paused("1", ticket.name, on: waitingOn), in: transaction)
            desk.now += 3600
            try desk.intake(desk.answered("2", ticket.name), in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(after.status == status)
            #expect(after.clock(.resolution)?.state == (status == .open ? .running : .paused))
        }
    }

    @Test func `a late answer records the breach once, whether or not the watcher has seen it`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let seen = try desk.open(TriageTests.texts[.p2]!, id: "seen", in: transaction)
            let unseen = try desk.open(TriageTests.texts[.p2]!, id: "unseen", in: transaction)
            desk.now = .losAngeles("Mon 2026-01-05 13:30")
            try desk.intake(desk.answered("1", unseen.name), in: transaction)
            try desk.watch(in: transaction)
            try desk.intake(desk.answered("2", seen.name), in: transaction)
            try desk.watch(in: transaction)

            for ticket in [seen, unseen] {
                let breaches = try transaction.firedThresholds(of: ticket.id)
                    .filter { $0.metric == .firstResponse && $0.threshold == "breach" }
                let after = try #require(try transaction.tickets([ticket.id])[ticket.id])
                #expect(breaches.count == 1)
                #expect(breaches.first?.calendar == "office")
                #expect(breaches.first?.clockDueAt == after.due(.firstResponse))
                #expect(after.clock(.firstResponse)?.state == .fulfilled)
                #expect(after.clock(.firstResponse)?.breachedAt != nil)
            }
        }
    }

    @Test func `updates are owed from an escalation on, one after the other`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p2]!, in: transaction)
            try desk.intake([desk.escalated("1", ticket.name), desk.escalated("2", ticket.name)], in: transaction)
            try desk.work(in: transaction)
            let owed = try desk.ticket(in: transaction)
            desk.now += 3600
            try desk.intake(desk.answered("x", ticket.name), in: transaction)

            let after = try desk.ticket(in: transaction)
            #expect(owed.clocks.count { $0.metric == .periodicUpdate && $0.isOpen } == 1)
            #expect(after.clocks.count { $0.metric == .periodicUpdate && $0.isOpen } == 1)
            #expect(after.clock(.periodicUpdate)?.startedAt == desk.now)
        }
    }
}
