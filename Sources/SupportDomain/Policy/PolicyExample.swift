package import Foundation

/// A message as somebody might send it, and what the policy is to make of it; kept in the policy file and run on check.
package struct PolicyExample: Hashable, Sendable {
    package let name: String
    package let input: TriageInput
    package let at: Date
    package let expected: Expected

    package init(name: String, input: TriageInput, at: Date, expected: Expected) {
        self.name = name
        self.input = input
        self.at = at
        self.expected = expected
    }

    /// What must come out; nil is not checked.
    package struct Expected: Hashable, Sendable {
        package var priority: Priority?
        package var category: String?
        package var subcategory: String?
        package var issueType: String?
        package var tier: Int?
        /// The team that has it first, by its id.
        package var team: String?
        package var escalates: Bool?
        /// The language it is answered in.
        package var answerIn: String?
        package var translation: Bool?
        package var due: [Metric: Date]

        package init(
            priority: Priority? = nil,
            category: String? = nil,
            subcategory: String? = nil,
            issueType: String? = nil,
            tier: Int? = nil,
            team: String? = nil,
            escalates: Bool? = nil,
            answerIn: String? = nil,
            translation: Bool? = nil,
            due: [Metric: Date] = [:]
        ) {
            self.priority = priority
            self.category = category
            self.subcategory = subcategory
            self.issueType = issueType
            self.tier = tier
            self.team = team
            self.escalates = escalates
            self.answerIn = answerIn
            self.translation = translation
            self.due = due
        }
    }
}
