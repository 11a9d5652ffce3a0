package import Foundation

extension Ticket {
    /// Decides what comes of a request: moves the ticket up, or says on its timeline why not.
    ///
    /// `openPage` is the page that the ticket has open; see ``escalate(_:for:while:under:at:)``.
    package mutating func decide(
        on request: EscalationRequest,
        while openPage: Page?,
        under policy: Policy,
        at now: Date
    ) -> [TicketEffect] {
        if let missed = request.missed, let reason = reasonToIgnore(missed, under: policy) {
            return decline(request, reason: reason, at: now)
        }
        if let reason = reasonToIgnore(request, under: policy) { return decline(request, reason: reason, at: now) }
        guard
            let decision = policy.escalation(
                of: facts,
                trigger: request.trigger,
                metric: request.missed.flatMap { Metric(rawValue: $0.metric) },
                rule: request.missed.flatMap(clock)?.rule,
                toTier: request.toTier,
                at: now
            )
        else { return decline(request, reason: "the policy does not escalate for it", at: now) }
        return escalate(decision, for: request, while: openPage, under: policy, at: now)
    }

    /// What in a customer's words asks for the ticket to move up; of several triggers, the first.
    ///
    /// Nothing said on a settled ticket does, unless it was merged: then the ticket in which it goes on is asked.
    package func requests(
        in text: String,
        subject: String?,
        message: String,
        from author: String,
        under policy: Policy
    ) -> [EscalationRequest] {
        guard !status.isSettled || mergedInto != nil else { return [] }
        return policy.classifyReply(text, subject: subject ?? "", channel: channel, plan: plan).prefix(1)
            .map { EscalationRequest($0, because: message, by: author) }
    }

    /// Why a ticket does not move up at once, if it was to for what it is and things have changed since that was asked for.
    private func reasonToIgnore(_ request: EscalationRequest, under policy: Policy) -> String? {
        guard request.trigger == .criticalIssue else { return nil }
        if request.by == "policy", isEscalated, let rule = policy.immediateEscalation(for: facts),
            (tier ?? 1) >= min(rule.to.min() ?? 1, policy.lastTier(onPlan: plan))
        {
            // A new plan or version asks for what something else may have brought about by now.
            return "it has been moved up in the meantime"
        }
        let isInWords =
            request.by != "policy" && policy.triageRules.escalations.contains { $0.trigger == .criticalIssue }
        return isInWords || policy.escalatesAtOnce(facts) ? nil : "it is no longer one that moves up at once"
    }

    private func clock(_ missed: MissedClock) -> Clock? {
        clocks.first { $0.metric.rawValue == missed.metric && $0.cycle == missed.cycle }
    }

    /// Why a missed clock does not move the ticket up, if it does not.
    private func reasonToIgnore(_ missed: MissedClock, under policy: Policy) -> String? {
        guard let clock = clock(missed) else { return "there is no such clock" }
        let metric = clock.metric
        if metric == .timeAtTier, clock.tier != tier { return "the ticket had left tier \(clock.tier ?? 0) already" }
        if metric != .timeAtTier, !policy.escalation.breachesThatEscalate.contains(metric) {
            return "the policy does not escalate for a late \(metric.words)"
        }
        return clock.isOpen ? nil : "what it waited for had happened in the meantime"
    }
}
