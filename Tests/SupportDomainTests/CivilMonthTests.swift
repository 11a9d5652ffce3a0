import Foundation
import SupportDomain
import Testing

struct CivilMonthTests {
    @Test(arguments: [
        ("2026-01", "America/Los_Angeles", 744), ("2026-02", "America/Los_Angeles", 672),
        ("2026-03", "America/Los_Angeles", 743), ("2026-11", "America/Los_Angeles", 721),
        ("2026-03", "Europe/Berlin", 743), ("2026-10", "Europe/Berlin", 745), ("2028-02", "UTC", 696),
        // The clocks go forward in its very first second: it begins at one.
        ("2023-10", "America/Asuncion", 743),
    ])
    func `a month has as many hours as the clocks make of it`(month: String, zone: String, hours: Int) throws {
        let zone = try #require(Zone(zone))
        let period = try #require(CivilMonth(month)).period(in: zone)

        #expect(period.upperBound.timeIntervalSince(period.lowerBound) == TimeInterval(hours * 3600))
    }

    @Test func `a month ends where the next one begins, across the year, too`() throws {
        let zone = try #require(Zone("America/Los_Angeles"))
        let december = try #require(CivilMonth("2025-12")).period(in: zone)
        let january = try #require(CivilMonth("2026-01")).period(in: zone)

        #expect(december.upperBound == .losAngeles("Thu 2026-01-01 00:00"))
        #expect(december.upperBound == january.lowerBound)
    }

    @Test func `an instant is of the month that the wall clock shows`() throws {
        let zone = try #require(Zone("America/Los_Angeles"))
        let honolulu = try #require(Zone("Pacific/Honolulu"))
        let february = Date.losAngeles("Sun 2026-02-01 00:00")

        #expect(CivilMonth(of: february - 1, in: zone).description == "2026-01")
        #expect(CivilMonth(of: february, in: zone).description == "2026-02")
        #expect(CivilMonth(of: february, in: honolulu).description == "2026-01")
        #expect(CivilMonth(of: .losAngeles("Tue 2026-03-31 23:59"), in: zone).description == "2026-03")
    }

    @Test(arguments: [
        "", "2026", "2026-1", "2026-13", "2026-00", "2026-01-01", "Jan 2026", "26-01", "1969-12", "2101-01",
    ])
    func `what is no month of a year whose clock changes are known is not read`(text: String) {
        #expect(CivilMonth(text) == nil)
    }
}
