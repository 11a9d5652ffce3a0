package import Foundation

extension Ticket {
    /// Opens the ticket with what the customer said.
    ///
    /// Whoever spoke with an agent has had their response, and waits for none.
    package mutating func open(with word: CustomerWord) -> [TicketEffect] {
        unansweredSince = word.openedBy == nil ? word.at : nil
        lastCustomerMessage = word.reference
        conversation = word.conversation
        record(
            .received,
            by: word.from,
            because: word.message,
            at: word.at,
            ["automatic": word.automatic, "opened_by": word.openedBy]
        )
        return [.triage]
    }

    /// A customer says more: it ends a wait, reopens a resolved ticket, and starts the wait for our next response.
    ///
    /// A second message before we answered does not move the clock that the first one started. What somebody else than the
    /// requester says is only kept, if the policy has it so; the requester of a ticket that was merged into this one is no
    /// such other.
    package mutating func hear(_ word: CustomerWord, under policy: Policy) -> [TicketEffect] {
        let counts = policy.limits.countsOthersReplies || word.from == requester || word.requesterOf != nil
        record(
            .customerReplied,
            by: word.from,
            because: word.message,
            at: word.at,
            [
                "automatic": word.automatic,
                "requester_of": word.requesterOf?.description,
                "only_kept": counts ? nil : "not from the requester",
            ]
        )
        guard word.automatic == nil, counts else { return [] }

        lastCustomerMessage = word.reference
        conversation = word.conversation ?? conversation
        var effects: [TicketEffect] = []
        if status.isSettled {
            effects += reopen(
                by: word.from,
                because: word.message,
                reason: "the customer replied",
                at: word.at,
                under: policy
            )
        } else if status == .waitingOnCustomer {
            effects += resume(by: word.from, because: word.message, at: word.at, under: policy)
        }
        expectAnswer(since: word.at, under: policy)
        if triagedAt != nil { effects.append(.readReply(message: word.message)) }
        return effects
    }

    /// The customer waits for an answer from now on, unless they do already.
    ///
    /// A wait that an escalation began and that is not over is the same one: there is one answer to give.
    mutating func expectAnswer(since moment: Date, under policy: Policy) {
        guard unansweredSince == nil else { return }
        unansweredSince = moment
        if triagedAt != nil, !awaitsAnswer(at: moment) { startClocks([.nextResponse], at: moment, under: policy) }
    }

    /// Whoever rated it poorly waits for an answer; where that moves the ticket up, the wait begins with its escalation.
    package mutating func expectAnswer(toRatingAt moment: Date, under policy: Policy) {
        if policy.escalation.triggers.contains(.dissatisfaction) {
            unansweredSince = unansweredSince ?? moment
        } else {
            expectAnswer(since: moment, under: policy)
        }
    }

    /// Whether the customer waits already, be it noticed or not that a wait has been missed.
    private func awaitsAnswer(at moment: Date) -> Bool {
        clocks.contains { clock in
            guard clock.isOpen else { return false }
            if clock.metric == .firstResponse { return true }
            return clock.metric == .nextResponse && !clock.isMissed(at: moment)
        }
    }

    /// An agent answers in public: the first or next response, and the customer's update.
    ///
    /// `unread` is the first thing that the customer has said since the agent read what they answer: for that the customer
    /// waits on, from when they said it.
    package mutating func answer(
        by agent: String,
        text: String,
        message: String,
        isDelivered: Bool,
        unread: UnreadWord? = nil,
        at now: Date,
        under policy: Policy
    ) -> [TicketEffect] {
        record(.agentReplied, by: agent, because: message, at: now, ["unread": unread?.message])
        var effects = respond(besides: unread, at: now, under: policy)
        if !isDelivered {
            effects.append(.notify(NotificationRequest(.agentReply, because: message, text: text, agent: agent)))
        }
        return effects
    }

    /// Ends the wait for a response, whichever it is, and begins the wait for the next update where one is owed.
    ///
    /// The wait for an answer to something that was not read yet begins, or goes on if it has begun: also with an escalation
    /// since.
    private mutating func respond(besides unread: UnreadWord? = nil, at now: Date, under policy: Policy)
        -> [TicketEffect]
    {
        let owesUpdates = clocks.contains { $0.metric == .periodicUpdate && $0.isOpen }
        let isAnswered = firstResponseAt != nil
        firstResponseAt = firstResponseAt ?? now
        var metrics: Set<Metric> = [.acknowledgement, .firstResponse, .nextResponse, .periodicUpdate]
        let waitsForMore = unread.map { unread in
            isAnswered && unansweredSince.map { unread.at <= $0 } ?? false
                || clocks.contains { $0.metric == .nextResponse && $0.isOpen && $0.startedAt >= unread.at }
        }
        if waitsForMore == true { metrics.remove(.nextResponse) }
        unansweredSince = waitsForMore == true ? unread.map { max($0.at, unansweredSince ?? $0.at) } : nil
        let effects = fulfilClocks(metrics, at: now)
        guard !status.isSettled else { return effects }
        if owesUpdates { startClocks([.periodicUpdate], at: now, under: policy) }
        if let unread, waitsForMore == false { expectAnswer(since: unread.at, under: policy) }
        return effects
    }

    /// An agent says that it is solved; a text is the response, too, and goes to the customer.
    package mutating func resolve(
        by agent: String,
        text: String?,
        because cause: String,
        at now: Date,
        under policy: Policy
    ) -> [TicketEffect] {
        guard !status.isSettled else { return [] }
        var effects: [TicketEffect] = []
        if status.isWaiting { effects += resume(by: agent, because: cause, at: now, under: policy) }
        status = .resolved
        resolvedAt = now
        unansweredSince = nil
        record(.resolved, by: agent, because: cause, at: now)
        if text != nil { effects += respond(at: now, under: policy) }
        effects += fulfilClocks([.acknowledgement, .resolution, .timeAtTier], at: now)
        effects += cancelClocks(
            [.firstResponse, .nextResponse, .periodicUpdate, .vendorWait, .pageAcknowledgement],
            at: now
        )
        effects.append(.settlePage(.cancelled, by: agent))
        effects.append(.notify(NotificationRequest(.resolution, because: cause, text: text, agent: agent)))
        return effects
    }

    /// A ticket is settled for good: what the customer says next opens a new one.
    package mutating func close(
        by agent: String,
        reason: String?,
        because cause: String,
        at now: Date,
        under policy: Policy
    ) -> [TicketEffect] {
        guard status != .closed else { return [] }
        var effects: [TicketEffect] = []
        if !status.isSettled {
            endPause(at: now)
            recountClocks(under: policy)
            effects += cancelClocks(Set(Metric.allCases), at: now)
            effects.append(.settlePage(.cancelled, by: agent))
        }
        status = .closed
        closedAt = now
        unansweredSince = nil
        record(.closed, by: agent, because: cause, at: now, ["reason": reason])
        return effects
    }

    /// A settled ticket is work again: the tier's clock anew, the next update where updates were owed, and the resolution
    /// clock with the solved time left out.
    ///
    /// The solved time ends now, or when somebody had spoken at `wordAt` already.
    package mutating func reopen(
        by person: String,
        because cause: String,
        reason: String?,
        sinceWordAt wordAt: Date? = nil,
        at now: Date,
        under policy: Policy
    ) -> [TicketEffect] {
        guard status.isSettled else { return [] }
        let solvedSince = resolvedAt ?? closedAt ?? now
        status = triagedAt == nil ? .received : .open
        resolvedAt = nil
        closedAt = nil
        reopenCount += 1
        var told: [String: String?] = ["reason": reason]
        let formerTeam = team
        if triagedAt != nil { _ = route(under: policy) }
        tell("team", was: formerTeam, is: team, in: &told)
        let since = unusedStart(atOrAfter: solvedSince)
        let until = wordAt.flatMap { $0 > since ? $0 : nil } ?? now
        if since < until { pauses.append(Pause(since: since, until: until, reason: .resolved)) }
        guard triagedAt != nil else {
            record(.reopened, by: person, because: cause, at: now, told)
            return []
        }
        startClocks([.timeAtTier], at: now, under: policy)
        // What was said of it while it was settled counts from now on; a newer policy says so itself.
        let outcome = resumeResolution(under: policy, at: now)
        told["clocks"] = outcome.text
        record(.reopened, by: person, because: cause, at: now, told)
        let effects = tell(outcome, at: now) + keepUp(with: policy, at: now)
        let isAskedFor = effects.contains { if case .requestEscalation = $0 { true } else { false } }
        guard policy.escalatesAtOnce(facts), !isEscalated, !isAskedFor else { return effects }
        // It became one that moves up at once while it was settled.
        return effects + askForEscalation(by: person, because: "\(cause)/reopened", reason: reason, at: now)
    }
}
