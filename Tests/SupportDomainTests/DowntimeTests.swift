import Foundation
import SupportDomain
import Testing

struct DowntimeTests {
    private let january = Self.stretch("Thu 2026-01-01 00:00", "Sun 2026-02-01 00:00")
    private let later = Date.losAngeles("Mon 2026-03-02 09:00")

    @Test func `outages that overlap, touch or lie within another count once, in whatever order they come`() {
        let downtime = down([
            outage("Mon 2026-01-05 11:30", "Mon 2026-01-05 12:00"),
            outage("Mon 2026-01-05 10:00", "Mon 2026-01-05 11:00"),
            outage("Mon 2026-01-05 10:30", "Mon 2026-01-05 11:30"),
            outage("Mon 2026-01-05 10:15", "Mon 2026-01-05 10:20"),
            outage("Sun 2026-01-04 10:00", "Sun 2026-01-04 10:01"),
        ])

        #expect(
            downtime.stretches == [
                Self.stretch("Sun 2026-01-04 10:00", "Sun 2026-01-04 10:01"),
                Self.stretch("Mon 2026-01-05 10:00", "Mon 2026-01-05 12:00"),
            ]
        )
        #expect(downtime.secondsDown == 60 + 7200)
        #expect(downtime.outagesOutside == 0)
    }

    @Test func `what lies beyond the period does not count`() {
        let downtime = down([
            outage("Wed 2025-12-31 23:00", "Thu 2026-01-01 01:00"),
            outage("Sat 2026-01-31 23:30", "Sun 2026-02-01 02:00"),
        ])

        #expect(downtime.secondsDown == 3600 + 1800)
        #expect(downtime.outagesOutside == 0)
        #expect(down([outage("Wed 2025-12-31 23:00", nil)]).secondsDown == 31 * 86_400)
    }

    @Test func `an outage that ends with the first instant, or begins with the next month, is outside`() {
        let downtime = down([
            outage("Wed 2025-12-31 23:00", "Thu 2026-01-01 00:00"),
            outage("Sun 2026-02-01 00:00", "Sun 2026-02-01 02:00"),
            outage("Mon 2026-01-05 10:00", "Mon 2026-01-05 10:00"),
        ])

        #expect(downtime.stretches == [])
        #expect(downtime.secondsDown == 0)
        #expect(downtime.outagesOutside == 3)
    }

    @Test func `an outage without an end lasts until now, or to the end of the month`() {
        let open = [outage("Mon 2026-01-05 10:00", nil)]

        #expect(down(open, at: .losAngeles("Mon 2026-01-05 10:30")).secondsDown == 1800)
        #expect(down(open).stretches == [Self.stretch("Mon 2026-01-05 10:00", "Sun 2026-02-01 00:00")])
    }

    @Test func `while the month lasts only what has gone by is counted`() {
        let now = Date.losAngeles("Sun 2026-01-11 00:00")
        let downtime = down(
            [
                outage("Sat 2026-01-10 23:00", "Sun 2026-01-11 04:00"),
                outage("Tue 2026-01-20 10:00", "Tue 2026-01-20 11:00"),
                outage("Tue 2026-01-20 10:00", nil),
            ],
            at: now + 0.75
        )

        #expect(!downtime.isOver)
        #expect(downtime.countedUntil == now)
        #expect(downtime.secondsCounted == 10 * 86_400)
        #expect(downtime.secondsInPeriod == 31 * 86_400)
        #expect(downtime.secondsDown == 3600)
        #expect(downtime.outagesOutside == 2)
    }

    @Test func `a month is over with its last second`() {
        #expect(!down([], at: january.upperBound - 1).isOver)
        #expect(down([], at: january.upperBound).isOver)
        #expect(down([], at: later).secondsCounted == 31 * 86_400)
    }

    @Test func `nothing is counted before the month begins`() {
        let downtime = down([outage("Mon 2025-12-01 10:00", nil)], at: .losAngeles("Tue 2025-12-30 09:00"))

        #expect(downtime.secondsCounted == 0)
        #expect(downtime.secondsDown == 0)
        #expect(!downtime.isOver)
    }

    private func down(_ outages: [Outage], at now: Date? = nil) -> Downtime {
        Downtime(in: january, from: outages, at: now ?? later)
    }

    private static func stretch(_ from: String, _ to: String) -> Range<Date> {
        Date.losAngeles(from)..<Date.losAngeles(to)
    }

    private func outage(_ since: String, _ until: String?) -> Outage {
        Outage(since: .losAngeles(since), until: until.map { Date.losAngeles($0) })
    }
}
