import AMQP
import Foundation
import SupportDomain
import WorkerRuntime

extension IntakeStage {
    /// An agent ends a ticket in favour of another one.
    func merge(
        _ named: Ticket,
        as said: TicketMerged,
        _ message: InboundMessage,
        under policy: Policy,
        state: inout IntakeState,
        at now: Date
    ) -> Outcome<Never> {
        guard var target = state.ticket(named: said.into, of: message.programme, under: policy) else {
            return .rejected(.noTicket(said.into, of: message.programme))
        }
        var ticket = named
        let before = (
            source: ticket.keepUp(with: policy, at: now), target: target.keepUp(with: policy, at: now)
        )
        let formerTarget = target
        let merged = ticket.merge(
            into: &target,
            isOfPerson: state.isOfPerson(ticket),
            by: said.agent,
            because: message.sourceID,
            reason: said.reason,
            at: now,
            under: policy
        )
        switch merged {
        case .failure(let refusal):
            return .rejected(.refused(state.sentence(about: refusal, merging: ticket, into: target, under: policy)))
        case .success(var effects):
            let cause = message.sourceID
            effects.target += state.catchUp(&target, from: formerTarget, because: cause, under: policy, at: now)
            state.after[ticket.id] = ticket
            state.after[target.id] = target
            state.keep(message.kept(on: ticket.id, at: now))
            return .done(
                publishing: state.consequences.add(before.source + effects.source, on: ticket, under: policy, at: now)
                    + state.consequences.add(before.target + effects.target, on: target, under: policy, at: now)
            )
        }
    }
}

extension IntakeState {
    fileprivate func sentence(
        about refusal: MergeRefusal,
        merging ticket: Ticket,
        into target: Ticket,
        under policy: Policy
    ) -> String {
        let (from, into) = (ticket.label(under: policy), target.label(under: policy))
        switch refusal {
        case .isItself: return "\(from) cannot be merged into itself"
        case .isOfAnotherProgramme: return "\(from) and \(into) are of two programmes"
        case .hasEnded:
            guard ticket.mergedInto != nil else { return "\(from) is closed; reopen it, then merge" }
            return "\(from) was merged into \(successor(of: ticket).label(under: policy)) before; merge that"
        case .targetHasEnded:
            guard target.mergedInto != nil else { return "\(into) is closed, and takes no other ticket in" }
            let last = successor(of: target)
            guard last.id != ticket.id else { return "\(into) was merged into \(from); it cannot go on in itself" }
            return "\(into) was merged into \(last.label(under: policy)); merge into that"
        }
    }
}
