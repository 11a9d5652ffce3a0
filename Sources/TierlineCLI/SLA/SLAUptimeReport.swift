import Foundation
import SupportDomain

/// What is promised of the uptime, and how a month kept it.
struct SLAUptimeReport: Report {
    struct Promise: Encodable {
        /// Nil for the programme's own goal.
        var plan: String?
        /// As the policy writes it.
        var promise: String
        var promisedBasisPoints: Int
        var hasPenalties: Bool
        /// Rounded down; nil in the first second of a month.
        var uptime: String?
        var uptimeBasisPoints: Int?
        /// How long the whole month may be down.
        var allowed: String
        var allowedSeconds: Double
        /// Rounded up; nil for a promise that allows nothing.
        var usedPercent: Int?
        var isKept: Bool
        /// Whether the whole month allows what was down already.
        var canBeKept: Bool
        var isCreditDue: Bool
        var verdict: String

        init(_ promised: Policy.UptimePromise, given downtime: Downtime) {
            let report = UptimeReport(of: promised.uptime, given: downtime)
            plan = promised.plan
            promise = report.promiseWords
            promisedBasisPoints = promised.uptime.basisPoints
            hasPenalties = promised.uptime.hasPenalties
            uptime = report.uptimeWords
            uptimeBasisPoints = report.basisPoints
            allowed = report.allowedWords
            allowedSeconds = Double(report.allowedHundredths) / 100
            usedPercent = report.usedPercent
            isKept = report.isKept
            canBeKept = report.canBeKept
            isCreditDue = report.isCreditDue
            verdict = report.verdict
        }
    }

    /// A stretch in which the service was down, outages that overlap taken together.
    struct Stretch: Encodable {
        var from: Date
        var to: Date
        var seconds: Int
        /// Both ends as the wall clock of the zone shows them.
        var wallTime: String
    }

    var programme: String
    var month: String
    var zone: String
    var from: Date
    var to: Date
    /// Up to when it is judged: the end of the month, or now.
    var judgedUntil: Date
    var judgedUntilWallTime: String
    var isOver: Bool
    var seconds: Int
    var judgedSeconds: Int
    var downSeconds: Int
    var down: [Stretch]
    /// Outages that were given and have no second in what is judged.
    var outagesOutside: Int
    var promises: [Promise]
    var isKept: Bool
    var isCreditDue: Bool

    init(
        _ promises: [Policy.UptimePromise],
        of programme: String,
        given downtime: Downtime,
        month: CivilMonth,
        zone: Zone
    ) {
        self.programme = programme
        self.month = month.description
        self.zone = zone.identifier
        from = downtime.period.lowerBound
        to = downtime.period.upperBound
        judgedUntil = downtime.countedUntil
        judgedUntilWallTime = Policy.text(downtime.countedUntil, in: zone)
        isOver = downtime.isOver
        seconds = downtime.secondsInPeriod
        judgedSeconds = downtime.secondsCounted
        downSeconds = downtime.secondsDown
        down = downtime.stretches.map { stretch in
            Stretch(
                from: stretch.lowerBound,
                to: stretch.upperBound,
                seconds: stretch.upperBound.wholeSeconds - stretch.lowerBound.wholeSeconds,
                wallTime:
                    "\(Policy.text(stretch.lowerBound, in: zone)) to \(Policy.text(stretch.upperBound, in: zone))"
            )
        }
        outagesOutside = downtime.outagesOutside
        self.promises = promises.map { Promise($0, given: downtime) }
        isKept = self.promises.allSatisfy(\.isKept)
        isCreditDue = self.promises.contains(where: \.isCreditDue)
    }

    var text: String {
        let extent = downSeconds == 0 ? "never down" : "down \(Duration.text(ofSeconds: downSeconds))"
        var lines = ["\(programme) in \(month) (\(zone)): \(Duration.text(ofSeconds: seconds)), \(extent)"]
        lines += down.map { "    \($0.wallTime), \(Duration.text(ofSeconds: $0.seconds))" }
        if !isOver { lines.append("    not over: judged up to \(judgedUntilWallTime)") }
        if outagesOutside > 0 { lines.append("    \(outagesOutside.of("outage")) left out: no second lies within") }
        var table = Table(["", "PROMISED", "UPTIME", "ALLOWED", "USED", "VERDICT", "CREDIT"])
        for promise in promises {
            table.add(
                promise.plan.map { "plan \($0)" } ?? "programme",
                promise.promise,
                promise.uptime,
                promise.allowed,
                promise.usedPercent.map { "\($0)%" },
                promise.verdict,
                promise.isCreditDue ? "due" : nil
            )
        }
        return lines.map { TerminalText.line($0) }.joined(separator: "\n") + "\n\n" + table.text(ifEmpty: "")
    }
}
