import Foundation

@testable import SupportDomain

/// A ticket to which things happen at given times on a Monday, and what became of its clocks.
///
/// Work is from 9 to 17 in Berlin; every target is in business hours.
struct Lifetime {
    enum Step {
        /// Triage looks at it.
        case triage
        /// The customer, or whoever else answers one of our mails, says something.
        case customer, thirdParty, absenceNote
        case answer, note, acknowledgement
        /// An answer by an agent who had not read what the customer said at that time.
        case answerWithoutReading(since: String)
        case waitForCustomer, waitForVendor, resume
        case resolve, resolveInWords, close, reopen
        /// An agent moves it up.
        case moveUp
        case watch
    }

    private var policy: Policy
    private(set) var ticket: Ticket
    private var count = 0

    init(openedAt time: String, of programme: String = "sample", number: Int = 1, under policy: Policy) {
        self.policy = policy
        ticket = Ticket(
            id: TicketID(UUID()),
            number: number,
            programme: programme,
            channel: "email",
            requester: "ann@example.com",
            subject: "Export",
            plan: "standard",
            policyVersion: policy.version,
            createdAt: Self.time(time)
        )
        _ = ticket.open(with: word(at: ticket.createdAt))
    }

    /// `10:30` of Monday 5 January 2026 in Berlin, or a day and a time such as `Tue 2026-01-06 09:00`.
    static func time(_ text: String) -> Date {
        .berlin(text.contains(" ") ? text : "Mon 2026-01-05 \(text)")
    }

    mutating func happens(_ step: Step, at time: String) {
        let now = Self.time(time)
        count += 1
        let cause = "cause \(count)"
        switch step {
        case .triage: triage(at: now)
        case .customer: _ = ticket.hear(word(at: now), under: policy)
        case .thirdParty: _ = ticket.hear(word(from: "colleague@example.com", at: now), under: policy)
        case .absenceNote: _ = ticket.hear(word(at: now, automatic: "vacation"), under: policy)
        case .answer:
            _ = ticket.answer(by: "kim", text: "!", message: cause, isDelivered: true, at: now, under: policy)
        case .answerWithoutReading(let time):
            let unread = UnreadWord(message: "unread", at: Self.time(time))
            _ = ticket.answer(
                by: "kim",
                text: "!",
                message: cause,
                isDelivered: true,
                unread: unread,
                at: now,
                under: policy
            )
        case .note: ticket.record(.noted, by: "kim", because: cause, at: now)
        case .acknowledgement: _ = ticket.acknowledge(at: now)
        case .waitForCustomer: _ = ticket.wait(for: .customer, by: "kim", because: cause, at: now, under: policy)
        case .waitForVendor: _ = ticket.wait(for: .vendor, by: "kim", because: cause, at: now, under: policy)
        case .resume: _ = ticket.resume(by: "kim", because: cause, at: now, under: policy)
        case .resolve: _ = ticket.resolve(by: "kim", text: nil, because: cause, at: now, under: policy)
        case .resolveInWords: _ = ticket.resolve(by: "kim", text: "!", because: cause, at: now, under: policy)
        case .close: _ = ticket.close(by: "kim", reason: nil, because: cause, at: now, under: policy)
        case .reopen: _ = ticket.reopen(by: "kim", because: cause, reason: nil, at: now, under: policy)
        case .moveUp:
            let request = EscalationRequest(.manual, because: cause, by: "kim")
            _ = ticket.decide(on: request, while: nil, under: policy, at: now)
        case .watch: _ = ticket.watch(at: now)
        }
    }

    /// A newer version of the policy is applied.
    mutating func comes(under policy: Policy, at time: String) {
        self.policy = policy
        _ = ticket.keepUp(with: policy, at: Self.time(time))
    }

    /// An agent finds that the ticket is about the same thing as another one.
    mutating func merges(
        into other: inout Lifetime,
        isOfPerson: Bool = true,
        at time: String
    ) -> Result<MergeEffects, MergeRefusal> {
        count += 1
        return ticket.merge(
            into: &other.ticket,
            isOfPerson: isOfPerson,
            by: "kim",
            because: "merge \(count)",
            reason: "twice",
            at: Self.time(time),
            under: policy
        )
    }

    private mutating func triage(at now: Date) {
        let decision = TriageDecision(
            category: "any",
            issueType: "any",
            priority: .p3,
            tier: 1,
            reasons: []
        )
        let hasBeenSolved = ticket.newEvents.contains { $0.kind == .resolved }
        _ = ticket.triage(
            decision,
            saying: word(at: ticket.createdAt),
            hasBeenSolved: hasBeenSolved,
            under: policy,
            at: now
        )
    }

    private func word(
        from address: String = "ann@example.com",
        at time: Date,
        automatic: String? = nil
    ) -> CustomerWord {
        CustomerWord(message: "word \(count)", from: address, at: time, automatic: automatic)
    }

    /// What each cycle of a metric came to, oldest first: `running 09:00, due 11:00`, `fulfilled 09:00 to 10:30`.
    func clocks(_ metric: Metric) -> [String] {
        ticket.clocks.filter { $0.metric == metric }.sorted { $0.cycle < $1.cycle }.map { clock in
            var text = "\(clock.state.rawValue) \(Self.text(clock.startedAt))"
            if let end = clock.endedAt {
                text += " to \(Self.text(end))"
            } else if let due = clock.dueAt {
                text += ", due \(Self.text(due))"
            }
            if let breach = clock.breachedAt { text += ", missed \(Self.text(breach))" }
            return text
        }
    }

    /// The time of day, with the day where it is not Monday, and the seconds where there are some.
    private static func text(_ date: Date) -> String {
        let seconds = date.wholeSeconds - Date.berlin("Mon 2026-01-05 00:00").wholeSeconds
        let day = ["", "Tue ", "Wed ", "Thu ", "Fri "][seconds / 86_400]
        let time = String(format: "%02d:%02d", seconds % 86_400 / 3600, seconds % 3600 / 60)
        return day + time + (seconds % 60 == 0 ? "" : String(format: ":%02d", seconds % 60))
    }
}
