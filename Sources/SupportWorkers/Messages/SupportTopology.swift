package import AMQP
import SupportDomain

/// The broker objects of the fleet: the one description that workers verify, `tierline topology` applies and `deploy/`
/// repeats for servers.
package enum SupportTopology {
    package enum Exchange {
        /// What gateways and agents publish, under `<programme>.<channel>`.
        package static let inbound = "support.inbound"
        /// What workers tell each other, under the event's type.
        package static let events = "support.events"
        /// Replies for chat gateways to deliver, under `<programme>.<channel>`; gateways bind queues of their own.
        package static let outbound = "support.outbound"
        /// The replay door: every work queue under its own name.
        package static let replay = "support.replay"
        /// What the broker itself gives up on.
        package static let dead = "support.dead"
        /// What no queue is bound for.
        package static let unroutable = "support.unroutable"
    }

    package enum Queue {
        package static let intake = "intake"
        package static let triage = "triage"
        package static let escalation = "escalation"
        package static let notifierEmail = "notifier.email"
        package static let notifierWebhook = "notifier.webhook"
        package static let notifierPage = "notifier.page"
        /// Holds the broker's rejects until the watcher has archived them.
        package static let dead = "dead"
        /// Holds what could not be routed until the watcher has archived it.
        package static let unroutable = "unroutable"

        /// The queues whose messages a worker handles, and to which dead letters can be replayed.
        package static let work = [intake, triage, escalation, notifierEmail, notifierWebhook, notifierPage]
    }

    /// Everything of it.
    ///
    /// Nothing of ours consumes `support.outbound`, so that a reply for which no gateway has bound a queue is archived
    /// as unroutable instead of being lost.
    package static let all = Topology(
        exchanges: [
            .init(Exchange.inbound, kind: .topic, alternateExchange: Exchange.unroutable),
            .init(Exchange.events, kind: .topic, alternateExchange: Exchange.unroutable),
            .init(Exchange.outbound, kind: .topic, alternateExchange: Exchange.unroutable),
            .init(Exchange.replay, kind: .direct),
            .init(Exchange.dead, kind: .fanout),
            .init(Exchange.unroutable, kind: .fanout),
        ],
        queues: (Queue.work + [Queue.dead, Queue.unroutable]).map { .init($0) },
        bindings: workBindings
            + Queue.work.map { .init(from: Exchange.replay, to: $0, routingKey: $0) }
            + [
                .init(from: Exchange.dead, to: Queue.dead),
                .init(from: Exchange.unroutable, to: Queue.unroutable),
            ],
        policies: [workPolicy]
    )

    private static let workBindings: [Topology.Binding] =
        [.init(from: Exchange.inbound, to: Queue.intake, routingKey: "#")]
        + [
            (TicketReceived.type, Queue.triage),
            (TicketReplied.type, Queue.triage),
            (ClockBreached.type, Queue.escalation),
            (ClockWarned.type, Queue.escalation),
            (ClocksFell.type, Queue.escalation),
            (EscalationRequested.type, Queue.escalation),
            (PageUnanswered.type, Queue.escalation),
            (PlanBegan.type, Queue.escalation),
            (PolicyApplied.type, Queue.escalation),
            (Notification.Queue.email.rawValue, Queue.notifierEmail),
            (Notification.Queue.webhook.rawValue, Queue.notifierWebhook),
            (Notification.Queue.page.rawValue, Queue.notifierPage),
        ].map { .init(from: Exchange.events, to: $1, routingKey: $0) }

    /// The last fence behind the workers' own quarantine.
    ///
    /// RabbitMQ 3.10 moves rejects at least once only where a full queue refuses new messages, and would otherwise move
    /// them at most once, which can lose them.
    private static let workPolicy = BrokerPolicy(
        "tierline-work",
        pattern: #"^(intake|triage|escalation|notifier\.(email|webhook|page))$"#,
        definition: [
            "delivery-limit": 50,
            "dead-letter-exchange": .string(Exchange.dead),
            "dead-letter-strategy": "at-least-once",
            "overflow": "reject-publish",
        ]
    )
}
