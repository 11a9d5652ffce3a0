package import AMQP
package import Foundation
package import Postgres
import SupportDomain
package import SupportStore

/// Fires what is due: thresholds of clocks, unanswered pages, deliveries to be tried again, plans that begin.
///
/// One transaction for a batch. The thresholds' own keys make a second firing impossible; a timer that turns out to have
/// been overtaken (the clock was stopped, the page answered) fires nothing and is set to what is next, or removed.
///
/// Whoever changes a ticket locks the ticket first and its timer after, and the watcher comes to them the other way
/// round. It therefore never waits for a ticket: one that somebody is working on is left for the next batch.
package struct DueTimers: Sendable {
    /// What one batch did.
    package struct Fired: Sendable {
        /// When each timer that was dealt with fell due.
        package var due: [Date] = []
        package var outgoing: [OutgoingMessage] = []
        /// Whether the batch was full, so that more may be due.
        package var isFull = false
        /// Whether most of it was left, so that another look from the same place would find little else.
        package var isHeldUp = false
        /// When to look again, if the batch was not full.
        package var next: Date?
        /// Up to where it came: what was due until then was fired, left, or is another watcher's.
        package var reached: Date
        /// Those that were left because somebody is working on their tickets, earliest first.
        package var left: [SupportStore.Timer] = []
        /// How long it took to find the timers.
        package var lookingTime: Duration = .zero
    }

    package let limit: Int
    /// How many of each kind one message tells of, when so many fall that they travel together.
    private static let togetherAtMost = 16

    package init(limit: Int = 1000) {
        self.limit = limit
    }

    /// Fires up to `limit` timers that are due at `now`, and answers when to look again.
    ///
    /// It looks from `start` on, nil is from the very beginning, and passes those with these subjects.
    package func fire(
        from start: Date? = nil,
        passing: [UUID] = [],
        at now: Date,
        in transaction: borrowing Transaction
    ) throws -> Fired {
        var fired = Fired(reached: now)
        let began = ContinuousClock.now
        let timers = try transaction.lockDueTimers(from: start, passing: passing, at: now, limit: limit)
        fired.lookingTime = ContinuousClock.now - began
        fired.isFull = timers.count == limit
        if fired.isFull, let last = timers.last?.due { fired.reached = last }
        try fireLocked(timers, at: now, in: transaction, into: &fired)
        fired.isHeldUp = fired.due.count * 2 < timers.count
        guard !fired.isFull else { return fired }
        // What somebody is working on is looked at again soon; the longer it lasts, the longer it is likely to last.
        let again = fired.left.first?.due.map { now + max(0.02, now.timeIntervalSince($0) / 10) }
        fired.next = [again, try transaction.nextTimer(after: now)].compactMap(\.self).min()
        return fired
    }

    /// Fires this timer, unless another watcher has it or it is no longer due.
    func fire(_ timer: SupportStore.Timer, at now: Date, in transaction: borrowing Transaction) throws -> Fired {
        var fired = Fired(reached: now)
        let locked = try transaction.lockDueTimer(timer, at: now)
        try fireLocked(locked, at: now, in: transaction, into: &fired)
        return fired
    }

    private func fireLocked(
        _ timers: [SupportStore.Timer],
        at now: Date,
        in transaction: borrowing Transaction,
        into fired: inout Fired
    ) throws {
        let (clocks, others) = (timers.filter { $0.kind == .clocks }, timers.filter { $0.kind != .clocks })
        fired.due += others.compactMap(\.due)
        if !clocks.isEmpty { try fire(clocks, at: now, in: transaction, into: &fired) }
        let subjects = Dictionary(grouping: others, by: \.kind).mapValues { $0.map(\.subject) }
        if let pages = subjects[.page] {
            fired.outgoing += try firePages(pages, in: transaction)
        }
        if let notifications = subjects[.notification] {
            fired.outgoing += try fireNotifications(notifications, in: transaction)
        }
        if let plans = subjects[.planAssignment] {
            fired.outgoing += try firePlanAssignments(plans, in: transaction)
        }
    }

    private func fire(
        _ timers: [SupportStore.Timer],
        at now: Date,
        in transaction: borrowing Transaction,
        into fired: inout Fired
    ) throws {
        var tickets = try transaction.lockFreeForWatching(timers.map { TicketID($0.subject) })
        var fell = ClocksFell()
        for index in tickets.indices {
            for effect in tickets[index].watch(at: now) { fell.add(effect, on: tickets[index].id) }
        }
        fired.outgoing +=
            fired.isFull ? fell.split(by: Self.togetherAtMost).map(\.outgoing) : fell.parts.map(\.outgoing)
        try transaction.enqueueSave(tickets, at: now)
        let dealtWith = Set(tickets.map(\.id.uuid))
        fired.due += timers.lazy.filter { dealtWith.contains($0.subject) }.compactMap(\.due)
        let left = timers.filter { !dealtWith.contains($0.subject) }
        guard !left.isEmpty else { return }
        let existing = try transaction.existing(of: left.map { TicketID($0.subject) })
        fired.left = left.filter { existing.contains(TicketID($0.subject)) }
        // What waits for a ticket that is gone waits for nothing.
        let stray = left.filter { !existing.contains(TicketID($0.subject)) }
        try transaction.enqueueMove(stray.map { Timer(kind: .clocks, subject: $0.subject, due: nil) })
    }

    private func firePages(_ ids: [UUID], in transaction: borrowing Transaction) throws -> [OutgoingMessage] {
        let pages = try transaction.pages(ids)
        try transaction.enqueueMove(ids.map { Timer(kind: .page, subject: $0, due: nil) })
        return ids.compactMap { pages[$0] }.filter { $0.state == .open }.map { page in
            PageUnanswered(ticket: page.ticketID, page: page.id, rung: page.rung).outgoing
        }
    }

    private func fireNotifications(_ ids: [UUID], in transaction: borrowing Transaction) throws -> [OutgoingMessage] {
        let stored = try transaction.notifications(ids)
        try transaction.enqueueMove(ids.map { Timer(kind: .notification, subject: $0, due: nil) })
        return ids.compactMap { stored[$0] }.filter { !$0.state.isSettled }.map { notification in
            NotificationRequested(
                notification: notification.id,
                ticket: notification.notification.ticketID,
                attempt: notification.nextAttempt
            ).outgoing(to: notification.notification.queue)
        }
    }
}

extension ClocksFell {
    /// Takes in what escalation is to hear of a clock, and nothing else.
    fileprivate mutating func add(_ effect: TicketEffect, on ticket: TicketID) {
        switch effect {
        case .clockWarned(let metric, let cycle, let threshold, let due):
            let news = ClockWarned(
                ticket: ticket,
                metric: metric.rawValue,
                cycle: cycle,
                threshold: threshold,
                due: due
            )
            warned.append(news)
        case .clockBreached(let metric, let cycle, let due):
            breached.append(ClockBreached(ticket: ticket, metric: metric.rawValue, cycle: cycle, due: due))
        default: break
        }
    }
}
