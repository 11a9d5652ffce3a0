package import Foundation

/// Lives through a recorded ticket again, under another policy, by the same functions that decide in the workers.
///
/// - What people did they do again, at the times on record: nobody answers sooner because less time was left.
/// - What the fleet did it does as promptly as it was on record, and at once what is not on record.
/// - A page that is on record is answered after the time it took, or not at all; one that is not, after `answeringAfter`.
/// - The ticket is the one that what was said belongs to on record.
///
/// Under the version that decided everything on record it comes out as the record has it.
package struct Replay {
    private let record: RecordedTicket
    private let course: RecordedCourse
    private let policy: Policy
    private let versions: [Int: Policy]
    private let answeringAfter: TimeInterval?
    private let end: Date

    private var ticket: Ticket
    private var openPage: Page?
    private var agenda = ReplayAgenda()
    /// The causes that have been decided on.
    private var settled: Set<String> = []
    private var readEvents = 0
    /// The causes of what a reply or a merge brought about by itself, if the policy has it so.
    private let derived: Set<String>
    /// The tickets that were merged into this one, as they would have been before they ended.
    private var ended: [TicketID: Ticket] = [:]
    private(set) var priority: Priority?

    /// Replays a ticket up to `end`, and at least up to the last that is on record; nil where what opened it, or a ticket
    /// that was merged into it, is not on record any more.
    ///
    /// `versions` are the policies of the record, by version, as far as they are known: they tell how long a contact had,
    /// and which replies were read too late to move the ticket. `answeringAfter` is how many seconds after it was opened
    /// somebody answers a page that is not on record; nil for never.
    package static func run(
        _ record: RecordedTicket,
        under policy: Policy,
        knowing versions: [Int: Policy] = [:],
        answeringAfter: TimeInterval? = nil,
        until end: Date
    ) -> ReplayedTicket? {
        guard var replay = Replay(record, policy, versions, answeringAfter, end) else { return nil }
        replay.run()
        return ReplayedTicket(ticket: replay.ticket, triagedPriority: replay.priority)
    }

    private init?(
        _ record: RecordedTicket,
        _ policy: Policy,
        _ versions: [Int: Policy],
        _ answeringAfter: TimeInterval?,
        _ end: Date
    ) {
        guard let first = record.timeline.first, first.kind == .received else { return nil }
        course = RecordedCourse(record)
        guard course.triage == nil || record.opening != nil else { return nil }
        self.record = record
        self.policy = policy
        self.versions = versions
        self.answeringAfter = answeringAfter
        // Who reads the record may have looked at the time before the last of it was written.
        self.end = record.timeline.map(\.at).reduce(end, max)
        derived = Set(
            record.timeline.lazy.filter { $0.kind == .customerReplied || $0.kind == .mergedFrom }.map(\.cause)
        )
        let plan = record.timeline.first { $0.kind == .planChanged }?.data["from"] ?? record.ticket.plan
        ticket = record.ticket.asReceived(on: plan, under: policy)
        for event in record.timeline where event.kind == .mergedFrom {
            guard let source = event.otherTicket.flatMap({ record.merged[$0] }),
                var replay = Replay(source, policy, versions, answeringAfter, end)
            else { return nil }
            replay.run(upTo: .mergedInto)
            ended[replay.ticket.id] = replay.ticket
        }
    }

    /// Goes through the record, up to an event of that kind if there is to be one.
    private mutating func run(upTo last: TicketEvent.Kind? = nil) {
        agenda.add(.triage, at: course.triage)
        agenda.add(.tellOfReceipt, at: course.told)
        var latest = Date.distantPast
        for event in record.timeline {
            latest = max(latest, event.at)
            work(before: RecordedCourse.Place(time: latest, order: 2 * event.seq))
            if event.kind == last { return }
            perform(event)
        }
        work(before: .unrecorded(end))
    }

    /// Does what the fleet has to do before that.
    private mutating func work(before place: RecordedCourse.Place) {
        while true {
            let (duty, watch) = (agenda.next, nextWatch)
            if let watch, watch.place < min(duty?.place ?? place, place) {
                handle(ticket.watch(at: watch.at), at: watch.at)
            } else if let duty, duty.place < place, let entry = agenda.takeNext() {
                perform(entry.duty, at: duty.at)
            } else {
                return
            }
        }
    }

    /// When the watcher next finds that a threshold has fallen.
    private var nextWatch: (at: Date, place: RecordedCourse.Place)? {
        var next: (at: Date, place: RecordedCourse.Place)?
        for clock in ticket.clocks where clock.isOpen {
            for threshold in clock.schedule.thresholds where !threshold.hasFired {
                guard let fell = threshold.at else { continue }
                let key = RecordedCourse.ThresholdKey(metric: clock.metric, cycle: clock.cycle, kind: threshold.kind)
                guard let turn = course.notice(of: key, falling: fell) else { continue }
                if next.map({ turn.place < $0.place }) ?? true { next = (max(turn.at, fell), turn.place) }
            }
        }
        return next
    }

    // What people do.

    private mutating func perform(_ event: TicketEvent) {
        let (by, cause, at) = (event.actor, event.cause, event.at)
        let reason = event.data["reason"]
        switch event.kind {
        case .received:
            handle(ticket.open(with: word(event)), at: at)
        case .customerReplied:
            let effects = ticket.hear(word(event), under: policy)
            handle(effects, at: at, reading: event)
        case .agentReplied:
            handle(
                ticket.answer(
                    by: by,
                    text: "",
                    message: cause,
                    isDelivered: true,
                    unread: record.unreadWord(besides: event),
                    at: at,
                    under: policy
                ),
                at: at
            )
        case .paused:
            guard let waiting = event.data["waiting_on"].flatMap(Pause.Reason.init(rawValue:)) else { return }
            handle(ticket.wait(for: waiting, by: by, because: cause, at: at, under: policy), at: at)
        case .resumed where derived.contains(cause), .reopened where derived.contains(cause): break
        case .resumed:
            handle(ticket.resume(by: by, because: cause, reason: reason, at: at, under: policy), at: at)
        case .resolved:
            let text = record.statements[cause].flatMap { $0.text == RecordedTicket.silentResolution ? nil : $0.text }
            handle(ticket.resolve(by: by, text: text, because: cause, at: at, under: policy), at: at)
        case .reopened:
            handle(ticket.reopen(by: by, because: cause, reason: reason, at: at, under: policy), at: at)
            // Whoever rated it poorly waits for an answer.
            if record.timeline.contains(where: { $0.kind == .rated && $0.cause == cause }) {
                ticket.expectAnswer(toRatingAt: at, under: policy)
            }
        case .closed:
            handle(ticket.close(by: by, reason: reason, because: cause, at: at, under: policy), at: at)
        case .mergedInto:
            guard let other = event.otherTicket else { return }
            let name = event.data["ticket"]
            handle(
                ticket.end(in: other, called: name, by: by, because: cause, reason: reason, at: at, under: policy),
                at: at
            )
        case .mergedFrom:
            guard let other = event.otherTicket.flatMap({ ended[$0] }) else { return }
            handle(
                ticket.takeOver(
                    other,
                    isOfPerson: record.merged[other.id]?.timeline.contains(where: \.bringsPerson) ?? true,
                    by: by,
                    because: cause,
                    reason: reason,
                    at: at,
                    under: policy
                ),
                at: at
            )
        case .prioritised:
            guard let said = Classification(event) else { return }
            handle(
                ticket.prioritise(said, by: by, because: cause, reason: reason, at: at, under: policy),
                at: at
            )
        case .planChanged:
            handle(
                ticket.changePlan(to: event.data["to"] ?? ticket.plan, because: cause, at: at, under: policy),
                at: at
            )
        case .escalationRequested:
            // What became critical asks for it by itself, if it does under this policy.
            guard let trigger = event.data["trigger"].flatMap(EscalationTrigger.init(rawValue:)),
                trigger != .criticalIssue
            else { return }
            let request = EscalationRequest(
                trigger,
                because: cause,
                by: by,
                reason: reason,
                toTier: trigger == .manual ? record.tierAskedFor(by: cause) : nil
            )
            handle([.requestEscalation(request)], at: at)
        default: break  // the fleet's own doing, or nothing that a policy looks at
        }
    }

    private func word(_ event: TicketEvent) -> CustomerWord {
        CustomerWord(
            message: event.cause,
            from: event.actor,
            at: event.at,
            automatic: event.data["automatic"],
            openedBy: event.data["opened_by"],
            requesterOf: event.data["requester_of"].flatMap { TicketID($0) }
        )
    }

    // What the fleet does.

    private mutating func perform(_ duty: ReplayAgenda.Duty, at now: Date) {
        switch duty {
        case .triage: triage(at: now)
        case .tellOfReceipt: handle(ticket.acknowledge(at: now), at: now)
        case .decide(let request):
            noteSettled()
            guard settled.insert(request.cause).inserted else { return }
            handle(ticket.decide(on: request, while: openPage, under: policy, at: now), at: now)
        case .answer(let id):
            guard let page = openPage, page.id == id else { return }
            handle(ticket.acknowledge(page, by: "on call", because: page.name, at: now), at: now)
        case .callOn(let id, let rung):
            guard let page = openPage, page.id == id, let ladder = policy.ladder(forTier: page.tier),
                let next = ticket.callOn(page, unansweredAt: rung, up: ladder, under: policy, at: now)
            else { return }
            openPage = next
            expectAnswer(to: next, calledAt: now)
        }
    }

    private mutating func triage(at now: Date) {
        guard let (source, opening) = record.opening else { return }
        let decision = policy.triage(
            TriageInput(of: ticket, subject: opening.subject, text: opening.text, hints: opening.hints)
        )
        let word = CustomerWord(
            message: source,
            from: opening.author,
            at: opening.at,
            automatic: opening.hints["automatic"],
            openedBy: opening.hints["opened_by"]
        )
        let effects = ticket.triage(
            decision,
            saying: word,
            hasBeenSolved: ticket.newEvents.contains { $0.kind == .resolved },
            under: policy,
            at: now
        )
        priority = ticket.priority
        handle(effects, at: now)
    }

    private mutating func handle(_ effects: [TicketEffect], at now: Date, reading reply: TicketEvent? = nil) {
        for effect in effects {
            switch effect {
            case .clockBreached(let metric, let cycle, _):
                decide(EscalationRequest(missed: MissedClock(metric: metric.rawValue, cycle: cycle)), requested: now)
            case .requestEscalation(let request): decide(request, requested: now)
            case .readReply: if let reply { read(reply) }
            case .page(let page):
                openPage = page
                expectAnswer(to: page, calledAt: now)
                if let answer = course.answer(to: page) {
                    agenda.add(.answer(page: page.id), at: answer)
                } else if let answeringAfter, !course.isKnown(page) {
                    agenda.add(.answer(page: page.id), at: .unrecorded(now + answeringAfter))
                }
            case .settlePage: settlePage()
            default: break  // nothing that comes back to the ticket
            }
        }
    }

    private mutating func decide(_ request: EscalationRequest, requested now: Date) {
        agenda.add(.decide(request), at: course.decision(on: request.cause, requested: now))
    }

    /// Reads what the customer said, unless it was read on record when the ticket was settled again.
    private mutating func read(_ reply: TicketEvent) {
        guard let said = record.statements[reply.cause] else { return }
        func requests(under policy: Policy) -> EscalationRequest? {
            ticket.requests(
                in: said.text,
                subject: said.subject,
                message: reply.cause,
                from: said.author,
                under: policy
            )
            .first
        }
        guard let request = requests(under: policy) else { return }
        let wasReadTooLate =
            !course.isDecided(reply.cause) && versions[reply.policyVersion].flatMap { requests(under: $0) } != nil
        if !wasReadTooLate { decide(request, requested: reply.at) }
    }

    private mutating func expectAnswer(to page: Page, calledAt now: Date) {
        let turn = course.callOn(from: page, calledAt: now) { call in
            versions[call.policyVersion].flatMap { policy in
                policy.ladder(forTier: call.tier).map { ticket.deadline(of: $0, under: policy, at: call.at) }
            }
        }
        agenda.add(.callOn(page: page.id, rung: page.rung), at: turn)
    }

    private mutating func settlePage() {
        guard let page = openPage else { return }
        openPage = nil
        agenda.forget(page: page.id)
    }

    /// Some causes are decided on where they arise.
    private mutating func noteSettled() {
        for event in ticket.newEvents[readEvents...] where event.kind == .escalated || event.kind == .escalationDeclined
        {
            settled.insert(event.cause)
        }
        readEvents = ticket.newEvents.count
    }
}

/// A ticket as it would be under another policy.
package struct ReplayedTicket: Sendable {
    package let ticket: Ticket
    /// The priority that triage gave it.
    package let triagedPriority: Priority?

    package var timeline: [TicketEvent] { ticket.newEvents }
}

extension RecordedTicket {
    /// What is kept of a resolution without words for the customer.
    package static let silentResolution = "resolved"

    /// What the customer had said that an answer does not answer.
    fileprivate func unreadWord(besides answer: TicketEvent) -> UnreadWord? {
        answer.data["unread"].flatMap(word)
    }

    /// When something was said on it, or on a ticket that was merged into it.
    private func word(_ message: String) -> UnreadWord? {
        if let said = timeline.first(where: { $0.cause == message && $0.isWordOfPerson }) {
            return UnreadWord(message: message, at: said.at)
        }
        return merged.values.lazy.compactMap { $0.word(message) }.first
    }

    /// The tier that somebody asked for by name, be it the one that the ticket was at; nil for the next one, which a request
    /// that names none leads to as well.
    fileprivate func tierAskedFor(by cause: String) -> Int? {
        guard let data = timeline.first(where: { $0.kind == .escalated && $0.cause == cause })?.data,
            let to = data["to_tier"].flatMap({ Int($0) })
        else { return nil }
        let from = data["from_tier"].flatMap { Int($0) } ?? 1
        return to == from + 1 ? nil : to
    }
}

extension TicketEvent {
    /// The ticket that one of a merge names.
    package var otherTicket: TicketID? { data["id"].flatMap { TicketID($0) } }
}

extension Ticket {
    /// The ticket before anything was decided on it, as intake would open it under a policy.
    fileprivate func asReceived(on plan: String, under policy: Policy) -> Ticket {
        Ticket(
            id: id,
            number: number,
            programme: programme,
            channel: channel,
            requester: requester,
            requesterName: requesterName,
            address: address,
            subject: subject,
            plan: policy.plan(plan).id,
            language: language,
            isVIP: isVIP,
            policyVersion: policy.version,
            createdAt: createdAt
        )
    }
}
