import Foundation

// What happened to a ticket before triage had seen it: its clocks become what they would be had triage come first, as
// far as the ticket still tells.
extension Ticket {
    /// What is known of the time before triage, each with its moment.
    private enum Earlier {
        /// An agent answered for the first time.
        case answered
        case solved, reopened
        /// It ended unsolved, for good or until somebody opened it again.
        case closed, closedForNow
        case handedToVendor, backFromVendor

        /// What comes first of one moment: who solves it in words answers, and what ends a ticket ends its waits.
        var rank: Int {
            switch self {
            case .answered: 0
            case .solved, .closed, .closedForNow: 1
            case .reopened, .handedToVendor, .backFromVendor: 2
            }
        }
    }

    /// Starts and ends clocks for what happened before there were any.
    ///
    /// Of several answers the first is known, and of several words the oldest that nobody has answered. `hasBeenSolved`
    /// tells whether a ticket that was opened again had been solved, and not only closed.
    mutating func catchUpOnWhatHappened(
        isAnswered: Bool,
        hasBeenSolved: Bool,
        under policy: Policy,
        at now: Date
    ) -> [TicketEffect] {
        var effects: [TicketEffect] = []
        for (earlier, moment) in earlierEvents(hasBeenSolved: hasBeenSolved) {
            effects += catchUp(on: earlier, at: moment, under: policy)
        }
        if let unansweredSince, isAnswered || firstResponseAt != nil || reopenCount > 0 || unansweredSince < createdAt {
            // What was solved and opened again at one moment has no time in between that would say so.
            if reopenCount > 0 { effects += cancelClocks([.firstResponse], at: unansweredSince) }
            // A word after an answer or a solution, or one that came with a ticket that was merged into this one.
            startClocks([.nextResponse], at: unansweredSince, under: policy)
        }
        if let escalatedAt, !clocks.contains(where: { $0.metric == .periodicUpdate }) {
            let reopenedAt = pauses.last { $0.reason == .resolved }?.until
            let start = [escalatedAt, firstResponseAt, reopenedAt].compactMap(\.self).max() ?? escalatedAt
            startClocks([.periodicUpdate], at: start, under: policy)
        }
        guard status.isSettled else { return effects }
        if let resolvedAt { effects += fulfilClocks([.resolution], at: resolvedAt) }
        return effects + cancelClocks(Set(Metric.allCases), at: settledAt ?? now)
    }

    /// In the order in which they happened.
    private func earlierEvents(hasBeenSolved: Bool) -> [(Earlier, at: Date)] {
        var events: [(Earlier, at: Date)] = []
        if let firstResponseAt { events.append((.answered, firstResponseAt)) }
        if let settledAt { events.append((resolvedAt == nil ? .closed : .solved, settledAt)) }
        for pause in pauses {
            switch pause.reason {
            case .customer: continue
            case .vendor:
                events.append((.handedToVendor, pause.since))
                if let until = pause.until { events.append((.backFromVendor, until)) }
            case .resolved:
                events.append((hasBeenSolved ? .solved : .closedForNow, pause.since))
                if let until = pause.until { events.append((.reopened, until)) }
            }
        }
        return events.enumerated().sorted { left, right in
            (left.element.at, left.element.0.rank, left.offset) < (right.element.at, right.element.0.rank, right.offset)
        }
        .map(\.element)
    }

    /// Since when it is settled, if it is.
    private var settledAt: Date? { status.isSettled ? resolvedAt ?? closedAt : nil }

    private func wasSettled(at moment: Date) -> Bool {
        if let settledAt, settledAt <= moment { return true }
        return pauses.contains { pause in
            pause.reason == .resolved && pause.since <= moment && pause.until.map { moment < $0 } ?? true
        }
    }

    private mutating func catchUp(on earlier: Earlier, at moment: Date, under policy: Policy) -> [TicketEffect] {
        switch earlier {
        case .answered:
            // Who has an answer need not be told that the question arrived.
            let owesUpdates = clocks.contains { $0.metric == .periodicUpdate && $0.isOpen }
            let effects = fulfilClocks([.acknowledgement, .firstResponse, .periodicUpdate], at: moment)
            if owesUpdates, !wasSettled(at: moment) { startClocks([.periodicUpdate], at: moment, under: policy) }
            return effects
        case .solved:
            return fulfilClocks([.acknowledgement, .timeAtTier], at: moment)
                + cancelClocks([.firstResponse, .periodicUpdate], at: moment)
        case .closed: return cancelClocks(Set(Metric.allCases), at: moment)
        case .closedForNow:
            // Nobody has told the customer that their message arrived.
            return cancelClocks([.firstResponse, .periodicUpdate, .timeAtTier, .vendorWait], at: moment)
        case .reopened:
            // The resolution goes on: the pauses say which time is left out.
            let owedUpdates = clocks.contains { $0.metric == .periodicUpdate }
            startClocks(owedUpdates ? [.timeAtTier, .periodicUpdate] : [.timeAtTier], at: moment, under: policy)
            return []
        case .handedToVendor:
            startClocks([.vendorWait], at: moment, under: policy)
            return []
        case .backFromVendor:
            return fulfilClocks([.vendorWait], at: moment)
        }
    }
}
