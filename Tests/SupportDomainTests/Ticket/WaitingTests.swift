import Foundation
import Testing

@testable import SupportDomain

struct WaitingTests {
    @Test func `waits that begin in one moment are kept apart as the database tells moments apart`() throws {
        let moment = Date.berlin("Mon 2026-01-05 10:00")
        let microseconds = moment.timeIntervalSinceReferenceDate * 1_000_000
        var ticket = PrioritisingTests.ticket(.p3, under: .sample)
        // As they come back from the database: adding up microseconds gives other last bits.
        ticket.pauses = (0..<3).map { index in
            let since = Date(timeIntervalSinceReferenceDate: (microseconds + Double(index)) / 1_000_000)
            return Pause(since: since, until: since, reason: .customer)
        }

        _ = ticket.wait(for: .vendor, by: "kim", because: "message", at: moment, under: .sample)

        let starts = ticket.pauses.map { ($0.since.timeIntervalSinceReferenceDate * 1_000_000).rounded() }
        #expect(starts.count == 4)
        #expect(Set(starts).count == 4)
    }
}
