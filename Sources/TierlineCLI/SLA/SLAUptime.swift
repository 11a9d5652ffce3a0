import ArgumentParser
import Foundation
import SupportDomain
import WorkerRuntime

/// `tierline sla uptime`: the outages of a month, held against the uptime that a policy promises.
struct SLAUptime: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uptime",
        abstract: "Hold a month's outages against the uptime that a policy promises, and say where a credit is due.",
        discussion: """
            Every plan that promises an uptime is reported, and the programme's own goal. Overlapping outages count once, \
            and only what lies in the month. A month that is not over is judged up to now; a credit is due once nothing \
            can make the month good any more, and only where the policy says 'with penalties'. How much it is, it does \
            not say.

            Times are by the wall clock of the programme, unless --zone names another or they carry an offset, as they \
            must in the second of two hours that the clocks show alike. A file has an outage a line: FROM,TO, or FROM \
            alone while it lasts; what follows a # is a comment.

            Exits with 1 if a promise is broken, be it only so far, and with 65 if the policy or the file of outages is \
            wrong.

            Examples: tierline sla uptime --policy deploy/policies/q-aviogen.yaml --month 2026-01 \
            --down '2026-01-05 10:00..2026-01-05 10:44:39'
                      tierline sla uptime --policy deploy/policies/q-aviogen.yaml --plan premium --outages outages.csv
            """
    )

    @Option(help: ArgumentHelp("The policy file.", valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
    var policy: String
    @Option(help: "Only what this plan promises.")
    var plan: String?
    @Option(
        help: ArgumentHelp("The month, such as 2026-01; by default the one that it is.", valueName: "month"),
        transform: Self.month
    )
    var month: CivilMonth?
    @Option(
        help: ArgumentHelp(
            "The zone of the month and of the times given; by default that of the default plan.",
            valueName: "zone"
        )
    )
    var zone: Zone?
    @Option(
        help: ArgumentHelp(
            "An outage, such as '2026-01-05 10:00..2026-01-05 10:45'; one that lasts ends with the dots.",
            valueName: "from..to"
        )
    )
    var down: [String] = []
    @Option(help: ArgumentHelp("A file of outages; - is standard input.", valueName: "file"), completion: .file())
    var outages: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard policy != "-" || outages != "-" else {
            throw ValidationError("only one of --policy and --outages can be standard input")
        }
        // What does not need the policy is refused before any file is read.
        for text in down { try Self.naming(text) { _ = try WrittenOutage(range: text) } }
    }

    func run() async throws {
        let source = try PolicySource(reading: policy)
        guard let found = source.policy else {
            throw Refusal(.dataError, "\(policy) has \(source.mistakes.count.of("mistake")); see tierline policy check")
        }
        let promises = try promises(of: found)
        let zone = zone ?? found.calendar(named: found.defaultPlan.calendar).zone
        let now = Date()
        let month = month ?? CivilMonth(of: now, in: zone)
        let period = month.period(in: zone)
        guard period.lowerBound <= now else {
            throw Refusal(
                .usage,
                "\(month) has not begun; give a month that has, or leave --month out for the current one"
            )
        }
        let downtime = Downtime(in: period, from: try allOutages(in: zone), at: now)
        let report = SLAUptimeReport(promises, of: found.programme.id, given: downtime, month: month, zone: zone)
        output.write(report)
        if !report.isKept { throw ExitCode(1) }
    }

    private func promises(of policy: Policy) throws -> [Policy.UptimePromise] {
        let all = policy.uptimePromises
        guard let plan else {
            guard !all.isEmpty else {
                throw Refusal(
                    .dataError,
                    "\(policy.programme.id) promises no uptime; a plan or 'status' would say 'uptime: 99.9%'"
                )
            }
            return all
        }
        let plans = policy.plans.map(\.id)
        guard plans.contains(plan) else {
            throw Refusal(.dataError, "the policy has no plan '\(plan)'; it has \(plans.joined(separator: ", "))")
        }
        let promise = all.filter { $0.plan == plan }
        guard !promise.isEmpty else {
            let others = all.compactMap(\.plan)
            let instead = others.isEmpty ? "no plan does" : "these do: \(others.joined(separator: ", "))"
            throw Refusal(.dataError, "plan '\(plan)' promises no uptime; \(instead)")
        }
        return promise
    }

    private func allOutages(in zone: Zone) throws -> [Outage] {
        let given = try down.map { text -> Outage in
            try Self.naming(text) { try WrittenOutage(range: text).outage(in: zone) }
        }
        return given + (try outages.map { try WrittenOutage.outages(inFile: $0, zone: zone) } ?? [])
    }

    /// Says of a mistake where on the command line it is.
    private static func naming<Value>(_ text: String, _ read: () throws -> Value) throws -> Value {
        do {
            return try read()
        } catch {
            throw ValidationError("--down '\(text)': \(error)")
        }
    }

    private static func month(_ text: String) throws -> CivilMonth {
        guard let month = CivilMonth(text) else { throw ValidationError("'\(text)' is no month such as 2026-01") }
        return month
    }
}
