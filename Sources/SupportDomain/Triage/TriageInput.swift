/// What triage looks at in a new message.
package struct TriageInput: Hashable, Sendable {
    package var subject: String
    package var text: String
    package var channel: String
    package var plan: String
    /// Who sent it, in lower case.
    package var from: String
    /// The addresses it was sent to, in lower case; empty for channels without.
    package var to: [String]
    package var language: String?
    package var isVIP: Bool
    /// Whether the gateway has made sure who the customer is; false where it says nothing of it.
    package var isVerified: Bool
    /// How urgent the customer says it is, in any word the programme has for priorities.
    package var urgency: String?
    /// How much is affected, in the words of the programme's matrix.
    package var impact: String?
    /// What the gateway says it is about; believed if the policy knows it.
    package var category: String?
    package var issueType: String?

    package init(
        subject: String,
        text: String,
        channel: String,
        plan: String,
        from: String = "",
        to: [String] = [],
        language: String? = nil,
        isVIP: Bool = false,
        isVerified: Bool = false,
        urgency: String? = nil,
        impact: String? = nil,
        category: String? = nil,
        issueType: String? = nil
    ) {
        self.subject = subject
        self.text = text
        self.channel = channel
        self.plan = plan
        self.from = from
        self.to = to
        self.language = language
        self.isVIP = isVIP
        self.isVerified = isVerified
        self.urgency = urgency
        self.impact = impact
        self.category = category
        self.issueType = issueType
    }

    /// What opened a ticket; `hints` are what the gateway knew, by name.
    package init(of ticket: Ticket, subject: String?, text: String, hints: [String: String]) {
        self.init(
            subject: subject ?? ticket.subject,
            text: text,
            channel: ticket.channel,
            plan: ticket.plan,
            from: ticket.requester,
            to: hints["to"]?.split(separator: ",").map(String.init) ?? [],
            language: ticket.language,
            isVIP: ticket.isVIP,
            isVerified: hints["verified"] == "yes",
            urgency: hints["urgency"],
            impact: hints["impact"],
            category: hints["category"],
            issueType: hints["issue_type"]
        )
    }
}
