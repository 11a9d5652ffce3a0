package import AMQP
package import Foundation
package import Postgres
import SupportDomain
import SupportStore

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
        /// When to look again, if no more are due now.
        package var next: Date?
    }

    package let limit: Int

    package init(limit: Int = 500) {
        self.limit = limit
    }

    /// Fires up to `limit` timers that are due at `now`; with none due it answers when to look again.
    package func fire(at now: Date, in transaction: borrowing Transaction) throws -> Fired {
        let timers = try transaction.lockDueTimers(at: now, limit: limit)
        var fired = Fired()
        guard !timers.isEmpty else {
            fired.next = try transaction.nextTimer()
            return fired
        }
        let (clocks, others) = (timers.filter { $0.kind == .clocks }, timers.filter { $0.kind != .clocks })
        fired.due = others.compactMap(\.due)
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
        if fired.due.isEmpty { fired.next = now + 0.02 }  // all of it is being worked on: look again soon
        return fired
    }

    private func fire(
        _ timers: [SupportStore.Timer],
        at now: Date,
        in transaction: borrowing Transaction,
        into fired: inout Fired
    ) throws {
        let before = try transaction.lockFreeTickets(timers.map { TicketID($0.subject) })
        var after = before
        for id in before.keys.sorted() {
            guard var ticket = after[id] else { continue }
            for effect in ticket.watch(at: now) {
                if let event = effect.clockEvent(on: id) { fired.outgoing.append(event) }
            }
            after[id] = ticket
        }
        try transaction.enqueueSave(TicketChange.between(before, after), at: now)
        // The timers that were taken are set anew even where nothing changed, or they would be due for ever.
        try transaction.enqueueSet(
            after.values.map { Timer(kind: .clocks, subject: $0.id.uuid, due: $0.nextWakeUp) }
        )
        fired.due += timers.filter { after[TicketID($0.subject)] != nil }.compactMap(\.due)
    }

    private func firePages(_ ids: [UUID], in transaction: borrowing Transaction) throws -> [OutgoingMessage] {
        let pages = try transaction.pages(ids)
        try transaction.enqueueSet(ids.map { Timer(kind: .page, subject: $0, due: nil) })
        return ids.compactMap { pages[$0] }.filter { $0.state == .open }.map { page in
            PageUnanswered(ticket: page.ticketID, page: page.id, rung: page.rung).outgoing
        }
    }

    private func fireNotifications(_ ids: [UUID], in transaction: borrowing Transaction) throws -> [OutgoingMessage] {
        let stored = try transaction.notifications(ids)
        try transaction.enqueueSet(ids.map { Timer(kind: .notification, subject: $0, due: nil) })
        return ids.compactMap { stored[$0] }.filter { !$0.state.isSettled }.map { notification in
            NotificationRequested(
                notification: notification.id,
                ticket: notification.notification.ticketID,
                attempt: notification.nextAttempt
            ).outgoing(to: notification.notification.queue)
        }
    }
}

extension TicketEffect {
    /// The message that tells escalation of a clock; nil for any other effect.
    fileprivate func clockEvent(on ticket: TicketID) -> OutgoingMessage? {
        switch self {
        case .clockWarned(let metric, let cycle, let threshold, let due):
            ClockWarned(ticket: ticket, metric: metric.rawValue, cycle: cycle, threshold: threshold, due: due).outgoing
        case .clockBreached(let metric, let cycle, let due):
            ClockBreached(ticket: ticket, metric: metric.rawValue, cycle: cycle, due: due).outgoing
        default: nil
        }
    }
}
