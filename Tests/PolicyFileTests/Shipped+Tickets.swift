import Foundation
import SupportDomain
import Testing

/// A message and when it comes in, by the wall clock of its plan.
struct Arriving: Sendable {
    let subject: String
    let at: String
    var plan = ""
    var channel = "email"
    var language: String?
    var isVIP = false
    var isVerified = false

    init(
        _ subject: String,
        at: String = "Mon 2026-01-12 10:00",
        plan: String = "",
        channel: String = "email",
        language: String? = nil,
        isVIP: Bool = false,
        isVerified: Bool = false
    ) {
        (self.subject, self.at, self.plan, self.channel) = (subject, at, plan, channel)
        (self.language, self.isVIP, self.isVerified) = (language, isVIP, isVerified)
    }
}

extension Shipped {
    /// A moment by the wall clock of a plan.
    func moment(_ text: String, plan: String = "") throws -> Date {
        let policy = try policy
        return try Promise.moment(text, in: policy.calendar(named: policy.plan(plan).calendar).zone)
    }

    func decision(on message: Arriving) throws -> TriageDecision {
        try policy.triage(
            TriageInput(
                subject: message.subject,
                text: "",
                channel: message.channel,
                plan: message.plan,
                language: message.language,
                isVIP: message.isVIP,
                isVerified: message.isVerified
            )
        )
    }

    /// The ticket that a message opens, as triage leaves it, and what is to be done because of it.
    ///
    /// `manager` is the customer's own.
    func ticket(for message: Arriving, manager: String? = nil) throws -> (ticket: Ticket, effects: [TicketEffect]) {
        let policy = try policy
        let now = try moment(message.at, plan: message.plan)
        let word = CustomerWord(message: "first", from: "ann@example.com", at: now)
        var ticket = Ticket(
            id: .opened(by: "first", of: rawValue, at: now),
            programme: rawValue,
            channel: message.channel,
            requester: "ann@example.com",
            subject: message.subject,
            plan: policy.plan(message.plan).id,
            language: message.language,
            isVIP: message.isVIP,
            policyVersion: 1,
            createdAt: now
        )
        ticket.manager = manager
        _ = ticket.open(with: word)
        let effects = ticket.triage(try decision(on: message), saying: word, under: policy, at: now)
        return (ticket, effects)
    }

    /// Moves a ticket as the policy says for a trigger; nil where it says nothing.
    func escalate(
        _ ticket: inout Ticket,
        for trigger: EscalationTrigger,
        missing metric: Metric? = nil,
        at now: Date
    ) throws -> [TicketEffect]? {
        let policy = try policy
        let decision = policy.escalation(of: ticket.facts, trigger: trigger, metric: metric, at: now)
        return decision.map {
            ticket.escalate(
                $0,
                for: EscalationRequest(trigger, because: "test", by: "tests"),
                while: nil,
                under: policy,
                at: now
            )
        }
    }
}

extension Ticket {
    /// The newest cycle of a clock.
    func clock(_ metric: Metric) -> Clock? { clocks.last { $0.metric == metric } }
}

extension [TicketEffect] {
    /// The kinds of what somebody is to be told.
    var told: [SupportDomain.Notification.Kind] {
        compactMap { if case .notify(let request) = $0 { request.kind } else { nil } }
    }

    /// The metrics that were missed.
    var breached: [Metric] { compactMap { if case .clockBreached(let metric, _, _) = $0 { metric } else { nil } } }

    var paged: [Page] { compactMap { if case .page(let page) = $0 { page } else { nil } } }
}
