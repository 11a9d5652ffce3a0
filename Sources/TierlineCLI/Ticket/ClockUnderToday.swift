import Foundation
import SupportDomain

/// What one clock would have been under the policy in force; nothing of it is on record.
struct ClockUnderToday: Encodable {
    var policyVersion: Int
    /// Nil, like the rest, where the policy in force sets no time for such a ticket.
    var rule: String?
    var target: String?
    var calendar: String?
    var dueAt: Date?
    /// When it would have been missed, if it would have been by now or by its end.
    var breachedAt: Date?

    init(_ clock: Clock, in dossier: TicketDossier, under policy: Policy) {
        policyVersion = policy.version
        let today = clock.recomputed(
            for: dossier.facts(of: clock),
            pauses: dossier.ticket.pauses,
            under: policy,
            at: dossier.now
        )
        rule = today?.rule
        target = today?.target.description
        calendar = today?.calendar
        dueAt = today?.dueAt
        breachedAt = today?.breachedAt
    }
}

extension ClockView {
    /// The clock as recorded beside what it would have been under the policy in force.
    var comparison: String {
        guard let today else { return "this release cannot read the policy in force" }
        var table = Table(["", "AS RECORDED, v\(policyVersion)", "UNDER TODAY'S POLICY, v\(today.policyVersion)"])
        table.add("rule", rule, today.rule ?? "none")
        table.add("target", target, today.target)
        table.add("calendar", calendar, today.calendar)
        table.add("due", dueAt.map(TimeText.moment), today.dueAt.map(TimeText.moment))
        table.add("missed", breachedAt.map(TimeText.moment) ?? "no", today.breachedAt.map(TimeText.moment) ?? "no")
        return table.text(ifEmpty: "")
    }
}
