package import AMQP
package import Foundation
package import Postgres
import SupportDomain
import SupportStore
package import WorkerRuntime

/// Gives every received ticket its category, priority, tier and clocks, and reads replies for a call for escalation.
///
/// Consumes ``TicketReceived`` and ``TicketReplied``; publishes ``NotificationRequested`` for the acknowledgement and
/// ``EscalationRequested``. A message that arrives twice is harmless: a triaged ticket is not triaged again, and an
/// escalation is asked for under the id of what caused it.
package struct TriageStage: Stage {
    private let policies: PolicyBook

    package init(policies: PolicyBook) {
        self.policies = policies
    }

    package enum Input: Sendable {
        case received(TicketReceived)
        case replied(TicketReplied)

        var ticket: TicketID {
            switch self {
            case .received(let event): event.ticket
            case .replied(let event): event.ticket
            }
        }
    }

    package struct State {
        var policies: [String: Policy]
        let before: [TicketID: Ticket]
        var after: [TicketID: Ticket]
        let openings: [TicketID: StoredMessage]
        let replies: [TicketID: [String: StoredMessage]]
        /// Of new tickets that were opened again already, those that had been solved.
        let solved: Set<TicketID>
        /// Of new tickets whose plan may have changed while they were being opened, what the customer list says now.
        let customers: [MessageKey: CustomerEntry]
        var consequences = Consequences()
    }

    package func decode(_ delivery: Delivery) throws(Rejection) -> Input {
        let body = ContractJSON(delivery.message.body, type: delivery.message.type ?? delivery.routingKey)
        switch delivery.message.type {
        case TicketReceived.type: return .received(try body.decode())
        case TicketReplied.type: return .replied(try body.decode())
        default: throw .unsupported("triage does not know messages of type '\(delivery.message.type ?? "missing")'")
        }
    }

    package func load(
        _ batch: [Envelope<Input>],
        at now: Date,
        in transaction: borrowing Transaction
    ) throws -> State {
        let tickets = try transaction.lockTickets(batch.map(\.input.ticket))
        let policies = try policies.inForce(knowing: tickets.values.policyVersions, in: transaction)
        let new = tickets.values.filter { $0.triagedAt == nil }
        let untriaged = new.map(\.id)
        let reopened = new.filter { $0.reopenCount > 0 }.map(\.id)
        // A plan that began while intake was writing has not seen the ticket.
        let following = new.filter { policies[$0.programme]?.reachesOpenTickets == true }.map(\.customer)
        let replies = batch.compactMap { envelope -> (TicketID, MessageKey)? in
            guard case .replied(let event) = envelope.input, let ticket = tickets[event.ticket] else { return nil }
            return (ticket.id, MessageKey(programme: ticket.programme, id: event.message))
        }
        let said = replies.isEmpty ? [:] : try transaction.messages(replies.map(\.1))
        return State(
            policies: policies,
            before: tickets,
            after: tickets,
            openings: untriaged.isEmpty ? [:] : try transaction.openingMessages(of: untriaged),
            replies: said.values.reduce(into: [:]) { $0[$1.ticketID, default: [:]][$1.sourceID] = $1 },
            solved: Set(try transaction.causes(of: [.resolved], on: reopened).keys),
            customers: try transaction.customers(Array(Set(following)), at: now)
        )
    }

    package func decide(_ envelope: Envelope<Input>, state: inout State, now: Date) -> Outcome<Never> {
        let id = envelope.input.ticket
        guard var ticket = state.after[id] else { return .rejected(.refused("there is no ticket \(id)")) }
        guard let policy = state.policies[ticket.programme] else {
            return .rejected(.refused("no policy is applied for the programme '\(ticket.programme)'"))
        }
        let effects: [TicketEffect]
        switch envelope.input {
        case .received:
            guard let opening = state.openings[id] else { return .done() }
            let entry = opening.hints["plan"] == nil ? state.customers[ticket.customer] : nil
            effects =
                ticket.follow(entry, because: "\(opening.sourceID)/triage", under: policy, at: now)
                + triage(&ticket, opening, hasBeenSolved: state.solved.contains(id), under: policy, at: now)
        case .replied(let event):
            guard let reply = state.replies[id]?[event.message] else {
                return .rejected(.refused("ticket \(id) has no message '\(event.message)'"))
            }
            effects = read(reply, on: ticket, under: policy)
        }
        state.after[id] = ticket
        return .done(publishing: state.consequences.add(effects, on: ticket, under: policy, at: now))
    }

    private func triage(
        _ ticket: inout Ticket,
        _ opening: StoredMessage,
        hasBeenSolved: Bool,
        under policy: Policy,
        at now: Date
    ) -> [TicketEffect] {
        let input = TriageInput(of: ticket, subject: opening.subject, text: opening.body, hints: opening.hints)
        let word = CustomerWord(
            message: opening.sourceID,
            from: opening.author,
            at: opening.saidAt,
            automatic: opening.hints["automatic"],
            openedBy: opening.hints["opened_by"]
        )
        return ticket.triage(
            policy.triage(input),
            saying: word,
            hasBeenSolved: hasBeenSolved,
            under: policy,
            at: now
        )
    }

    private func read(_ reply: StoredMessage, on ticket: Ticket, under policy: Policy) -> [TicketEffect] {
        let requests = ticket.requests(
            in: reply.body,
            subject: reply.subject,
            message: reply.sourceID,
            from: reply.author,
            under: policy
        )
        return requests.map { .requestEscalation($0) }
    }

    package func record(
        _: [Never],
        state: State,
        at now: Date,
        in transaction: borrowing Transaction
    ) throws {
        try transaction.enqueueSave(TicketChange.between(state.before, state.after), at: now)
        try transaction.enqueueSave(state.consequences, at: now)
    }
}
