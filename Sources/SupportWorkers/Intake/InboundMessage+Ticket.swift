import Foundation
import Mail
import SupportDomain
import SupportStore

// Which ticket a message belongs to.
extension InboundMessage {
    var key: MessageKey { MessageKey(programme: programme, id: sourceID) }

    /// Every id under which the message, or what it refers to, may be known.
    var keys: [MessageKey] {
        ([sourceID] + references + aliases).map { MessageKey(programme: programme, id: $0) }
    }

    var customerKey: MessageKey? {
        customerAddress.map { MessageKey(programme: programme, id: $0) }
    }

    /// The page that is acknowledged.
    var page: UUID? {
        guard case .pageAcknowledged(let said) = content else { return nil }
        return UUID(uuidString: said.page)
    }

    /// The tickets that the message names: outright, in its subject, or by referring to a mail of ours.
    func ticketReferences(under policies: [String: Policy]) -> [TicketReference] {
        guard let prefix = policies[programme]?.programme.ticketPrefix else { return [] }
        var found = references.compactMap(OwnMessageID.ticket).map(TicketReference.id)
        if let name = ticketName.flatMap({ TicketReference($0, prefix: prefix) }) { found.append(name) }
        if let name = subject.flatMap({ TicketReference(inSubject: $0, prefix: prefix) }) { found.append(name) }
        return found
    }

    private var subject: String? {
        switch content {
        case .mail(let mail, _): mail.subject
        case .submitted(let said): said.subject
        case .replied(let said): said.subject
        default: nil
        }
    }

    /// The ticket that what a customer says belongs to; nil if it opens one.
    ///
    /// A mail that refers to one of ours, or to one that is known, belongs to its ticket. A number in the subject, or in
    /// a reply's `ticket`, counts only if the ticket is the sender's own, because numbers can be guessed. A closed ticket,
    /// or one that was resolved too long ago for the policy, takes nothing more.
    func ticket(for statement: CustomerStatement, under policy: Policy, in state: IntakeState, at now: Date) -> Ticket? {
        let byReference =
            references.lazy.compactMap(OwnMessageID.ticket).compactMap { state.after[$0] }
            .first { $0.programme == programme }
            ?? (references + aliases + [sourceID]).lazy
            .compactMap { state.known[MessageKey(programme: programme, id: $0)] }
            .compactMap { state.after[$0.ticketID] }
            .first
        let ticket =
            byReference
            ?? ticketReferences(under: [programme: policy]).lazy
            .compactMap { state.ticket($0, of: programme) }
            .first { $0.requester == statement.from.address }
        guard let ticket, ticket.status != .closed else { return nil }
        if let resolvedAt = ticket.resolvedAt,
            now.timeIntervalSince(resolvedAt) > Double(policy.limits.reopenWindow)
        {
            return nil
        }
        return ticket
    }

    /// The ticket that a customer's statement opens.
    func newTicket(
        for statement: CustomerStatement,
        openedBy sourceID: String,
        under policy: Policy,
        in state: IntakeState,
        at now: Date
    ) -> Ticket {
        let entry = customerKey.flatMap { state.customers[$0] }
        return Ticket(
            id: .opened(by: sourceID, of: programme, at: now),
            programme: programme,
            channel: channel,
            requester: statement.from.address,
            requesterName: statement.from.name,
            subject: statement.subject.isEmpty ? "(no subject)" : statement.subject,
            plan: policy.plan(statement.plan ?? entry?.plan).id,
            language: statement.language,
            isVIP: statement.isVIP || entry?.isVIP == true,
            policyVersion: policy.version,
            createdAt: now
        )
    }

    /// The ids by which later messages may find the ticket and that do not lead to one yet.
    func newReferences(given state: IntakeState) -> [String] {
        var seen: Set<String> = [sourceID]
        return (aliases + references).filter { id in
            seen.insert(id).inserted && OwnMessageID.ticket(in: id) == nil
                && state.known[MessageKey(programme: programme, id: id)] == nil
        }
    }
}
