package import AMQP
package import Foundation
package import Postgres
import SupportDomain
import SupportStore
package import WorkerRuntime

/// The one door for everything said on a ticket: keeps it, finds or opens its ticket, and moves the ticket's clocks.
///
/// Consumes what gateways and agents publish to `support.inbound`; publishes ``TicketReceived``, ``TicketReplied``,
/// ``EscalationRequested`` and ``NotificationRequested``. The message's id is the inbox: what is stored under it has been
/// dealt with, and a copy changes nothing.
package struct IntakeStage: Stage {
    private let policies: PolicyBook

    package init(policies: PolicyBook) {
        self.policies = policies
    }

    package func decode(_ delivery: Delivery) throws(Rejection) -> InboundMessage {
        try InboundMessage(delivery, key: delivery.message.key)
    }

    package func load(
        _ batch: [Envelope<InboundMessage>],
        at now: Date,
        in transaction: borrowing Transaction
    ) throws -> IntakeState {
        let messages = batch.map(\.input)
        let keys = Set(messages.flatMap(\.keys)).sorted()
        try transaction.enqueueLock(of: keys)
        let spokenOf = Dictionary(messages.map { ($0.programme, 1) }) { first, _ in first }
        var policies = try policies.inForce(knowing: spokenOf, in: transaction)
        var known = try transaction.knownMessages(keys)
        let others = messages.compactMap { $0.keyBesideOther(in: known) }
        if !others.isEmpty { known.merge(try transaction.knownMessages(others)) { first, _ in first } }

        let references = messages.flatMap { $0.ticketReferences(under: policies) }
        let numbers = try transaction.ticketIDs(references.compactMap(\.number))
        let named = references.compactMap(\.id) + numbers.values
        let pages = try transaction.pages(messages.compactMap(\.page))
        let wanted = Set(known.values.map(\.ticketID) + named + pages.values.map(\.ticketID))
        let tickets = try transaction.lockTicketsAndSuccessors(of: wanted)
        // One that is reopened has the plan that its customer has by then.
        let settled = tickets.values.filter(\.status.isSettled)
        let customers = Set(messages.compactMap(\.customerKey) + settled.map(\.customer))
        let openings = settled.isEmpty ? [:] : try transaction.openingMessages(of: settled.map(\.id))
        let annulsBreaches = messages.contains { if case .breachAnnulled = $0.content { true } else { false } }
        let merges = messages.contains { $0.successorName != nil }
        // What was decided under a newer version than this worker has looked for is not carried on under an older one.
        policies.merge(try self.policies.inForce(knowing: tickets.values.policyVersions, in: transaction)) { $1 }
        return IntakeState(
            policies: policies,
            before: tickets,
            after: tickets,
            known: known,
            numbers: numbers,
            customers: try transaction.customers(Array(customers), at: now),
            nextWords: try transaction.nextWords(after: messages.compactMap(\.answeredKey)),
            ofPersons: merges ? try transaction.ticketsOfPersons(among: tickets.keys) : [],
            statedPlans: Set(openings.values.filter { $0.hints["plan"] != nil }.map(\.ticketID)),
            paged: pages,
            annulled: annulsBreaches ? try transaction.annulledBreaches(of: tickets.keys) : [:],
            consequences: Consequences(openPages: try transaction.openPages(of: tickets.keys))
        )
    }

    package func decide(
        _ envelope: Envelope<InboundMessage>,
        state: inout IntakeState,
        now: Date
    ) -> Outcome<Never> {
        let message = envelope.input
        guard let policy = state.policies[message.programme] else {
            return .rejected(
                .refused(
                    "no policy is applied for the programme '\(message.programme)'; "
                        + "apply one with 'tierline policy apply', then replay"
                )
            )
        }
        if let statement = CustomerStatement(message) {
            return .done(publishing: hear(statement, in: message, under: policy, state: &state, at: now))
        }
        if let fingerprint = state.known[message.key]?.fingerprint {
            guard fingerprint == message.fingerprint else {
                return .rejected(.refused("another message has the id '\(message.sourceID)'; give each its own"))
            }
            return .done()  // sent again
        }
        return act(message, under: policy, state: &state, at: now)
    }

    // A customer speaks: nothing of it is refused, whatever it refers to.

    private func hear(
        _ statement: CustomerStatement,
        in message: InboundMessage,
        under policy: Policy,
        state: inout IntakeState,
        at now: Date
    ) -> [OutgoingMessage] {
        var key = message.key
        if let fingerprint = state.known[key]?.fingerprint {
            guard fingerprint != statement.fingerprint else { return [] }  // sent again
            key = statement.keyBesideOther(under: key)
            guard state.known[key] == nil else { return [] }
        }
        let existing = message.ticket(for: statement, under: policy, in: state, at: now)
        let word = CustomerWord(
            message: key.id,
            reference: statement.reference,
            from: statement.from.address,
            conversation: (existing?.channel ?? message.channel) == message.channel ? statement.conversation : nil,
            at: now,
            automatic: statement.automatic,
            openedBy: existing == nil ? statement.openedBy : nil,
            requesterOf: existing.flatMap { state.merged(into: $0, from: statement.from.address) }
        )
        var ticket: Ticket
        let effects: [TicketEffect]
        if let existing {
            ticket = existing
            effects =
                ticket.keepUp(with: policy, at: now) + ticket.hear(word, under: policy)
                + state.catchUp(&ticket, from: existing, because: key.id, under: policy, at: now)
        } else {
            ticket = message.newTicket(for: statement, openedBy: key.id, under: policy, in: state, at: now)
            effects = ticket.open(with: word)
        }
        state.after[ticket.id] = ticket
        let references = message.newReferences(to: ticket.id, under: policy, in: state, at: now)
        state.keep(statement.stored(as: key, on: ticket.id, references: references, at: now))
        return state.consequences.add(effects, on: ticket, under: policy, at: now)
    }

    // An agent or operator acts, or a customer rates: this needs a ticket that is there.

    private func act(
        _ message: InboundMessage,
        under policy: Policy,
        state: inout IntakeState,
        at now: Date
    ) -> Outcome<Never> {
        if case .pageAcknowledged(let said) = message.content {
            return acknowledge(said, message, under: policy, state: &state, at: now)
        }
        guard let named = state.ticket(named: message.ticketName, of: message.programme, under: policy) else {
            return .rejected(.noTicket(message.ticketName, of: message.programme))
        }
        switch message.content {
        case .merged(let said): return merge(named, as: said, message, under: policy, state: &state, at: now)
        case .breachAnnulled(let said):
            return annul(said, on: named, message, under: policy, state: &state, at: now)
        default: break
        }
        let current = state.successor(of: named)
        var ticket = current
        guard ticket.id == named.id || message.isWord else {
            let (from, into) = (named.label(under: policy), ticket.label(under: policy))
            return .rejected(.refused("\(from) was merged into \(into); do it there"))
        }
        let before = ticket.keepUp(with: policy, at: now)
        let unread = state.unreadWord(since: message.answeredKey, on: ticket)
        switch ticket.apply(message, unread: unread, under: policy, at: now) {
        case .failure(let rejection): return .rejected(rejection)
        case .success(let after):
            let effects =
                before + after
                + state.catchUp(&ticket, from: current, because: message.sourceID, under: policy, at: now)
            state.after[ticket.id] = ticket
            state.keep(message.kept(on: ticket.id, at: now))
            return .done(publishing: state.consequences.add(effects, on: ticket, under: policy, at: now))
        }
    }

    private func acknowledge(
        _ said: PageAcknowledged,
        _ message: InboundMessage,
        under policy: Policy,
        state: inout IntakeState,
        at now: Date
    ) -> Outcome<Never> {
        guard let page = UUID(uuidString: said.page).flatMap({ state.paged[$0] }),
            var ticket = state.after[page.ticketID], ticket.programme == message.programme
        else { return .rejected(.refused("there is no page '\(said.page)'")) }
        var effects: [TicketEffect] = []
        if state.consequences.openPages[ticket.id]?.id == page.id {
            effects = ticket.acknowledge(page, by: said.by, because: message.sourceID, at: now)
        }
        state.after[ticket.id] = ticket
        state.keep(message.kept(on: ticket.id, at: now))
        return .done(publishing: state.consequences.add(effects, on: ticket, under: policy, at: now))
    }

    package func record(_: [Never], state: IntakeState, at now: Date, in transaction: borrowing Transaction) throws {
        try transaction.enqueueSave(TicketChange.between(state.before, state.after), at: now)
        try transaction.enqueueInsert(state.messages)
        try transaction.enqueueSave(state.consequences, at: now)
    }
}

extension Rejection {
    static func noTicket(_ name: String?, of programme: String) -> Rejection {
        .refused("there is no ticket '\(name ?? "")' in the programme '\(programme)'")
    }
}

extension InboundMessage {
    /// The key under which the message is kept if another one is stored under its own.
    fileprivate func keyBesideOther(in known: [MessageKey: KnownMessage]) -> MessageKey? {
        guard let fingerprint = known[key]?.fingerprint, let statement = CustomerStatement(self),
            statement.fingerprint != fingerprint
        else { return nil }
        return statement.keyBesideOther(under: key)
    }
}

extension CustomerStatement {
    fileprivate func keyBesideOther(under key: MessageKey) -> MessageKey {
        MessageKey(programme: key.programme, id: "\(key.id)#\(String(UInt64(bitPattern: fingerprint), radix: 16))")
    }
}
