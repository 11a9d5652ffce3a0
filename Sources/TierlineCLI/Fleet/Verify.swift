import ArgumentParser
import Foundation
import Postgres
import SupportStore

/// `tierline verify`: whether every promise is kept.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check in the database that every promise is kept; exit 1 if one is not.",
        discussion: """
            Every check is one question to the database, all in one snapshot, changing nothing. Work that is under way is \
            given a minute. On a busy fleet, or right after its clock was moved, look again before you believe a late \
            timer.

            With --ledger, every message id in the file (one a line, - is standard input) must be kept exactly once.

            Example: tierline verify --ledger sent.txt --expect-dead 3
            """
    )

    @Option(help: ArgumentHelp("A file of message ids that were confirmed, one a line.", valueName: "file"))
    var ledger: String?

    @Option(help: ArgumentHelp("How many dead letters there must be; without it any number is right.", valueName: "n"))
    var expectDead: Int?

    @Option(help: "How many violations of each promise are named.")
    var limit = 20

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit is at least 0") }
    }

    func run() async throws {
        let ids = try ledger.map { try InputFile.lines(of: $0) }
        let limit = limit
        let expectDead = expectDead
        let report = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { transaction in
                try transaction.enqueueSnapshot()
                var findings: [InvariantFinding] = []
                for invariant in Invariant.all {
                    findings.append(try transaction.check(invariant, naming: max(1, limit)))
                }
                if let ids { findings += try transaction.checkLedger(ids, naming: limit) }
                let counts = try transaction.fleetCounts()
                if let expectDead { findings.append(.deadLetters(counts.deadLetters, expected: expectDead)) }
                return VerificationReport(findings, counts: counts, ledger: ids?.count, naming: limit)
            }
        }
        output.write(report)
        if !report.isKept { throw ExitCode(1) }
    }
}

extension InvariantFinding {
    fileprivate static func deadLetters(_ count: Int, expected: Int) -> InvariantFinding {
        InvariantFinding(
            name: "dead_letters",
            promise: "there are exactly \(expected) dead letters",
            count: count == expected ? 0 : 1,
            examples: count == expected ? [] : [.init(subject: "dead letters", detail: "there are \(count)")]
        )
    }
}

/// What `tierline verify` found.
struct VerificationReport: Report {
    struct Check: Encodable, Sendable {
        struct Violation: Encodable, Sendable {
            var subject: String
            var detail: String
        }

        var name: String
        var promise: String
        var isKept: Bool
        var violations: Int
        /// The first of them.
        var examples: [Violation]
    }

    var isKept: Bool
    var checks: [Check]
    var counts: FleetCounts
    /// How many ids the ledger held, if there was one.
    var ledger: Int?

    init(_ findings: [InvariantFinding], counts: FleetCounts, ledger: Int?, naming limit: Int) {
        isKept = findings.allSatisfy(\.holds)
        checks = findings.map { finding in
            Check(
                name: finding.name,
                promise: finding.promise,
                isKept: finding.holds,
                violations: finding.count,
                examples: finding.examples.prefix(limit).map { .init(subject: $0.subject, detail: $0.detail) }
            )
        }
        self.counts = counts
        self.ledger = ledger
    }

    var text: String {
        var lines: [String] = []
        for check in checks {
            guard !check.isKept else {
                lines.append("ok      \(check.promise)")
                continue
            }
            lines.append("BROKEN  \(check.promise): \(check.violations.of("violation"))")
            lines += check.examples.map { TerminalText.line("          \($0.subject): \($0.detail)", atMost: 200) }
            if check.violations > check.examples.count {
                lines.append("          and \(check.violations - check.examples.count) more")
            }
        }
        let late =
            counts.worstLatenessSeconds.map { ", the latest \(String(format: "%.1f", $0)) s after its time" } ?? ""
        let annulled = counts.annulledBreaches == 0 ? "" : " and \(counts.annulledBreaches) annulled"
        lines.append("")
        lines.append(
            "\(counts.tickets.of("ticket")), \(counts.messages.of("message")), \(counts.events.of("event")), "
                + "\(counts.clocks.of("clock")), \(counts.breaches) of them breached\(annulled)\(late); \(counts.delivered) of "
                + "\(counts.notifications.of("notification")) delivered, \(counts.timers.of("timer")), "
                + "\(counts.outbox) in the outbox, \(counts.deadLetters.of("dead letter"))"
        )
        let broken = checks.count { !$0.isKept }
        lines.append(
            isKept ? "All \(checks.count) promises are kept." : "\(broken) of \(checks.count) promises are broken."
        )
        return lines.joined(separator: "\n")
    }
}
