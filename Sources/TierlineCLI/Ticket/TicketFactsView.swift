import Foundation
import SupportDomain
import SupportStore

/// What a ticket is, in its programme's words.
struct TicketFactsView: Encodable {
    var ticket: String
    var id: String
    var programme: String
    var channel: String
    var status: String
    var priority: String?
    var priorityName: String?
    var tier: Int?
    var tierName: String?
    var team: String?
    var teamName: String?
    var category: String?
    var subcategory: String?
    var issueType: String?
    var plan: String
    var isVip: Bool
    var requester: String
    var requesterName: String?
    var subject: String
    /// Who looks after the customer by name.
    var manager: String?
    var assignee: String?
    var vendorReference: String?
    var policyVersion: Int
    var createdAt: Date
    var triagedAt: Date?
    var firstResponseAt: Date?
    var resolvedAt: Date?
    var closedAt: Date?
    /// The ticket in which it goes on, if it was merged.
    var mergedInto: String?
    /// The tickets that were merged into it.
    var mergedFrom: [String]
    var unansweredSince: Date?
    var reopenCount: Int
    var escalationCount: Int

    init(_ dossier: TicketDossier) {
        let ticket = dossier.ticket
        let policy = dossier.policies[ticket.policyVersion]
        self.ticket = dossier.name
        id = ticket.id.description
        programme = ticket.programme
        channel = ticket.channel
        status = ticket.status.rawValue
        priority = ticket.priority?.name
        priorityName = ticket.priority.flatMap { policy?.label($0) }
        tier = ticket.tier
        tierName = ticket.tier.flatMap { policy?.tier($0)?.name }
        team = ticket.team
        teamName = ticket.team.flatMap { policy?.team($0)?.name }
        category = ticket.category
        subcategory = ticket.subcategory
        issueType = ticket.issueType
        plan = ticket.plan
        isVip = ticket.isVIP
        requester = ticket.requester
        requesterName = ticket.requesterName
        subject = ticket.subject
        manager = ticket.manager
        assignee = ticket.assignee
        vendorReference = ticket.vendorReference
        policyVersion = ticket.policyVersion
        createdAt = ticket.createdAt
        triagedAt = ticket.triagedAt
        firstResponseAt = ticket.firstResponseAt
        resolvedAt = ticket.resolvedAt
        closedAt = ticket.closedAt
        mergedInto = dossier.mergedInto
        mergedFrom = dossier.mergedFrom.map(\.name)
        unansweredSince = ticket.unansweredSince
        reopenCount = ticket.reopenCount
        escalationCount = ticket.escalationCount
    }

    func text(now: Date) -> String {
        let category = [category, subcategory].compactMap(\.self).joined(separator: " / ")
        return Table.facts([
            ("Ticket", "\(ticket)  \(subject)"),
            ("Status", mergedInto.map { "closed, merged into \($0)" } ?? status.replacing("_", with: " ")),
            ("Took in", mergedFrom.isEmpty ? nil : mergedFrom.joined(separator: ", ")),
            ("Priority", priority.map { [$0, priorityName].compactMap(\.self).joined(separator: " ") }),
            ("Tier", tier.map { ["\($0)", tierName].compactMap(\.self).joined(separator: " ") }),
            ("Team", teamName ?? team),
            ("Category", category.isEmpty ? nil : category + (issueType.map { " (\($0))" } ?? "")),
            ("Requester", requesterName.map { "\($0) <\(requester)>" } ?? requester),
            ("Plan", plan + (isVip ? ", VIP" : "")),
            ("Came by", "\(channel), programme \(programme), policy version \(policyVersion)"),
            ("Manager", manager),
            ("Assignee", assignee),
            ("Vendor", vendorReference),
            ("Received", TimeText.momentAndDistance(from: now, to: createdAt)),
            ("Answered", firstResponseAt.map { TimeText.momentAndDistance(from: now, to: $0) }),
            ("Unanswered", unansweredSince.map { "since " + TimeText.momentAndDistance(from: now, to: $0) }),
            ("Resolved", resolvedAt.map { TimeText.momentAndDistance(from: now, to: $0) }),
            ("Closed", closedAt.map { TimeText.momentAndDistance(from: now, to: $0) }),
            ("Escalated", Self.times(escalationCount)),
            ("Reopened", Self.times(reopenCount)),
            ("Id", id),
        ])
    }

    private static func times(_ count: Int) -> String? {
        switch count {
        case 0: nil
        case 1: "once"
        case 2: "twice"
        default: "\(count) times"
        }
    }
}
