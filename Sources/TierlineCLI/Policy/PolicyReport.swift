import Foundation
import PolicyFile
import SupportDomain
import SupportStore

/// One version of a programme, in outline.
struct PolicyReport: Report {
    var programme: String
    var version: Int
    var name: String?
    var ticketPrefix: String?
    var plans: [String]
    var calendars: [String]
    var tiers: [String]
    var mailAddresses: [String]
    var history: [PolicyVersionView]
    /// The file as it was applied, when it was asked for.
    var yaml: String?
    /// Why this release cannot read it, if it cannot.
    var problem: String?

    init(_ stored: StoredPolicy, history: [PolicyHistoryEntry], showsSource: Bool) {
        programme = stored.programme
        version = stored.version
        self.history = history.map(PolicyVersionView.init)
        yaml = showsSource ? stored.source : nil
        switch PolicyDocument.parse(stored.source, file: "\(stored.programme) version \(stored.version)") {
        case .success(let policy):
            name = policy.programme.name
            ticketPrefix = policy.programme.ticketPrefix
            mailAddresses = policy.programme.mailAddresses
            plans = policy.plans.map { $0.id == policy.defaultPlan.id ? "\($0.id) (default)" : $0.id }
            calendars = policy.calendars.keys.sorted()
            tiers = policy.tiers.map { "\($0.level) \($0.name)" }
        case .failure(let mistakes):
            problem = "\(mistakes)"
            (plans, calendars, tiers, mailAddresses) = ([], [], [], [])
        }
    }

    var text: String {
        var table = Table(["VERSION", "APPLIED", "BY", ""])
        for entry in history {
            table.add(
                "\(entry.version)",
                TimeText.moment(entry.appliedAt),
                entry.appliedBy,
                entry.isInForce ? "in force" : ""
            )
        }
        let facts = Table.facts([
            ("Programme", "\(programme), version \(version)"),
            ("Name", name),
            ("Tickets", ticketPrefix.map { "\($0)-…" }),
            ("Mail", mailAddresses.isEmpty ? nil : mailAddresses.joined(separator: ", ")),
            ("Plans", plans.isEmpty ? nil : plans.joined(separator: ", ")),
            ("Calendars", calendars.isEmpty ? nil : calendars.joined(separator: ", ")),
            ("Tiers", tiers.isEmpty ? nil : tiers.joined(separator: ", ")),
            ("Unreadable", problem.map { "this release cannot read it: \($0)" }),
        ])
        return facts + "\n\n" + table.text(ifEmpty: "")
    }
}
