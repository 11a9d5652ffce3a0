/// What triage makes of a new ticket.
package struct TriageDecision: Hashable, Sendable {
    package var category: String
    package var subcategory: String?
    package var issueType: String
    package var priority: Priority
    package var tier: Int
    /// The language the customer is said to write in.
    package var language: String?
    /// The language they are answered in; nil where nobody said which is theirs.
    package var answer: AnswerLanguage?
    /// The rules that decided, in the order they did, so that an operator can ask why.
    package var reasons: [String]
    /// Why the ticket is to move up at once, if it is.
    package var escalateAtOnce: EscalationTrigger?
}
