import Foundation
import SupportDomain
import WorkerRuntime

extension Ticket {
    /// Gives the ticket the priority, and what it is about, that an agent names in the programme's words.
    ///
    /// - Throws: for a word that the policy does not know, with those that it does.
    mutating func prioritise(
        _ said: TicketPrioritised,
        because cause: String,
        at now: Date,
        under policy: Policy
    ) throws(Rejection) -> [TicketEffect] {
        prioritise(
            try said.classification(under: policy, of: category),
            by: said.agent,
            because: cause,
            reason: said.reason,
            at: now,
            under: policy
        )
    }
}

extension TicketPrioritised {
    /// What is said, in the fewest words, for the conversation.
    var words: String {
        let about = [category, subcategory, issueType].compactMap(\.self)
        let what = (["prioritised \(priority)"] + about).joined(separator: ", ")
        return reason.map { "\(what): \($0)" } ?? what
    }

    fileprivate func classification(
        under policy: Policy,
        of current: String?
    ) throws(Rejection) -> Classification {
        guard let priority = policy.priority(named: priority) else {
            let known = policy.priorities.map { "\($0.priority.name) (\($0.name))" }
            throw .unknown("priority", self.priority, known)
        }
        if let category, policy.category(category) == nil {
            throw .unknown("category", category, policy.categories.map(\.id))
        }
        let subcategories = policy.category(category ?? current)?.subcategories ?? [:]
        if let subcategory, subcategories[subcategory] == nil {
            throw .unknown("subcategory", subcategory, subcategories.keys.sorted())
        }
        if let issueType, !policy.issueTypes.contains(issueType.lowercased()) {
            throw .unknown("issue_type", issueType, policy.issueTypes.sorted())
        }
        return Classification(
            priority,
            category: category,
            subcategory: subcategory,
            issueType: issueType?.lowercased()
        )
    }
}

extension Rejection {
    fileprivate static func unknown(_ field: String, _ name: String, _ known: [String]) -> Rejection {
        .refused(
            "'\(field)' is '\(name)'; the programme knows \(known.isEmpty ? "none" : known.joined(separator: ", "))"
        )
    }
}
