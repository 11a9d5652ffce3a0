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
            + [answeredKey].compactMap(\.self)
    }

    /// The last message that an agent had read when they answered, if they say which.
    var answeredKey: MessageKey? {
        guard case .agentReplied(let said) = content else { return nil }
        return said.answers.map { MessageKey(programme: programme, id: $0) }
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
        found += [ticketName, successorName].compactMap(\.self).compactMap { TicketReference($0, prefix: prefix) }
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
    /// A mail that refers to one of ours, or to one that is known, belongs to its ticket; the nearest reference counts. A
    /// number in the subject, or in a reply's `ticket`, counts only if the ticket is the sender's own, because numbers can
    /// be guessed; an id under which something else has come in, because it was badly chosen. Where a ticket was merged, it
    /// belongs to the one in which that goes on. A closed ticket, or one that was resolved too long ago for the policy, takes
    /// nothing more; nor does a resolved one from others than the requester where their words would not reopen it, because
    /// nobody looks there.
    func ticket(for statement: CustomerStatement, under policy: Policy, in state: IntakeState, at now: Date) -> Ticket?
    {
        func isSenders(_ ticket: Ticket) -> Bool { ticket.requester == statement.from.address }
        func takesThis(_ ticket: Ticket) -> Bool {
            guard ticket.takesMore(under: policy, at: now) else { return false }
            return !ticket.status.isSettled || policy.limits.countsOthersReplies || isSenders(ticket)
                || state.merged(into: ticket, from: statement.from.address) != nil
        }

        let byReference = references.lazy.compactMap { state.ticket(referredToAs: $0, of: programme) }
        let byOwnID = (aliases + [sourceID]).lazy.compactMap { id in
            state.ticket(referredToAs: id, of: programme)
                .flatMap { state.isStored(id, of: programme) && !isSenders($0) ? nil : $0 }
        }
        let byName = ticketReferences(under: [programme: policy]).lazy
            .compactMap { state.ticket($0, of: programme) }.filter(isSenders)
        return byReference.map(state.successor).first(where: takesThis)
            ?? byOwnID.map(state.successor).first(where: takesThis)
            ?? byName.map(state.successor).first(where: takesThis)
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
        // A gateway may say the plan by a name that the policy does not have; the customer list knows better then.
        let stated = statement.plan.flatMap { plan in policy.plans.first { $0.id == plan }?.id }
        var ticket = Ticket(
            id: .opened(by: sourceID, of: programme, at: now),
            programme: programme,
            channel: channel,
            requester: statement.from.address,
            requesterName: statement.from.name,
            address: statement.address,
            subject: statement.subject.isEmpty ? "(no subject)" : statement.subject,
            plan: policy.plan(stated ?? entry?.plan).id,
            language: statement.language,
            isVIP: statement.isVIP || entry?.isVIP == true,
            policyVersion: policy.version,
            createdAt: now
        )
        ticket.manager = entry?.manager
        return ticket
    }

    /// The ids by which later messages are to find the ticket and that do not lead to it yet.
    ///
    /// An id that leads to a ticket that takes nothing more leads to this one from now on, so that the next line of a
    /// conversation does not open another.
    func newReferences(to ticket: TicketID, under policy: Policy, in state: IntakeState, at now: Date) -> [String] {
        var seen: Set<String> = []
        return (aliases + references + [sourceID]).filter { id in
            guard seen.insert(id).inserted else { return false }
            guard let current = state.ticket(referredToAs: id, of: programme).map(state.successor) else {
                return id != sourceID && OwnMessageID.ticket(in: id) == nil
            }
            return current.id != ticket && !current.takesMore(under: policy, at: now)
        }
    }
}

extension Ticket {
    /// Whether what a customer says can still be added to the ticket.
    fileprivate func takesMore(under policy: Policy, at now: Date) -> Bool {
        guard status != .closed else { return false }
        guard let resolvedAt else { return true }
        return now.timeIntervalSince(resolvedAt) <= Double(policy.limits.reopenWindow)
    }
}
