import Foundation

/// When the fleet did its part on a recorded ticket, so that a replay is as prompt as the fleet was.
///
/// What comes at the time on record also comes in the order on record: two things of one moment are not alike whichever
/// is first. What comes at another time keeps the delay that it had.
struct RecordedCourse {
    /// Where something stands in the order of things: by time, and by the timeline for what is on it.
    struct Place: Hashable, Comparable {
        let time: Date
        let order: Int

        static func < (left: Place, right: Place) -> Bool { (left.time, left.order) < (right.time, right.order) }

        /// Behind everything of that moment that is on record.
        static func unrecorded(_ time: Date) -> Place { Place(time: time, order: .max) }
    }

    /// When something is done, and where in the order of things.
    struct Turn {
        let at: Date
        let place: Place

        static func unrecorded(_ time: Date) -> Turn { Turn(at: time, place: .unrecorded(time)) }
    }

    struct ThresholdKey: Hashable {
        let metric: Metric
        let cycle: Int
        let kind: ClockThreshold.Kind
    }

    struct Call {
        let at: Date
        let tier: Int
        let policyVersion: Int
    }

    private(set) var triage: Turn?
    private(set) var told: Turn?
    /// When each request was decided on, by its cause.
    private var decisions: [String: Turn] = [:]
    /// When each was made.
    private var requests: [String: Date] = [:]
    /// The requests that have nothing else to wait for than their decision.
    private var pending: Set<String> = []
    private var noticed: [ThresholdKey: Turn] = [:]
    /// When each threshold fell that is on record, noticed or not.
    private var fell: [ThresholdKey: Date] = [:]
    /// By `page/rung`.
    private var calls: [String: Call] = [:]
    private var callsOn: [String: Turn] = [:]
    /// By page.
    private var answers: [String: Turn] = [:]
    private var ends: [String: Turn] = [:]

    init(_ record: RecordedTicket) {
        for clock in record.ticket.clocks {
            for threshold in clock.schedule.thresholds {
                guard let time = threshold.at else { continue }
                let key = ThresholdKey(metric: clock.metric, cycle: clock.cycle, kind: threshold.kind)
                if threshold.hasFired || clock.isOpen {
                    fell[key] = time
                } else if let end = clock.endedAt, time < end {  // nobody noticed before there was nothing to warn of
                    fell[key] = time
                    noticed[key] = Turn.unrecorded(end)
                }
            }
        }
        let told = record.ticket.clocks.last { $0.metric == .acknowledgement && $0.state == .fulfilled }?.endedAt
        self.told = (told ?? record.toldAt).map(Turn.unrecorded)
        read(record.timeline)
    }

    private mutating func read(_ timeline: [TicketEvent]) {
        var latest = Date.distantPast
        var unowned: [(key: ThresholdKey, at: Date)] = []
        var openPage: String?
        for event in timeline {
            latest = max(latest, event.at)  // who waited for the ticket writes later with an earlier time
            let turn = Turn(at: event.at, place: Place(time: latest, order: 2 * event.seq))
            if event.kind == .clockWarned || event.kind == .clockBreached {
                if event.kind == .clockBreached {
                    requests[event.cause] = event.at
                    pending.insert(event.cause)
                }
                guard let key = ThresholdKey(event.cause) else { continue }
                noticed[key] = turn
                unowned.append((key, event.at))
                continue
            }
            let found = unowned.filter { $0.at == event.at }
            unowned = []
            let isTelling = event.kind == .escalationDeclined && told?.at == event.at
            if !found.isEmpty, isTelling || event.kind != .escalationDeclined, event.ends(found.map(\.key)) {
                // It was this event that found them, not the watcher before it.
                let after = Turn(at: event.at, place: Place(time: latest, order: 2 * event.seq + 1))
                for (key, _) in found { noticed[key] = after }
                if isTelling { told = turn }
            }
            read(event, at: turn, openPage: &openPage)
        }
    }

    private mutating func read(_ event: TicketEvent, at turn: Turn, openPage: inout String?) {
        switch event.kind {
        case .triaged:
            triage = turn
            requests["triage"] = event.at
        case .customerReplied: requests[event.cause] = event.at
        case .escalationRequested:
            requests[event.cause] = event.at
            pending.insert(event.cause)
        case .escalated, .escalationDeclined: decisions[event.cause] = turn
        case .paged:
            calls[event.cause] = Call(
                at: event.at,
                tier: event.data["tier"].flatMap { Int($0) } ?? 1,
                policyVersion: event.policyVersion
            )
            openPage = event.cause.split(separator: "/").first.map(String.init)
        case .pageUnanswered: callsOn[event.cause] = turn
        case .breachAnnulled where event.cause.hasSuffix("/told"):
            // It was written down when the watcher had been there.
            told = Turn(at: told?.at ?? event.at, place: turn.place)
        case .pageAcknowledged, .pageSuperseded, .resolved, .closed, .mergedInto:
            if event.kind == .pageAcknowledged, let page = event.data["page"] { answers[page.lowercased()] = turn }
            if let page = openPage { ends[page] = turn }
            openPage = nil
        default: break
        }
    }

    /// When the watcher notices a threshold that falls at that time; nil if it never did.
    func notice(of key: ThresholdKey, falling time: Date) -> Turn? {
        guard let fell = fell[key] else { return .unrecorded(time) }
        guard let turn = noticed[key] else { return fell == time ? nil : .unrecorded(time) }
        return fell == time ? turn : .unrecorded(time + max(0, turn.at.timeIntervalSince(fell)))
    }

    /// When a request that is made at that time is decided on; nil if it never was.
    func decision(on cause: String, requested time: Date) -> Turn? {
        let requested = requests[cause]
        guard let turn = decisions[cause] else {
            return requested == time && pending.contains(cause) ? nil : .unrecorded(time)
        }
        guard let requested, requested != time else { return turn }
        return .unrecorded(time + max(0, turn.at.timeIntervalSince(requested)))
    }

    func isDecided(_ cause: String) -> Bool { decisions[cause] != nil }

    /// Whether somebody was called for this page on record.
    func isKnown(_ page: Page) -> Bool { calls["\(page.name)/1"] != nil }

    /// When somebody answers a page that is on record; nil if nobody did.
    func answer(to page: Page) -> Turn? {
        guard let turn = answers[page.name], let call = calls["\(page.name)/1"] else { return nil }
        guard call.at != page.createdAt else { return turn }
        return .unrecorded(page.createdAt + max(0, turn.at.timeIntervalSince(call.at)))
    }

    /// When the next contact of a page is called, if nobody answers the one who was called `since`.
    ///
    /// `deadline` says until when the version of the policy that made a recorded call gave the contact.
    func callOn(from page: Page, calledAt since: Date, deadline: (Call) -> Date?) -> Turn? {
        guard let due = page.acknowledgeBy else { return nil }
        let key = "\(page.name)/\(page.rung)"
        guard let call = calls[key], let recorded = deadline(call) else { return .unrecorded(due) }
        if let turn = callsOn[key] {
            return recorded == due ? turn : .unrecorded(due + max(0, turn.at.timeIntervalSince(recorded)))
        }
        guard recorded == due, call.at == since else { return .unrecorded(due) }
        // It was over, or somebody else's turn, before anybody noticed.
        guard let end = ends[page.name] else { return nil }
        return end.at < due
            ? .unrecorded(due) : Turn(at: end.at, place: Place(time: end.place.time, order: end.place.order + 1))
    }
}

extension RecordedCourse.ThresholdKey {
    /// Reads the cause of an event: `first_response/1/warning:75%`.
    fileprivate init?(_ cause: String) {
        let parts = cause.split(separator: "/", maxSplits: 2)
        guard parts.count == 3, let metric = Metric(rawValue: String(parts[0])), let cycle = Int(parts[1]) else {
            return nil
        }
        if parts[2] == "breach" {
            self.init(metric: metric, cycle: cycle, kind: .breach)
        } else {
            guard parts[2].hasPrefix("warning:"), let warning = WarningThreshold(String(parts[2].dropFirst(8))) else {
                return nil
            }
            self.init(metric: metric, cycle: cycle, kind: .warning(warning))
        }
    }
}

extension TicketEvent {
    /// Whether what happened ends clocks of these before it is written down, and so may have found that they were missed.
    fileprivate func ends(_ keys: [RecordedCourse.ThresholdKey]) -> Bool {
        guard keys.allSatisfy({ $0.kind == .breach }) else { return false }
        switch kind {
        case .escalated: return keys.allSatisfy { $0.metric == .timeAtTier }
        case .closed, .mergedInto: return true
        case .escalationDeclined:
            return keys.allSatisfy {
                $0.metric == .acknowledgement && "\($0.metric.rawValue)/\($0.cycle)/breach" == cause
            }
        default: return false
        }
    }
}
