/// How the policy reads a message; in each list the first rule that matches wins.
package struct TriageRules: Sendable {
    /// What it is about.
    package let categories: [CategoryRule]
    /// What it is about when no rule matches.
    package let defaultCategory: CategoryRule.Outcome
    package let priorities: [PriorityRule]
    package let defaultPriority: Priority
    /// The priority of what is stated, by impact and then by urgency, in lower case; empty where only urgency counts.
    package let matrix: [String: [String: Priority]]
    /// What in a customer's words asks for the ticket to move up.
    package let escalations: [EscalationPhraseRule]
    /// All phrases of all rules, compiled for one pass over a text.
    let phrases: PhraseIndex
    let compiled: Compiled

    struct Compiled: Sendable {
        let categories: [CompiledMatch]
        let priorities: [CompiledMatch]
        let escalations: [CompiledMatch]
    }

    package init(
        categories: [CategoryRule],
        defaultCategory: CategoryRule.Outcome,
        priorities: [PriorityRule],
        defaultPriority: Priority,
        escalations: [EscalationPhraseRule],
        matrix: [String: [String: Priority]] = [:]
    ) {
        self.categories = categories
        self.defaultCategory = defaultCategory
        self.priorities = priorities
        self.defaultPriority = defaultPriority
        self.escalations = escalations
        self.matrix = matrix
        let all = categories.map(\.match) + priorities.map(\.match) + escalations.map(\.match)
        let index = PhraseIndex(all.flatMap(\.phrases))
        phrases = index
        compiled = Compiled(
            categories: categories.map { CompiledMatch($0.match, in: index) },
            priorities: priorities.map { CompiledMatch($0.match, in: index) },
            escalations: escalations.map { CompiledMatch($0.match, in: index) }
        )
    }
}

/// What a rule looks for: all that it names must hold; of several phrases or addresses, one is enough.
///
/// `anywhere` and `inSubject` are one list in two places: one phrase of either is enough.
package struct MessageMatch: Hashable, Sendable {
    /// In the subject or the text.
    package var anywhere: [Phrase]
    package var inSubject: [Phrase]
    /// Keep the rule from matching, wherever they stand.
    package var unless: [Phrase]
    /// Addresses the message was sent to.
    package var to: Set<String>
    package var channels: Set<String>
    package var plans: Set<String>
    /// Whether the customer has to be a VIP, or has to be none; nil for either.
    package var isVIP: Bool?
    /// Whether the gateway has to have made sure who the customer is, or has not to; nil for either.
    package var isVerified: Bool?

    package init(
        anywhere: [Phrase] = [],
        inSubject: [Phrase] = [],
        unless: [Phrase] = [],
        to: Set<String> = [],
        channels: Set<String> = [],
        plans: Set<String> = [],
        isVIP: Bool? = nil,
        isVerified: Bool? = nil
    ) {
        self.anywhere = anywhere
        self.inSubject = inSubject
        self.unless = unless
        self.to = to
        self.channels = channels
        self.plans = plans
        self.isVIP = isVIP
        self.isVerified = isVerified
    }

    var phrases: [Phrase] { anywhere + inSubject + unless }
}

/// Finds out what a message is about.
package struct CategoryRule: Hashable, Sendable, Identifiable {
    package struct Outcome: Hashable, Sendable {
        package let category: String
        package let subcategory: String?
        /// Nil for the category's own.
        package let issueType: String?

        package init(category: String, subcategory: String? = nil, issueType: String? = nil) {
            self.category = category
            self.subcategory = subcategory
            self.issueType = issueType
        }
    }

    package let id: String
    package let match: MessageMatch
    package let outcome: Outcome

    package init(id: String, match: MessageMatch, outcome: Outcome) {
        self.id = id
        self.match = match
        self.outcome = outcome
    }
}

/// Finds out how urgent a message is.
package struct PriorityRule: Hashable, Sendable, Identifiable {
    package let id: String
    package let match: MessageMatch
    /// Only for tickets of these categories, if any are named.
    package let categories: Set<String>
    package let priority: Priority

    package init(id: String, match: MessageMatch, categories: Set<String> = [], priority: Priority) {
        self.id = id
        self.match = match
        self.categories = categories
        self.priority = priority
    }
}

/// Finds a call for escalation in what a customer says.
package struct EscalationPhraseRule: Hashable, Sendable, Identifiable {
    package let id: String
    package let match: MessageMatch
    package let trigger: EscalationTrigger

    package init(id: String, match: MessageMatch, trigger: EscalationTrigger) {
        self.id = id
        self.match = match
        self.trigger = trigger
    }
}
