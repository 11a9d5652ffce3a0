package import AMQP
package import Foundation
package import Postgres
import SupportDomain
import SupportStore
package import WorkerRuntime

/// Moves tickets up the tiers, opens the new clocks, tells the customer, and calls people until somebody answers.
///
/// Consumes ``ClockBreached``, ``ClockWarned``, ``ClocksFell``, ``EscalationRequested`` and ``PageUnanswered``; publishes
/// ``NotificationRequested``. Each cause escalates a ticket once: the timeline knows which have been dealt with. It also
/// walks through the open tickets for ``PolicyApplied`` and ``PlanBegan``.
package struct EscalationStage: Stage {
    private let policies: PolicyBook

    package init(policies: PolicyBook) {
        self.policies = policies
    }

    package enum Input: Sendable {
        case breached(ClockBreached)
        case warned(ClockWarned)
        case fell(ClocksFell)
        case requested(EscalationRequested)
        case unanswered(PageUnanswered)
        case policyApplied(PolicyApplied)
        case planBegan(PlanBegan)

        /// The page that nobody answered in time, if that is what it tells.
        var unansweredPage: UUID? {
            guard case .unanswered(let event) = self else { return nil }
            return event.page
        }

        /// The ticket that it is about, if it is about one.
        var ticket: TicketID? {
            switch self {
            case .breached(let event): event.ticket
            case .warned(let event): event.ticket
            case .requested(let event): event.ticket
            case .unanswered(let event): event.ticket
            case .fell, .policyApplied, .planBegan: nil
            }
        }

        /// All tickets that it is about.
        var tickets: [TicketID] {
            guard case .fell(let event) = self else { return [ticket].compactMap(\.self) }
            return event.parts.map(\.ticket)
        }
    }

    package struct State {
        let policies: [String: Policy]
        let before: [TicketID: Ticket]
        var after: [TicketID: Ticket]
        /// Causes that have been dealt with, by ticket.
        var settled: [TicketID: Set<String>]
        /// Who is called for each page that nobody answered, by its id.
        let ladders: [UUID: PagingLadder]
        var consequences: Consequences
        let walks: WalkState
    }

    package func decode(_ delivery: Delivery) throws(Rejection) -> Input {
        let body = ContractJSON(delivery.message.body, type: delivery.message.type ?? delivery.routingKey)
        switch delivery.message.type {
        case ClockBreached.type: return .breached(try body.decode())
        case ClockWarned.type: return .warned(try body.decode())
        case ClocksFell.type: return .fell(try body.decode())
        case EscalationRequested.type: return .requested(try body.decode())
        case PageUnanswered.type: return .unanswered(try body.decode())
        case PolicyApplied.type: return .policyApplied(try body.decode())
        case PlanBegan.type: return .planBegan(try body.decode())
        default:
            throw .unsupported("escalation does not know messages of type '\(delivery.message.type ?? "missing")'")
        }
    }

    package func load(
        _ batch: [Envelope<Input>],
        at now: Date,
        in transaction: borrowing Transaction
    ) throws -> State {
        let inputs = batch.map(\.input)
        let applied = Dictionary(inputs.compactMap(\.appliedPolicy), uniquingKeysWith: max)
        let chunks = try WalkState.chunks(
            of: inputs,
            under: try policies.inForce(knowing: applied, in: transaction),
            in: transaction
        )
        let tickets = try transaction.lockTickets(inputs.flatMap(\.tickets) + chunks.values.flatMap(\.tickets))
        let known = tickets.values.policyVersions.merging(applied, uniquingKeysWith: max)
        let inForce = try policies.inForce(knowing: known, in: transaction)
        let openPages = try transaction.openPages(of: tickets.keys)
        let unanswered = Set(inputs.compactMap(\.unansweredPage))
        return State(
            policies: inForce,
            before: tickets,
            after: tickets,
            settled: try transaction.causes(of: [.escalated, .escalationDeclined], on: tickets.keys),
            ladders: try ladders(
                of: openPages.values.filter { unanswered.contains($0.id) },
                on: tickets,
                under: inForce,
                in: transaction
            ),
            consequences: Consequences(openPages: openPages),
            walks: try WalkState(chunks, of: inputs, among: tickets, at: now, in: transaction)
        )
    }

    /// Who is called for each page, by its id; left out where no policy says it any more.
    ///
    /// The policy in force may call nobody any more. A page that was sent climbs the ladder on which it began all the
    /// same, because somebody is to answer it. A worker may have forgotten how to read so old a policy: that page is
    /// for an operator, and holds up no other.
    private func ladders(
        of pages: some Collection<Page>,
        on tickets: [TicketID: Ticket],
        under inForce: [String: Policy],
        in transaction: borrowing Transaction
    ) throws -> [UUID: PagingLadder] {
        var ladders: [UUID: PagingLadder] = [:]
        for page in pages {
            guard let programme = tickets[page.ticketID]?.programme else { continue }
            if let ladder = inForce[programme]?.ladder(forTier: page.tier) {
                ladders[page.id] = ladder
                continue
            }
            do {
                let old = try policies.policy(programme, version: page.policyVersion, in: transaction)
                ladders[page.id] = old.ladder(forTier: page.tier)
            } catch is UnreadablePolicy {}
        }
        return ladders
    }

    package func size(of input: Input) -> Int {
        guard case .fell(let event) = input else { return 1 }
        return event.breached.count + event.warned.count
    }

    package func parts(of input: Input) -> [OutgoingMessage] {
        guard case .fell(let event) = input else { return [] }
        return event.parts.map(\.outgoing)
    }

    package func decide(_ envelope: Envelope<Input>, state: inout State, now: Date) -> Outcome<Never> {
        guard case .fell(let event) = envelope.input else { return decide(on: envelope.input, state: &state, at: now) }
        var outgoing: [OutgoingMessage] = []
        for part in event.parts {
            switch decide(on: Input(part), state: &state, at: now) {
            case .done(_, let messages): outgoing += messages
            // It is kept with its reason as a message of its own, and the others are dealt with.
            case .rejected: outgoing.append(part.outgoing)
            }
        }
        return .done(publishing: outgoing)
    }

    private func decide(on input: Input, state: inout State, at now: Date) -> Outcome<Never> {
        guard let id = input.ticket else { return walk(input, state: &state, at: now) }
        guard var ticket = state.after[id] else { return .rejected(.refused("there is no ticket \(id)")) }
        guard let policy = state.policies[ticket.programme] else {
            return .rejected(.refused("no policy is applied for the programme '\(ticket.programme)'"))
        }
        if case .unanswered(let event) = input {
            return callOn(event, about: ticket, under: policy, state: &state, at: now)
        }
        if case .warned(let event) = input {
            guard let clock = ticket.clock(event.metric, cycle: event.cycle), clock.isOpen,
                clock.breachedAt == nil
            else { return .done() }
            let warnings = ticket.warnings(of: clock, threshold: event.threshold, under: policy, at: now)
            return .done(publishing: state.consequences.send(warnings))
        }
        guard let request = EscalationRequest(input) else {
            return .rejected(.refused("the trigger is not one that a policy knows"))
        }
        guard state.settled[id, default: []].insert(request.cause).inserted else { return .done() }
        if let successor = ticket.mergedInto, case .requested = input {
            _ = ticket.decline(request, reason: "the ticket goes on in another one, which is asked", at: now)
            state.after[id] = ticket
            var forwarded = request
            forwarded.cause = "\(id)/\(request.cause)"  // the other one may have a cause of the same name
            return .done(publishing: [EscalationRequested(ticket: successor, forwarded).outgoing])
        }
        let page = state.consequences.openPages[id]
        var effects = ticket.keepUp(with: policy, at: now)
        effects += ticket.decide(on: request, while: page, under: policy, at: now)
        state.after[id] = ticket
        return .done(publishing: state.consequences.add(effects, on: ticket, under: policy, at: now))
    }

    private func callOn(
        _ event: PageUnanswered,
        about ticket: Ticket,
        under policy: Policy,
        state: inout State,
        at now: Date
    ) -> Outcome<Never> {
        guard let page = state.consequences.openPages[ticket.id], page.id == event.page else { return .done() }
        guard let ladder = state.ladders[page.id] else {
            let error = "nobody can be called for page \(page.name): the policy in force calls nobody, and version "
            return .rejected(.refused(error + "\(page.policyVersion), under which it began, cannot be read"))
        }
        var ticket = ticket
        guard let next = ticket.callOn(page, unansweredAt: event.rung, up: ladder, under: policy, at: now) else {
            return .done()
        }
        state.after[ticket.id] = ticket
        return .done(publishing: state.consequences.call(next, up: ladder, about: ticket, under: policy, at: now))
    }

    package func record(_: [Never], state: State, at now: Date, in transaction: borrowing Transaction) throws {
        try transaction.enqueueSave(TicketChange.between(state.before, state.after), at: now)
        try transaction.enqueueSave(state.consequences, at: now)
    }
}

extension EscalationRequest {
    /// Why the ticket should move up; nil for a trigger that is not known, and for events that ask for nothing.
    init?(_ input: EscalationStage.Input) {
        switch input {
        case .breached(let event):
            self.init(missed: MissedClock(metric: event.metric, cycle: event.cycle))
        case .requested(let event):
            guard let trigger = EscalationTrigger(rawValue: event.trigger) else { return nil }
            self.init(trigger, because: event.cause, by: event.by, reason: event.reason, toTier: event.toTier)
        case .fell, .warned, .unanswered, .policyApplied, .planBegan: return nil
        }
    }
}

extension EscalationStage.Input {
    /// A part of a message that tells of several clocks, as if it had come alone.
    fileprivate init(_ part: ClocksFell.Part) {
        switch part {
        case .warned(let event): self = .warned(event)
        case .breached(let event): self = .breached(event)
        }
    }
}

extension Ticket {
    fileprivate func clock(_ metric: String, cycle: Int) -> Clock? {
        clocks.first { $0.metric.rawValue == metric && $0.cycle == cycle }
    }
}
