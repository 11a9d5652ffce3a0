/// What a customer is asked for with a request of some kind.
package struct Form: Hashable, Sendable, Identifiable {
    package let id: String
    package let name: String
    /// The categories it is asked for in; nil for all.
    package let categories: Set<String>?
    package let fields: [Field]

    package init(id: String, name: String, categories: Set<String>? = nil, fields: [Field]) {
        self.id = id
        self.name = name
        self.categories = categories
        self.fields = fields
    }

    package struct Field: Hashable, Sendable, Identifiable {
        package let id: String
        /// What is asked, in words.
        package let question: String
        package let isRequired: Bool
        /// The answers there are; empty for any text.
        package let choices: [String]

        package init(id: String, question: String, isRequired: Bool = false, choices: [String] = []) {
            self.id = id
            self.question = question
            self.isRequired = isRequired
            self.choices = choices
        }
    }
}
