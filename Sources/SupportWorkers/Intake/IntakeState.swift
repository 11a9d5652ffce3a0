import Foundation
import SupportDomain
import SupportStore

/// What intake knows while it decides on a batch, and what it has decided so far.
package struct IntakeState {
    let policies: [String: Policy]
    let before: [TicketID: Ticket]
    var after: [TicketID: Ticket]
    /// Which ticket a message id belongs to; grows with the batch.
    var known: [MessageKey: KnownMessage]
    let numbers: [Int: TicketID]
    let customers: [MessageKey: CustomerEntry]
    /// What was said next after each message that the batch answers, if anything was by then.
    let nextWords: [MessageKey: UnreadWord]
    /// Of the tickets in a batch that merges some, those on which persons have spoken.
    let ofPersons: Set<TicketID>
    /// Those of the settled tickets whose plan the gateway stated; its word wins over the list.
    let statedPlans: Set<TicketID>
    /// The pages that the batch speaks of.
    let paged: [UUID: Page]
    /// Breaches that do not count, of the tickets on which the batch annuls some.
    var annulled: [TicketID: Set<BreachName>]
    var messages: [StoredMessage] = []
    var consequences: Consequences

    /// The ticket that a reference names, if it is of that programme.
    func ticket(_ reference: TicketReference?, of programme: String) -> Ticket? {
        let id: TicketID? =
            switch reference {
            case .id(let id): id
            case .number(let number): numbers[number]
            case nil: nil
            }
        guard let ticket = id.flatMap({ after[$0] }), ticket.programme == programme else { return nil }
        return ticket
    }

    /// The ticket of a programme that somebody names by number or id.
    func ticket(named name: String?, of programme: String, under policy: Policy) -> Ticket? {
        ticket(name.flatMap { TicketReference($0, prefix: policy.programme.ticketPrefix) }, of: programme)
    }

    /// The ticket that a message id leads to, if it is of that programme: one that is known, or that our own id names.
    func ticket(referredToAs id: String, of programme: String) -> Ticket? {
        let known = known[MessageKey(programme: programme, id: id)]?.ticketID
        guard let ticket = (known ?? OwnMessageID.ticket(in: id)).flatMap({ after[$0] }),
            ticket.programme == programme
        else { return nil }
        return ticket
    }

    /// The ticket in which a ticket goes on: itself, unless it was merged.
    func successor(of ticket: Ticket) -> Ticket {
        var ticket = ticket
        while let next = ticket.mergedInto.flatMap({ after[$0] }) { ticket = next }
        return ticket
    }

    /// The ticket of a requester that was merged into another requester's; of those that this batch knows.
    func merged(into ticket: Ticket, from requester: String) -> TicketID? {
        guard ticket.requester != requester else { return nil }
        return after.values.filter { other in
            other.mergedInto != nil && other.requester == requester && successor(of: other).id == ticket.id
        }
        .map(\.id).min()
    }

    /// The first thing that the customer has said on a ticket since the message that is answered, be that of a ticket that
    /// was merged into it; nil if that is the last one, if no such message is known there, and where nobody waits for an
    /// answer any more.
    func unreadWord(since answered: MessageKey?, on ticket: Ticket) -> UnreadWord? {
        guard let answered, let message = known[answered], message.fingerprint != nil,
            after[message.ticketID].map({ successor(of: $0).id }) == ticket.id, ticket.unansweredSince != nil
        else { return nil }
        if let word = nextWords[answered] { return word }
        // Of what this batch has heard, that comes after it; all of it, if it was heard before.
        let heard = ticket.newEvents
        let start = heard.firstIndex { $0.cause == answered.id }.map { $0 + 1 } ?? heard.startIndex
        return heard[start...].first { $0.isWordOfPerson && $0.data["only_kept"] == nil }
            .map { UnreadWord(message: $0.cause, at: $0.at) }
    }

    /// Whether a person has spoken on a ticket, or on one that was merged into it, and not only programs.
    func isOfPerson(_ ticket: Ticket) -> Bool {
        ofPersons.contains(ticket.id) || ticket.newEvents.contains(where: \.bringsPerson)
    }

    /// Whether something has come in under this id.
    func isStored(_ id: String, of programme: String) -> Bool {
        known[MessageKey(programme: programme, id: id)]?.fingerprint != nil
    }

    /// Keeps a message, and remembers which ticket its ids belong to.
    mutating func keep(_ message: StoredMessage) {
        messages.append(message)
        for id in [message.sourceID] + message.references {
            let key = MessageKey(programme: message.programme, id: id)
            known[key] = KnownMessage(
                key: key,
                ticketID: message.ticketID,
                fingerprint: id == message.sourceID ? message.fingerprint : known[key]?.fingerprint
            )
        }
    }
}
