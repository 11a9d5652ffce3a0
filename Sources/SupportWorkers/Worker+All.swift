import Postgres
import Schema
package import WorkerRuntime

extension Worker {
    /// Keeps everything said on tickets and opens them.
    package static let intake = Worker("intake") { context in
        [context.consume(SupportTopology.Queue.intake, with: IntakeStage(policies: PolicyBook()))]
    }

    /// Gives tickets their category, priority, tier and clocks.
    package static let triage = Worker("triage") { context in
        [context.consume(SupportTopology.Queue.triage, with: TriageStage(policies: PolicyBook()))]
    }

    /// Fires what falls due, sweeps the outbox and archives what the broker gave up on.
    package static let slaWatcher = Worker("sla-watcher") { context in
        [TimerService(context: context), context.relayOutbox()]
            + context.archiveBrokerRejects(
                dead: SupportTopology.Queue.dead,
                unroutable: SupportTopology.Queue.unroutable
            )
    }

    /// Moves tickets up the tiers and calls people.
    package static let escalation = Worker("escalation") { context in
        [context.consume(SupportTopology.Queue.escalation, with: EscalationStage(policies: PolicyBook()))]
    }

    /// Delivers mails, webhooks, chat replies and pages, each kind from a queue of its own.
    package static let notifier = Worker("notifier", settings: Setting.notifying) { context in
        let handler = NotifyHandler(doors: try context.deliveryDoors())
        return [
            SupportTopology.Queue.notifierPage, SupportTopology.Queue.notifierEmail,
            SupportTopology.Queue.notifierWebhook,
        ].map { context.consume($0, handling: handler) }
    }

    /// All of them, as `tierline work` hosts them.
    package static let all = [intake, triage, slaWatcher, escalation, notifier]
}

extension WorkerProcess {
    /// A process of Tierline's workers: it starts only with the topology and the schema that they expect.
    ///
    /// One environment or file may serve all of them: what another worker reads is no mistake.
    package init(_ name: String) {
        self.init(
            name,
            otherSettings: Worker.all.flatMap(\.settings),
            topology: SupportTopology.all
        ) { database in
            let status = try await Migrator.status(database, migrations: Migration.all)
            if let problem = status.problem { throw Refusal(.unavailable, problem) }
        }
    }
}
