import AMQP
import Foundation
import SupportDomain
import WorkerRuntime

extension IntakeStage {
    /// An agent or operator says that a breach does not count.
    func annul(
        _ said: BreachAnnulled,
        on named: Ticket,
        _ message: InboundMessage,
        under policy: Policy,
        state: inout IntakeState,
        at now: Date
    ) -> Outcome<Never> {
        guard let metric = Metric(rawValue: said.metric) else {
            return .rejected(.refused("'\(said.metric)' is no service level"))
        }
        var ticket = named
        let breach = BreachName(metric: metric, cycle: said.cycle)
        let annulled = ticket.annul(
            breach,
            by: said.agent,
            because: message.sourceID,
            reason: said.reason,
            given: state.annulled[ticket.id] ?? [],
            at: now
        )
        switch annulled {
        case .failure(let none):
            let label = ticket.label(under: policy)
            let breaches = none.breaches.map(\.description).joined(separator: "; ")
            let others = breaches.isEmpty ? "it has none" : "it has \(breaches)"
            return .rejected(.refused("\(label) has no breach of \(breach); \(others)"))
        case .success(let effects):
            state.annulled[ticket.id, default: []].insert(breach)
            state.after[ticket.id] = ticket
            state.keep(message.kept(on: ticket.id, at: now))
            return .done(publishing: state.consequences.add(effects, on: ticket, under: policy, at: now))
        }
    }
}
