package import Foundation

/// Why a ticket cannot be merged into another one.
package enum MergeRefusal: Error, Hashable, Sendable {
    case isItself
    case isOfAnotherProgramme
    /// The ticket that was to end has ended already: it is closed, or was merged into a third one.
    case hasEnded
    /// The ticket in which it was to go on has ended; by this no ticket ever goes on in itself.
    case targetHasEnded
}

/// What a merge asks the rest of the fleet to do, for each of the two tickets.
package struct MergeEffects: Hashable, Sendable {
    package var source: [TicketEffect] = []
    package var target: [TicketEffect] = []

    package init(source: [TicketEffect] = [], target: [TicketEffect] = []) {
        self.source = source
        self.target = target
    }
}

extension Ticket {
    /// Ends the ticket, which goes on in `target`: what the customer says on it from now on is heard there.
    ///
    /// Its clocks end, its page is settled, and what was missed stays on record. A customer who waits for an answer goes on
    /// waiting at `target`, for as long as they have waited already; where only programs have spoken (`isOfPerson` is false)
    /// nobody waits. Merging again into the same ticket changes nothing.
    package mutating func merge(
        into target: inout Ticket,
        isOfPerson: Bool = true,
        by agent: String,
        because cause: String,
        reason: String?,
        at now: Date,
        under policy: Policy
    ) -> Result<MergeEffects, MergeRefusal> {
        guard id != target.id else { return .failure(.isItself) }
        guard programme == target.programme else { return .failure(.isOfAnotherProgramme) }
        guard mergedInto != target.id else { return .success(MergeEffects()) }
        guard status != .closed else { return .failure(.hasEnded) }
        guard target.status != .closed else { return .failure(.targetHasEnded) }

        let ended = self
        let into = target.label(under: policy)
        return .success(
            MergeEffects(
                source: end(
                    in: target.id,
                    called: into,
                    by: agent,
                    because: cause,
                    reason: reason,
                    at: now,
                    under: policy
                ),
                target: target.takeOver(
                    ended,
                    isOfPerson: isOfPerson,
                    by: agent,
                    because: cause,
                    reason: reason,
                    at: now,
                    under: policy
                )
            )
        )
    }

    /// Ends the ticket because it goes on in another one, of which `name` is what people call it.
    mutating func end(
        in target: TicketID,
        called name: String?,
        by agent: String,
        because cause: String,
        reason: String?,
        at now: Date,
        under policy: Policy
    ) -> [TicketEffect] {
        endPause(at: now)
        recountClocks(under: policy)
        var effects = cancelClocks(Set(Metric.allCases), at: now)
        effects.append(.settlePage(.cancelled, by: agent))
        status = .closed
        closedAt = now
        mergedInto = target
        unansweredSince = nil
        record(
            .mergedInto,
            by: agent,
            because: cause,
            at: now,
            ["ticket": name, "id": target.description, "reason": reason]
        )
        effects.append(.notify(NotificationRequest(.merged, because: cause, text: name, agent: agent)))
        return effects
    }

    /// Goes on with what a merged ticket leaves: a word of its customer that nobody has answered makes it our turn, if it is
    /// a person's.
    mutating func takeOver(
        _ ended: Ticket,
        isOfPerson: Bool,
        by agent: String,
        because cause: String,
        reason: String?,
        at now: Date,
        under policy: Policy
    ) -> [TicketEffect] {
        record(
            .mergedFrom,
            by: agent,
            because: cause,
            at: now,
            [
                "ticket": ended.label(under: policy), "id": ended.id.description, "reason": reason,
                "automatic": isOfPerson ? nil : "only programs have spoken",
            ]
        )
        guard isOfPerson, let wordAt = ended.unansweredSince else { return [] }
        if ended.requester == requester, unansweredSince == nil {
            lastCustomerMessage = ended.lastCustomerMessage
            if ended.channel == channel { conversation = ended.conversation ?? conversation }
        }
        var effects: [TicketEffect] = []
        let why = "the customer of \(ended.label(under: policy)) waits for an answer"
        if status.isSettled {
            effects += reopen(by: agent, because: cause, reason: why, sinceWordAt: wordAt, at: now, under: policy)
        } else if status == .waitingOnCustomer {
            // The customer had spoken before anybody saw where it belongs; a question asked later is still unanswered.
            if let waitingSince, waitingSince < wordAt { endPause(at: wordAt) }
            effects += resume(by: agent, because: cause, reason: why, at: now, under: policy)
        }
        guard unansweredSince.map({ wordAt < $0 }) ?? true else { return effects }
        unansweredSince = wordAt
        return effects + awaitNextResponse(since: wordAt, at: now, under: policy)
    }

    /// Counts the wait for an answer from an older word than it was counted from; one that was missed is on record and
    /// not missed again, and one that is older still, or that an escalation gave less time, goes on.
    private mutating func awaitNextResponse(since wordAt: Date, at now: Date, under policy: Policy) -> [TicketEffect] {
        guard triagedAt != nil else { return [] }
        // Whether the watcher has been here yet makes no difference.
        var effects = watch(at: now)
        let goal = policy.goal(.nextResponse, for: facts(from: wordAt))
        let goesOn = clocks.contains { clock in
            guard clock.isOpen else { return false }
            return switch clock.metric {
            case .firstResponse: clock.breachedAt != nil
            case .nextResponse:
                clock.breachedAt != nil || clock.startedAt <= wordAt
                    || goal.map { clock.isDue(beforeOneOf: $0, from: wordAt, on: self, under: policy, at: now) } ?? true
            default: false
            }
        }
        guard !goesOn else { return effects }
        effects += cancelClocks([.nextResponse], at: now)
        let new = clocks.endIndex
        startClocks([.nextResponse], at: wordAt, under: policy)
        for index in clocks.indices[new...] {
            let actions = clocks[index].settlePast(at: now)
            effects += note(actions, of: clocks[index], at: now)
        }
        return effects
    }
}
