/// What triage makes of a new ticket.
package struct TriageDecision: Hashable, Sendable {
    package var category: String
    package var subcategory: String?
    package var issueType: String
    package var priority: Priority
    package var tier: Int
    package var language: String?
    /// The rules that decided, in the order they did, so that an operator can ask why.
    package var reasons: [String]
    /// Why the ticket is to move up at once, if it is.
    package var escalateAtOnce: EscalationTrigger?
}
