import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing

struct AcknowledgementStoreTests {
    let database = TestDatabase()
    let programme = Sample.programme()

    /// Tells the customer so long after the ticket came in; answers the clock, and whether that was too late.
    private func acknowledge(after seconds: TimeInterval, times: Int = 1) async throws -> (Clock?, isLate: Bool) {
        try await database.rollingBack { transaction in
            let new = Sample.ticket(programme)
            try transaction.enqueueSave([TicketChange(before: nil, after: new)], at: Sample.noon)
            let before = try #require(try transaction.tickets([new.id])[new.id])
            var after = before
            (after.priority, after.tier, after.triagedAt, after.status) = (.p3, 1, Sample.noon, .open)
            after.clocks = [Sample.clock(.acknowledgement), Sample.clock(.firstResponse)]
            try transaction.enqueueSave([TicketChange(before: before, after: after)], at: Sample.noon)
            var late: [TicketID] = []
            for time in 0..<times {
                let now = Sample.noon + seconds + Double(time)
                late = try transaction.fulfilAcknowledgement(of: [new.id], at: now)
            }
            // No closure inside #expect: Swift 6.3 takes it for the next one of this function.
            let clocks = try #require(try transaction.tickets([new.id])[new.id]).clocks
            let states = Dictionary(uniqueKeysWithValues: clocks.map { ($0.metric, $0.state) })
            #expect(states[.firstResponse] == .running)
            return (clocks.first { $0.metric == .acknowledgement }, late == [new.id])
        }
    }

    @Test func `an acknowledgement in time ends the clock, at its very end too`() async throws {
        for seconds in [1, 3600] {
            let (clock, isLate) = try await acknowledge(after: Double(seconds))
            #expect(clock?.state == .fulfilled)
            #expect(clock?.endedAt == Sample.noon + Double(seconds))
            #expect(!isLate)
        }
    }

    @Test func `one that is too late is left for the ticket to record`() async throws {
        let (clock, isLate) = try await acknowledge(after: 3601)

        #expect(clock?.state == .running)
        #expect(isLate)
    }

    @Test func `a second acknowledgement changes nothing`() async throws {
        let (clock, isLate) = try await acknowledge(after: 1, times: 2)

        #expect(clock?.endedAt == Sample.noon + 1)
        #expect(!isLate)
    }

    @Test func `one that had been taken for missed is left for the ticket to set right`() async throws {
        let late = try await database.rollingBack { transaction in
            let new = Sample.ticket(programme)
            try transaction.enqueueSave([TicketChange(before: nil, after: new)], at: Sample.noon)
            let before = try #require(try transaction.tickets([new.id])[new.id])
            var after = before
            (after.priority, after.tier, after.triagedAt, after.status) = (.p3, 1, Sample.noon, .open)
            after.clocks = [Sample.clock(.acknowledgement)]
            _ = after.watch(at: Sample.noon + 3601)
            try transaction.enqueueSave([TicketChange(before: before, after: after)], at: Sample.noon + 3601)
            return try transaction.fulfilAcknowledgement(of: [new.id], at: Sample.noon + 60) == [new.id]
        }
        #expect(late)
    }
}
