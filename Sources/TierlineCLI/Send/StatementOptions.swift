import ArgumentParser

/// What is said, from flags: the fields of the contract's JSON types under their own names.
struct StatementOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The customer's address.", valueName: "address"))
    var from: String?
    @Option(help: "The customer's name.")
    var name: String?
    @Option(help: "The subject.")
    var subject: String?
    @Option(help: "What is said; - reads it from standard input.")
    var text: String?
    @Option(help: "The gateway's name for an ongoing conversation, such as a chat session.")
    var conversation: String?
    @Option(help: "The customer's plan.")
    var plan: String?
    @Option(help: "The language, such as en.")
    var language: String?
    @Flag(help: "The customer is a VIP.")
    var vip = false
    @Flag(help: "Who the customer is has been made sure of.")
    var verified = false
    @Option(help: "How urgent the customer says it is.")
    var urgency: String?
    @Option(help: "How much is affected, in the words of the policy's matrix.")
    var impact: String?
    @Option(help: "The category the customer chose, or the agent found.")
    var category: String?
    @Option(help: "The subcategory the agent found.")
    var subcategory: String?
    @Option(help: "The priority the agent gives: P1, or the programme's word for it.")
    var priority: String?
    @Option(help: "The kind of issue: technical, performance, integration, security or billing.")
    var issueType: String?
    @Option(help: "The id of the message that is answered.")
    var inReplyTo: String?
    @Option(help: "The ticket, such as AB-1042.")
    var ticket: String?
    @Option(help: "The agent who acts, or who opens the ticket for the customer.")
    var agent: String?
    @Option(help: "Who is to own the ticket.")
    var assignee: String?
    @Option(help: "Whom the ticket waits for: customer or vendor.")
    var waitingOn: String?
    @Option(help: "The id of the customer's last message that the agent had read.")
    var answers: String?
    @Option(help: "The vendor's own ticket number.")
    var reference: String?
    @Option(help: "Why.")
    var reason: String?
    @Option(help: "The tier an escalation should go to.")
    var toTier: Int?
    @Option(help: "The ticket in which a merged one goes on.")
    var into: String?
    @Option(help: "The service level whose breach is annulled, such as first_response.")
    var metric: String?
    @Option(help: "The how-manieth clock of that metric.")
    var cycle: Int?
    @Flag(help: "The agent's reply has been delivered already.")
    var delivered = false
    @Option(help: "How content the customer is, from 1 to 5.")
    var score: Int?
    @Option(help: "The customer's comment on the score.")
    var comment: String?
    @Option(help: "The id of the page that is acknowledged.")
    var page: String?
    @Option(help: "Who acknowledges the page.")
    var by: String?

    /// The flags that were given, by name.
    var given: [String] {
        let values: [(String, Any?)] = [
            ("from", from), ("name", name), ("subject", subject), ("text", text), ("conversation", conversation),
            ("plan", plan), ("language", language), ("vip", vip ? true : nil),
            ("verified", verified ? true : nil), ("urgency", urgency), ("impact", impact), ("category", category),
            ("subcategory", subcategory), ("priority", priority), ("issue-type", issueType),
            ("in-reply-to", inReplyTo), ("ticket", ticket),
            ("agent", agent), ("into", into), ("metric", metric), ("cycle", cycle), ("assignee", assignee),
            ("waiting-on", waitingOn), ("answers", answers), ("reference", reference),
            ("reason", reason), ("to-tier", toTier), ("delivered", delivered ? true : nil), ("score", score),
            ("comment", comment), ("page", page), ("by", by),
        ]
        return values.filter { $0.1 != nil }.map(\.0)
    }

    var isEmpty: Bool { given.isEmpty }
}
