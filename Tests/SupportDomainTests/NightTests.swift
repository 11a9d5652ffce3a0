import Foundation
import SupportDomain
import Testing

struct NightTests {
    @Test(arguments: [
        ("Fri 2026-01-09 21:59", false), ("Fri 2026-01-09 22:00", true), ("Sat 2026-01-10 00:00", true),
        ("Sat 2026-01-10 06:59", true), ("Sat 2026-01-10 07:00", false), ("Sat 2026-01-10 12:00", false),
        // The clocks go forward at two; the night is an hour shorter and ends when they show seven all the same.
        ("Sun 2026-03-29 06:59", true), ("Sun 2026-03-29 07:00", false),
    ])
    func `a night crosses midnight and goes by the wall clock of its place`(time: String, isNight: Bool) throws {
        let night = Night(try #require(Shift("22:00-07:00")), in: try #require(Zone("Europe/Berlin")))
        #expect(night.contains(.berlin(time)) == isNight)
    }

    @Test func `a night may lie within one date`() throws {
        let night = Night(try #require(Shift("00:00-06:00")), in: .utc)
        #expect(night.contains(Date(timeIntervalSince1970: 5 * 3600 + 3599)))
        #expect(!night.contains(Date(timeIntervalSince1970: 6 * 3600)))
        #expect(!night.contains(Date(timeIntervalSince1970: 23 * 3600)))
    }

    @Test func `tickets sort behind everything that comes before all opened at their time`() {
        let time = Date(timeIntervalSince1970: 1_772_820_000.25)
        let ticket = TicketID.opened(by: "one", of: "p", at: time)
        #expect(TicketID.before(allOpenedAt: time) < ticket)
        #expect(ticket < TicketID.before(allOpenedAt: time + 0.001))
        #expect(TicketID.before(allOpenedAt: .distantPast) < ticket)
    }
}
