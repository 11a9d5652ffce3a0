import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import WorkerRuntime

/// What a batch knows of the walks in it.
struct WalkState: Sendable {
    /// The tickets of each walk's chunk, by the message's id.
    let chunks: [UUID: TicketChunk]
    /// The plans on the customer list, as they are now, of those whose plan may have changed.
    let plans: [MessageKey: CustomerEntry]
    /// The tickets whose plan a gateway stated; its word wins over the list.
    let stated: Set<TicketID>
    /// The causes for which a ticket's plan has been changed, so that a copy of a walk's message changes none again.
    let changed: [TicketID: Set<String>]

    /// The chunk that each walk in a batch has come to.
    ///
    /// Plans begin by the hundreds, at the turn of a month: those that have come to the same place go on together.
    static func chunks(
        of inputs: [EscalationStage.Input],
        under policies: [String: Policy],
        in transaction: borrowing Transaction
    ) throws(PostgresError) -> [UUID: TicketChunk] {
        var chunks: [UUID: TicketChunk] = [:]
        var begun: [Stretch: [PlanBegan]] = [:]
        for input in inputs {
            switch input {
            case .policyApplied(let event):
                chunks[event.messageID] = try transaction.openTickets(
                    of: event.programme,
                    decidedBefore: event.version,
                    after: event.after
                )
            case .planBegan(let event) where policies[event.programme]?.reachesOpenTickets == true:
                begun[Stretch(programme: event.programme, after: event.after), default: []].append(event)
            default: continue
            }
        }
        for (stretch, events) in begun {
            let found = try transaction.openTickets(
                of: events.map(\.customer),
                in: stretch.programme,
                after: stretch.after
            )
            for event in events { chunks[event.messageID] = found[event.customer] }
        }
        return chunks
    }

    private struct Stretch: Hashable {
        var programme: String
        var after: TicketID?
    }

    /// Reads what the walks' tickets, which are locked by now, are to be compared with.
    init(
        _ chunks: [UUID: TicketChunk],
        of inputs: [EscalationStage.Input],
        among tickets: [TicketID: Ticket],
        at now: Date,
        in transaction: borrowing Transaction
    ) throws(PostgresError) {
        self.chunks = chunks
        let concerned = inputs.flatMap { input -> [TicketID] in
            guard case .planBegan(let event) = input else { return [] }
            return chunks[event.messageID]?.tickets ?? []
        }
        guard !concerned.isEmpty else {
            (plans, stated, changed) = ([:], [], [:])
            return
        }
        plans = try transaction.customers(concerned.compactMap { tickets[$0]?.customer }, at: now)
        let openings = try transaction.openingMessages(of: concerned)
        stated = Set(openings.values.filter { $0.hints["plan"] != nil }.map(\.ticketID))
        changed = try transaction.causes(of: [.planChanged], on: concerned)
    }
}

extension EscalationStage.Input {
    /// The policy that is known to be in force.
    var appliedPolicy: (String, Int)? {
        guard case .policyApplied(let event) = self else { return nil }
        return (event.programme, event.version)
    }
}

extension EscalationStage {
    /// Deals with the tickets of one chunk of a walk, and sends the message on to the next.
    func walk(_ input: Input, state: inout State, at now: Date) -> Outcome<Never> {
        switch input {
        case .policyApplied(let event): .done(publishing: apply(event, state: &state, at: now))
        case .planBegan(let event): .done(publishing: begin(event, state: &state, at: now))
        default: .done()
        }
    }

    /// Brings open tickets under the policy in force; a version that has been superseded leaves that to the next one's walk.
    private func apply(_ event: PolicyApplied, state: inout State, at now: Date) -> [OutgoingMessage] {
        guard let policy = state.policies[event.programme], policy.version == event.version else { return [] }
        return go(on: event, under: policy, state: &state, at: now) { ticket in
            ticket.keepUp(with: policy, at: now)
        }
    }

    /// Gives a customer's open tickets the plan that the customer has now, where the policy lets the change reach them.
    private func begin(_ event: PlanBegan, state: inout State, at now: Date) -> [OutgoingMessage] {
        guard let policy = state.policies[event.programme], policy.reachesOpenTickets else { return [] }
        let walks = state.walks
        let cause = "plan/\(event.assignment.uuidString.lowercased())"
        return go(on: event, under: policy, state: &state, at: now) { ticket in
            guard !walks.stated.contains(ticket.id), walks.changed[ticket.id]?.contains(cause) != true else {
                return []
            }
            var changed = ticket
            let before = changed.keepUp(with: policy, at: now)
            let effects = changed.follow(walks.plans[ticket.customer], because: cause, under: policy, at: now)
            guard changed.plan != ticket.plan else { return [] }
            ticket = changed
            return before + effects
        }
    }

    private func go(
        on event: some Walk,
        under policy: Policy,
        state: inout State,
        at now: Date,
        changing change: (inout Ticket) -> [TicketEffect]
    ) -> [OutgoingMessage] {
        let chunk = state.walks.chunks[event.messageID] ?? TicketChunk()
        var messages: [OutgoingMessage] = []
        for id in chunk.tickets {
            guard var ticket = state.after[id] else { continue }
            let effects = change(&ticket)
            state.after[id] = ticket
            messages += state.consequences.add(effects, on: ticket, under: policy, at: now)
        }
        guard let next = chunk.next else { return messages }
        var event = event
        event.after = next
        return messages + [event.outgoing]
    }
}
