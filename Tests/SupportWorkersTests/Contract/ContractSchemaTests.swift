import Foundation
import SupportDomain
import SupportStore
import Testing

@testable import SupportWorkers

/// A value of the contract with every field, and one with no more than it needs.
struct ContractSample: Sendable, CustomTestStringConvertible {
    let type: String
    let full: [UInt8]
    let minimal: [UInt8]

    init<Value: Encodable>(_ type: String, full: Value, minimal: Value) {
        self.type = type
        self.full = ContractJSON.encode(full)
        self.minimal = ContractJSON.encode(minimal)
    }

    init<Value: Encodable>(_ type: String, _ only: Value) {
        self.init(type, full: only, minimal: only)
    }

    init<Event: FleetEvent>(_ only: Event) {
        self.init(Event.type, full: only, minimal: only)
    }

    var testDescription: String { type }
}

struct ContractSchemaTests {
    let document: ContractDocument

    init() throws {
        document = try ContractDocument()
    }

    @Test(arguments: ContractSample.all)
    func `what the code writes is what the document says, field by field`(sample: ContractSample) throws {
        let message = try document.message(sample.type)
        let reference = try #require(message.payload["$ref"]?.string)
        let schema = try #require(document.checker.resolve(reference))
        let full = try JSONValue(json: sample.full)
        let minimal = try JSONValue(json: sample.minimal)

        #expect(document.checker.problems(of: full, against: schema) == [])
        #expect(document.checker.problems(of: minimal, against: schema) == [])
        #expect(Set(full.object.keys) == Set((schema["properties"]?.object ?? [:]).keys))
        #expect(Set(minimal.object.keys) == Set(schema["required"]?.strings ?? []))
    }

    @Test func `there is a sample of every message`() {
        #expect(Set(ContractSample.all.map(\.type)) == Set(document.messages.keys).subtracting(["mail"]))
    }

    @Test func `times keep their microseconds and need no fraction`() throws {
        let whole = ClockBreached(ticket: .sample, metric: "resolution", cycle: 1, due: Date(timeIntervalSince1970: 0))
        let exact = ClockBreached(
            ticket: .sample,
            metric: "resolution",
            cycle: 1,
            due: Date(timeIntervalSince1970: 1_767_604_364.000_25)
        )

        #expect(try JSONValue(json: ContractJSON.encode(whole))["due"] == .string("1970-01-01T00:00:00Z"))
        #expect(try JSONValue(json: ContractJSON.encode(exact))["due"] == .string("2026-01-05T09:12:44.000250Z"))
        let decoded: ClockBreached = try ContractJSON(ContractJSON.encode(exact), type: ClockBreached.type).decode()
        #expect(abs(decoded.due.timeIntervalSince(exact.due)) < 0.000_001)
    }
}

extension ContractSample {
    static let all: [ContractSample] = inbound + inside

    private static let inbound: [ContractSample] = [
        ContractSample(
            "message.submitted",
            full: MessageSubmitted(
                from: Person(address: "ana@example.com", name: "Ana Lima"),
                subject: "Export fails",
                text: "It stops at 80 %.",
                conversation: "chat-17",
                plan: "enterprise",
                language: "pt-BR",
                vip: true,
                verified: true,
                urgency: "high",
                impact: "significant",
                category: "technical",
                issueType: "performance",
                attachments: [Attachment(name: "a.log", type: "text/plain", size: 1, url: "https://example.com/a.log")],
                sentAt: Date(timeIntervalSince1970: 1_767_604_364.25),
                openedBy: "maria"
            ),
            minimal: MessageSubmitted(from: Person(address: "ana@example.com"), text: "")
        ),
        ContractSample(
            "message.replied",
            full: MessageReplied(
                from: Person(address: "ana@example.com", name: "Ana Lima"),
                text: "Still fails.",
                ticket: "AB-1042",
                inReplyTo: "acme-chat:1",
                conversation: "chat-17",
                subject: "Export fails",
                attachments: [Attachment(name: "a.log")],
                sentAt: Date(timeIntervalSince1970: 1_767_604_364)
            ),
            minimal: MessageReplied(from: Person(address: "ana@example.com"), text: "Still fails.")
        ),
        ContractSample(
            "ticket.rated",
            full: TicketRated(ticket: "AB-1042", from: Person(address: "ana@example.com"), score: 5, comment: "Thanks"),
            minimal: TicketRated(ticket: "AB-1042", from: Person(address: "ana@example.com"), score: 1)
        ),
        ContractSample(
            "agent.replied",
            full: AgentReplied(
                ticket: "AB-1042",
                agent: "maria",
                text: "Which version?",
                delivered: true,
                waitingOn: "customer",
                answers: "chat-7f3a-0012"
            ),
            minimal: AgentReplied(ticket: "AB-1042", agent: "maria", text: "Which version?")
        ),
        ContractSample("agent.noted", AgentNoted(ticket: "AB-1042", agent: "maria", text: "As AB-977.")),
        ContractSample("ticket.assigned", TicketAssigned(ticket: "AB-1042", agent: "maria", assignee: "tomasz")),
        ContractSample(
            "ticket.prioritised",
            full: TicketPrioritised(
                ticket: "AB-1042",
                agent: "maria",
                priority: "P1",
                reason: "All of them.",
                category: "technical",
                subcategory: "bug",
                issueType: "technical"
            ),
            minimal: TicketPrioritised(ticket: "AB-1042", agent: "maria", priority: "P1")
        ),
        ContractSample(
            "ticket.paused",
            full: TicketPaused(ticket: "AB-1042", agent: "maria", waitingOn: "vendor", reference: "ADSK-1"),
            minimal: TicketPaused(ticket: "AB-1042", agent: "maria", waitingOn: "customer")
        ),
        moved("ticket.resumed"),
        ContractSample(
            "ticket.resolved",
            full: TicketResolved(ticket: "AB-1042", agent: "maria", text: "Update to 4.2.1."),
            minimal: TicketResolved(ticket: "AB-1042", agent: "maria")
        ),
        moved("ticket.reopened"),
        moved("ticket.closed"),
        ContractSample(
            "ticket.escalated",
            full: TicketEscalated(ticket: "AB-1042", agent: "maria", reason: "Renderer.", toTier: 3),
            minimal: TicketEscalated(ticket: "AB-1042", agent: "maria", reason: "Renderer.")
        ),
        ContractSample(
            "ticket.merged",
            full: TicketMerged(ticket: "AB-1057", into: "AB-1042", agent: "maria", reason: "She wrote twice."),
            minimal: TicketMerged(ticket: "AB-1057", into: "AB-1042", agent: "maria")
        ),
        ContractSample(
            "breach.annulled",
            BreachAnnulled(ticket: "AB-1042", metric: "first_response", cycle: 1, agent: "lee", reason: "An outage.")
        ),
        ContractSample("page.acknowledged", PageAcknowledged(page: UUID.sample.uuidString, by: "tomasz")),
    ]

    private static let inside: [ContractSample] = [
        ContractSample(TicketReceived(ticket: .sample)),
        ContractSample(TicketReplied(ticket: .sample, message: "acme-chat:1")),
        ContractSample(ClockBreached(ticket: .sample, metric: "first_response", cycle: 1, due: .distantFuture)),
        ContractSample(
            ClockWarned(ticket: .sample, metric: "resolution", cycle: 2, threshold: "80%", due: .distantFuture)
        ),
        ContractSample(
            ClocksFell(
                breached: [ClockBreached(ticket: .sample, metric: "resolution", cycle: 1, due: .distantFuture)],
                warned: [
                    ClockWarned(ticket: .sample, metric: "resolution", cycle: 2, threshold: "80%", due: .distantFuture)
                ]
            )
        ),
        ContractSample(
            "escalation.requested",
            full: EscalationRequested(
                ticket: .sample,
                trigger: "manual",
                cause: "acme-desk:1",
                by: "maria",
                reason: "Renderer.",
                toTier: 3
            ),
            minimal: EscalationRequested(ticket: .sample, trigger: "customer_request", cause: "a:1", by: "ana")
        ),
        ContractSample(PageUnanswered(ticket: .sample, page: .sample, rung: 1)),
        ContractSample(
            "plan.began",
            full: PlanBegan(programme: "p", customer: "@example.com", assignment: .sample, after: .sample),
            minimal: PlanBegan(programme: "p", customer: "ann@example.com", assignment: .sample)
        ),
        ContractSample(
            "policy.applied",
            full: PolicyApplied(programme: "p", version: 2, after: .sample),
            minimal: PolicyApplied(programme: "p", version: 2)
        ),
        ContractSample("notification.email", request),
        ContractSample("notification.webhook", request),
        ContractSample("notification.page", request),
        ContractSample("reply.requested", full: reply(isFull: true), minimal: reply(isFull: false)),
    ]

    private static let request = NotificationRequested(notification: .sample, ticket: .sample, attempt: 1)

    private static func moved(_ type: String) -> ContractSample {
        ContractSample(
            type,
            full: TicketMoved(ticket: "AB-1042", agent: "maria", reason: "The vendor delivered."),
            minimal: TicketMoved(ticket: "AB-1042", agent: "maria")
        )
    }

    private static func reply(isFull: Bool) -> WebhookBody {
        WebhookBody(
            id: UUID.sample.uuidString,
            kind: SupportDomain.Notification.Kind.acknowledgement.rawValue,
            programme: "archbuilder",
            to: isFull ? "ana@example.com" : nil,
            conversation: isFull ? "chat-17" : nil,
            ticket: TicketID.sample.description,
            number: 1042,
            subject: "Export fails",
            text: "We have your message.",
            page: isFull ? UUID.sample.uuidString : nil
        )
    }
}

extension UUID {
    fileprivate static let sample = DerivedID.make(at: Date(timeIntervalSince1970: 1_767_604_364), from: ["sample"])
}

extension TicketID {
    fileprivate static let sample = TicketID(.sample)
}
