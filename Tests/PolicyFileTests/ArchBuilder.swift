import SupportDomain
import Testing

/// The policy that ships: `deploy/policies/archbuilder.yaml`.
enum ArchBuilder {
    static let policy = Result { try Shipped.archBuilder.policy }

    static func text() throws -> String { try Shipped.archBuilder.text() }

    static func triage(_ text: String, plan: String = "standard", channel: String = "email") throws -> TriageDecision {
        try policy.get().triage(TriageInput(subject: text, text: "", channel: channel, plan: plan))
    }

    static func facts(
        _ priority: Priority,
        plan: String,
        issueType: String = "technical",
        channel: String = "email",
        tier: Int = 1,
        isEscalated: Bool = false
    ) -> TicketFacts {
        TicketFacts(
            plan: plan,
            priority: priority,
            issueType: issueType,
            channel: channel,
            tier: tier,
            isEscalated: isEscalated
        )
    }
}
