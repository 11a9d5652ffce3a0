package import Foundation

/// What a change to a ticket asks the rest of the fleet to do; the stage turns each into rows and messages.
package enum TicketEffect: Hashable, Sendable {
    /// Triage is to look at the new ticket.
    case triage
    /// Triage is to read what the customer said, under this source id.
    case readReply(message: String)
    /// A service level came close, or was missed; escalation is to know.
    case clockWarned(metric: Metric, cycle: Int, threshold: String, due: Date)
    case clockBreached(metric: Metric, cycle: Int, due: Date)
    /// Somebody is to be told; the words are the policy's.
    case notify(NotificationRequest)
    /// Escalation is to decide whether the ticket moves up.
    case requestEscalation(EscalationRequest)
    /// A person is to be woken.
    case page(Page)
    /// The ticket's open page, if it has one, is settled.
    case settlePage(Page.State, by: String)
    /// A breach on record no longer counts.
    case annulBreach(BreachName, reason: String)
}

/// A wish to tell somebody something, before it is put into the policy's words.
package struct NotificationRequest: Hashable, Sendable {
    package var kind: Notification.Kind
    /// What caused it; one cause makes one notification of a kind for a recipient.
    package var cause: String
    /// What an agent wrote, where the notification carries it.
    package var text: String?
    /// The agent who wrote it.
    package var agent: String?

    package init(_ kind: Notification.Kind, because cause: String, text: String? = nil, agent: String? = nil) {
        self.kind = kind
        self.cause = cause
        self.text = text
        self.agent = agent
    }
}

/// A wish that a ticket move up.
package struct EscalationRequest: Hashable, Sendable {
    package var trigger: EscalationTrigger
    /// What caused it; one cause escalates a ticket once.
    package var cause: String
    package var by: String
    package var reason: String?
    package var toTier: Int?
    /// The clock that was missed, if that is why.
    package var missed: MissedClock?

    package init(
        _ trigger: EscalationTrigger,
        because cause: String,
        by: String,
        reason: String? = nil,
        toTier: Int? = nil
    ) {
        self.trigger = trigger
        self.cause = cause
        self.by = by
        self.reason = reason
        self.toTier = toTier
    }

    /// What the watcher asks for when a clock was missed.
    package init(missed clock: MissedClock) {
        self.init(
            clock.metric == Metric.timeAtTier.rawValue ? .timeAtTier : .serviceLevelBreached,
            because: "\(clock.metric)/\(clock.cycle)/breach",
            by: "sla-watcher"
        )
        missed = clock
    }
}

/// A cycle of a clock, by the name of its metric.
package struct MissedClock: Hashable, Sendable {
    package let metric: String
    package let cycle: Int

    package init(metric: String, cycle: Int) {
        self.metric = metric
        self.cycle = cycle
    }
}
