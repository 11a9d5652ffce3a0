package import AMQP
package import Foundation
package import Postgres
import SupportDomain
import SupportStore

/// Fires what is due: thresholds of clocks, unanswered pages, deliveries to be tried again.
///
/// One transaction for a batch. The thresholds' own keys make a second firing impossible; a timer that turns out to have
/// been overtaken (the clock was stopped, the page answered) fires nothing and is set to what is next, or removed.
package struct DueTimers: Sendable {
    /// What one batch did.
    package struct Fired: Sendable {
        /// When each timer that was taken fell due.
        package var due: [Date] = []
        /// When it was looked at.
        package var now: Date
        package var outgoing: [OutgoingMessage] = []
        /// When the next timer falls due, if no more are due now.
        package var next: Date?
    }

    package let limit: Int

    package init(limit: Int = 500) {
        self.limit = limit
    }

    /// Fires up to `limit` due timers; with none due it answers when to look again.
    package func fire(in transaction: borrowing Transaction) throws -> Fired {
        let now = try transaction.now()
        let timers = try transaction.lockDueTimers(at: now, limit: limit)
        var fired = Fired(now: now)
        guard !timers.isEmpty else {
            fired.next = try transaction.nextTimer()
            return fired
        }
        let subjects = Dictionary(grouping: timers, by: \.kind).mapValues { $0.map(\.subject) }
        var left: Set<UUID> = []
        if let tickets = subjects[.clocks] {
            let (outgoing, busy) = try fireClocks(of: tickets.map(TicketID.init), at: now, in: transaction)
            fired.outgoing += outgoing
            left = Set(busy.map(\.uuid))
        }
        if let pages = subjects[.page] {
            fired.outgoing += try firePages(pages, in: transaction)
        }
        if let notifications = subjects[.notification] {
            fired.outgoing += try fireNotifications(notifications, in: transaction)
        }
        fired.due = timers.filter { !left.contains($0.subject) }.compactMap(\.due)
        if fired.due.isEmpty { fired.next = now.addingTimeInterval(0.02) }
        return fired
    }

    /// A ticket that somebody else is changing right now is left for the next look: waiting for it while holding its
    /// timer, which the other one will want to set, would be a deadlock.
    private func fireClocks(
        of tickets: [TicketID],
        at now: Date,
        in transaction: borrowing Transaction
    ) throws -> (outgoing: [OutgoingMessage], busy: [TicketID]) {
        let before = try transaction.lockFreeTickets(tickets)
        var after = before
        var outgoing: [OutgoingMessage] = []
        for id in before.keys.sorted() {
            guard var ticket = after[id] else { continue }
            for effect in ticket.watch(at: now) {
                if let event = effect.clockEvent(on: id) { outgoing.append(event) }
            }
            after[id] = ticket
        }
        try transaction.enqueueSave(TicketChange.between(before, after))
        // The timers that were taken are set anew even where nothing changed, or they would be due for ever.
        try transaction.enqueueSet(after.values.map { Timer(kind: .clocks, subject: $0.id.uuid, due: $0.nextWakeUp) })
        return (outgoing, tickets.filter { before[$0] == nil })
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
                attempt: notification.attempts + 1
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
