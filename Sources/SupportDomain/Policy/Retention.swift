/// How long what customers said is kept, in seconds; nil for as long as the programme runs.
package struct Retention: Hashable, Sendable {
    /// What a closed ticket was about and how it was handled.
    package let tickets: Int?
    /// What was said on it.
    package let messages: Int?
    package let attachments: Int?
    package let surveys: Int?

    package init(tickets: Int? = nil, messages: Int? = nil, attachments: Int? = nil, surveys: Int? = nil) {
        self.tickets = tickets
        self.messages = messages
        self.attachments = attachments
        self.surveys = surveys
    }
}
