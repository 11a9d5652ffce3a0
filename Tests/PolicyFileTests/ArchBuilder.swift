import Foundation
import PolicyFile
import SupportDomain
import Testing

/// The policy that ships: `deploy/policies/archbuilder.yaml`.
enum ArchBuilder {
    static let policy = Result { try parse() }

    static func text() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        return try String(contentsOf: root.appending(path: "deploy/policies/archbuilder.yaml"), encoding: .utf8)
    }

    private static func parse() throws -> Policy {
        try PolicyDocument.parse(text(), file: "archbuilder.yaml").get()
    }

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
