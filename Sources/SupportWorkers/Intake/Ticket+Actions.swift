import Foundation
import SupportDomain
import SupportStore
import WorkerRuntime

extension Ticket {
    /// Does to the ticket what an agent, an operator or a rating customer says.
    ///
    /// `unread` is what the customer had said since the agent read what they answer.
    mutating func apply(
        _ message: InboundMessage,
        unread: UnreadWord? = nil,
        under policy: Policy,
        at now: Date
    ) -> Result<[TicketEffect], Rejection> {
        let cause = message.sourceID
        switch message.content {
        case .agentReplied(let said):
            var effects = answer(
                by: said.agent,
                text: said.text,
                message: cause,
                isDelivered: said.delivered ?? false,
                unread: unread,
                at: now,
                under: policy
            )
            if let waitingOn = said.waitingOn {
                guard let reason = Pause.Reason(waitingOn: waitingOn) else { return .failure(.unknownWait(waitingOn)) }
                guard reason != .customer || unread == nil else {
                    // Whom the agent waits for has spoken already.
                    return .success(effects + resume(by: said.agent, because: cause, at: now, under: policy))
                }
                effects += wait(for: reason, by: said.agent, because: cause, at: now, under: policy)
            } else if status == .waitingOnCustomer {  // a vendor goes on owing what they owe
                effects += resume(by: said.agent, because: cause, at: now, under: policy)
            }
            return .success(effects)
        case .noted(let said):
            record(.noted, by: said.agent, because: cause, at: now)
            return .success([])
        case .assigned(let said):
            assignee = said.assignee
            record(.assigned, by: said.agent, because: cause, at: now, ["assignee": said.assignee])
            return .success([])
        case .prioritised(let said):
            do throws(Rejection) {
                return .success(try prioritise(said, because: cause, at: now, under: policy))
            } catch {
                return .failure(error)
            }
        case .paused(let said):
            guard let reason = Pause.Reason(waitingOn: said.waitingOn) else {
                return .failure(.unknownWait(said.waitingOn))
            }
            return .success(
                wait(for: reason, by: said.agent, because: cause, reference: said.reference, at: now, under: policy)
            )
        case .resumed(let said):
            return .success(resume(by: said.agent, because: cause, reason: said.reason, at: now, under: policy))
        case .resolved(let said):
            return .success(resolve(by: said.agent, text: said.words, because: cause, at: now, under: policy))
        case .reopened(let said):
            return .success(reopen(by: said.agent, because: cause, reason: said.reason, at: now, under: policy))
        case .closed(let said):
            return .success(close(by: said.agent, reason: said.reason, because: cause, at: now, under: policy))
        case .escalated(let said):
            let request = EscalationRequest(
                .manual,
                because: cause,
                by: said.agent,
                reason: said.reason,
                toTier: said.toTier
            )
            return .success(ask(for: request, at: now))
        case .rated(let said):
            return .success(rate(said, because: cause, under: policy, at: now))
        case .mail, .submitted, .replied, .merged, .breachAnnulled, .pageAcknowledged:
            return .failure(.refused("it is not something that is done to a ticket"))
        }
    }

    private mutating func ask(for request: EscalationRequest, at now: Date) -> [TicketEffect] {
        record(
            .escalationRequested,
            by: request.by,
            because: request.cause,
            at: now,
            ["trigger": request.trigger.rawValue, "reason": request.reason]
        )
        return [.requestEscalation(request)]
    }

    private mutating func rate(
        _ said: TicketRated,
        because cause: String,
        under policy: Policy,
        at now: Date
    ) -> [TicketEffect] {
        record(
            .rated,
            by: said.from.address,
            because: cause,
            at: now,
            ["score": String(said.score), "comment": said.comment]
        )
        guard policy.isComplaint(rating: said.score) else { return [] }
        var effects: [TicketEffect] = []
        if status == .resolved {
            effects += reopen(
                by: said.from.address,
                because: cause,
                reason: "rated \(said.score) of 5",
                at: now,
                under: policy
            )
            expectAnswer(toRatingAt: now, under: policy)
        }
        return effects
            + ask(
                for: EscalationRequest(
                    .dissatisfaction,
                    because: cause,
                    by: said.from.address,
                    reason: said.comment ?? "rated \(said.score) of 5"
                ),
                at: now
            )
    }
}

extension Pause.Reason {
    /// Reads whom an agent waits for.
    fileprivate init?(waitingOn: String) {
        switch waitingOn {
        case "customer": self = .customer
        case "vendor": self = .vendor
        default: return nil
        }
    }
}

extension Rejection {
    fileprivate static func unknownWait(_ name: String) -> Rejection {
        .refused("'waiting_on' is '\(name)'; it is 'customer' or 'vendor'")
    }
}

extension InboundMessage {
    /// Tells an agent's message that was sent again from another one under the same id.
    var fingerprint: Int64 {
        let (direction, author, text) = said
        return SupportWorkers.fingerprint(of: [direction.rawValue, author, ticketName ?? "", text])
    }

    /// An agent's or operator's message as it is kept on the ticket: what was said, or what was done.
    func kept(on ticket: TicketID, at now: Date) -> StoredMessage {
        let (direction, author, text) = said
        return StoredMessage(
            programme: programme,
            sourceID: sourceID,
            ticketID: ticket,
            direction: direction,
            author: author,
            body: text,
            fingerprint: fingerprint,
            saidAt: now
        )
    }

    private var said: (StoredMessage.Direction, author: String, text: String) {
        switch content {
        case .agentReplied(let said): (.toCustomer, said.agent, said.text)
        case .noted(let said): (.internal, said.agent, said.text)
        case .assigned(let said): (.internal, said.agent, "assigned to \(said.assignee)")
        case .prioritised(let said): (.internal, said.agent, said.words)
        case .paused(let said): (.internal, said.agent, "waiting on \(said.waitingOn)")
        case .resumed(let said): (.internal, said.agent, said.reason ?? "resumed")
        case .reopened(let said): (.internal, said.agent, said.reason ?? "reopened")
        case .closed(let said): (.internal, said.agent, said.reason ?? "closed")
        case .resolved(let said): (.toCustomer, said.agent, said.words ?? RecordedTicket.silentResolution)
        case .escalated(let said): (.internal, said.agent, said.reason)
        case .merged(let said):
            (
                .internal, said.agent,
                ["merged into \(said.into)", said.reason].compactMap(\.self).joined(separator: ": ")
            )
        case .breachAnnulled(let said):
            (.internal, said.agent, "annulled the breach of \(said.metric), cycle \(said.cycle): \(said.reason)")
        case .rated(let said): (.internal, said.from.address, said.comment ?? "rated \(said.score) of 5")
        case .pageAcknowledged(let said): (.internal, said.by, "acknowledged page \(said.page)")
        case .mail, .submitted, .replied: (.fromCustomer, customerAddress ?? "unknown", "")
        }
    }
}
