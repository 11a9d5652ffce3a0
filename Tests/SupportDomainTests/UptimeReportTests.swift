import Foundation
import SupportDomain
import Testing

struct UptimeReportTests {
    private static let begins = Date.losAngeles("Thu 2026-01-01 00:00")
    private static let ends = Date.losAngeles("Sun 2026-02-01 00:00")

    @Test(arguments: [
        // seconds down in January, what is promised, whether it is kept
        (0, 9990, true), (2678, 9990, true), (2679, 9990, false),
        (13_392, 9950, true), (13_393, 9950, false),
        (0, 10_000, true), (1, 10_000, false),
        (2_678_400, 9990, false), (2_678_400, 0, true),
    ])
    func `a promise is kept up to the last second that it allows`(down: Int, promised: Int, isKept: Bool) throws {
        let report = Self.report(on: Uptime(basisPoints: promised), down: down)

        #expect(report.isKept == isKept)
        #expect(report.canBeKept == isKept)
        #expect(report.verdict == (isKept ? "kept" : "broken"))
        let basisPoints = try #require(report.basisPoints)
        #expect((basisPoints >= promised) == isKept)
    }

    @Test(arguments: [
        (0, "100%"), (1, "99.99%"), (268, "99.98%"), (2678, "99.9%"), (2679, "99.89%"), (13_393, "99.49%"),
        (1_339_200, "50%"), (2_678_400, "0%"),
    ])
    func `the words for an uptime are rounded down, so that a broken promise never looks kept`(
        down: Int,
        words: String
    ) {
        #expect(Self.report(on: Uptime(basisPoints: 9990), down: down).uptimeWords == words)
    }

    @Test(arguments: [
        (10_000, "0s"), (9999, "4m 27.84s"), (9990, "44m 38.4s"), (9950, "3h 43m 12s"), (9900, "7h 26m 24s"),
    ])
    func `what a month allows is told to the fraction of a second`(promised: Int, allowed: String) {
        #expect(Self.report(on: Uptime(basisPoints: promised), down: 0).allowedWords == allowed)
    }

    @Test(arguments: [(0, 0), (1, 1), (1339, 50), (1340, 51), (2678, 100), (2679, 101), (5357, 201)])
    func `what is used of it is rounded up, so that more than 100% is broken`(down: Int, percent: Int) {
        #expect(Self.report(on: Uptime(basisPoints: 9990), down: down).usedPercent == percent)
        #expect(Self.report(on: Uptime(basisPoints: 10_000), down: down).usedPercent == nil)
    }

    @Test func `a credit is due only for a broken promise, and only where there are penalties`() {
        #expect(Self.report(on: Uptime(basisPoints: 9990, hasPenalties: true), down: 2679).isCreditDue)
        #expect(!Self.report(on: Uptime(basisPoints: 9990, hasPenalties: true), down: 2678).isCreditDue)
        #expect(!Self.report(on: Uptime(basisPoints: 9990), down: 2679).isCreditDue)
    }

    @Test(arguments: [
        // After ten days, 99.9 % of them allow 864 s, and of the whole month 2,678.4 s.
        (864, true, false, "kept so far"), (865, false, false, "broken so far, can still be kept"),
        (2678, false, false, "broken so far, can still be kept"), (2679, false, true, "broken, whatever follows"),
    ])
    func `a month that is not over is judged up to now, and no credit is due while it can still be kept`(
        down: Int,
        isKept: Bool,
        isCreditDue: Bool,
        verdict: String
    ) {
        let report = Self.report(
            on: Uptime(basisPoints: 9990, hasPenalties: true),
            down: down,
            at: .losAngeles("Sun 2026-01-11 00:00")
        )

        #expect(report.isKept == isKept)
        #expect(report.isCreditDue == isCreditDue)
        #expect(report.verdict == verdict)
        #expect(report.allowedWords == "44m 38.4s")
    }

    @Test func `a month that has not begun has no uptime yet, and breaks nothing`() {
        let report = Self.report(on: Uptime(basisPoints: 9990), down: 60, at: Self.begins)

        #expect(report.isKept)
        #expect(report.uptimeWords == nil)
        #expect(report.verdict == "kept so far")
    }

    private static func report(on promise: Uptime, down seconds: Int, at now: Date = Self.ends) -> UptimeReport {
        let outage = Outage(since: begins, until: begins + TimeInterval(seconds))
        return UptimeReport(of: promise, given: Downtime(in: begins..<ends, from: [outage], at: now))
    }
}
