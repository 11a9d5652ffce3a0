package import AMQP
package import Foundation
package import Postgres
package import SupportDomain
package import SupportStore

/// What a batch's decisions bring about beside the tickets themselves: rows to write and messages to send.
package struct Consequences: Sendable {
    package private(set) var notifications: [SupportDomain.Notification] = []
    package private(set) var pages: [UUID: Page] = [:]
    package private(set) var silencedPages: [UUID] = []
    package private(set) var annulments: [Annulment] = []
    /// The page that each ticket has open, as the batch leaves it.
    package private(set) var openPages: [TicketID: Page]

    /// Begins with the pages that the batch's tickets have open, read when the tickets had been locked.
    package init(openPages: [TicketID: Page] = [:]) {
        self.openPages = openPages
    }

    /// Turns a ticket's effects into rows, kept here, and messages, which are answered.
    ///
    /// `ticket` is the ticket after the change.
    package mutating func add(
        _ effects: [TicketEffect],
        on ticket: Ticket,
        under policy: Policy,
        at now: Date
    ) -> [OutgoingMessage] {
        effects.flatMap { effect -> [OutgoingMessage] in
            switch effect {
            case .triage:
                return [TicketReceived(ticket: ticket.id).outgoing]
            case .readReply(let message):
                return [TicketReplied(ticket: ticket.id, message: message).outgoing]
            case .clockWarned(let metric, let cycle, let threshold, let due):
                return [
                    ClockWarned(
                        ticket: ticket.id,
                        metric: metric.rawValue,
                        cycle: cycle,
                        threshold: threshold,
                        due: due
                    ).outgoing
                ]
            case .clockBreached(let metric, let cycle, let due):
                return [ClockBreached(ticket: ticket.id, metric: metric.rawValue, cycle: cycle, due: due).outgoing]
            case .requestEscalation(let request):
                return [EscalationRequested(ticket: ticket.id, request).outgoing]
            case .notify(let request):
                return send([ticket.notification(request, under: policy, at: now)].compactMap(\.self))
            case .page(let page):
                guard let ladder = policy.ladder(forTier: page.tier) else { return [] }
                return call(page, up: ladder, about: ticket, under: policy, at: now)
            case .settlePage(let state, let person):
                settlePage(of: ticket.id, state, by: person, at: now)
                return []
            case .annulBreach(let breach, let reason):
                annulments.append(Annulment(breach, of: ticket.id, reason: reason))
                return []
            }
        }
    }

    /// Keeps a page as it is now and calls the contact of its rung.
    package mutating func call(
        _ page: Page,
        up ladder: PagingLadder,
        about ticket: Ticket,
        under policy: Policy,
        at now: Date
    ) -> [OutgoingMessage] {
        pages[page.id] = page
        openPages[page.ticketID] = page
        let contact = ladder.contact(atRung: page.rung) ?? ladder.lastResort
        return send(ticket.notifications(of: page, to: contact, under: policy, at: now))
    }

    /// Settles the page that a ticket has open, if it has one, and silences what is still on its way to somebody.
    package mutating func settlePage(of ticket: TicketID, _ state: Page.State, by person: String, at now: Date) {
        guard var page = openPages.removeValue(forKey: ticket), page.settle(state, by: person, at: now) else { return }
        pages[page.id] = page
        silencedPages.append(page.id)
    }

    /// Keeps what is to be told, and asks for its delivery.
    package mutating func send(_ new: [SupportDomain.Notification]) -> [OutgoingMessage] {
        notifications += new
        return new.map { notification in
            NotificationRequested(notification: notification.id, ticket: notification.ticketID, attempt: 1)
                .outgoing(to: notification.queue)
        }
    }
}

extension Transaction {
    /// Writes the rows of a batch's consequences with the next query or the commit.
    package borrowing func enqueueSave(_ consequences: Consequences, at now: Date) throws(PostgresError) {
        try enqueueSave(Array(consequences.pages.values))
        try enqueueInsert(consequences.notifications)
        try enqueueCancelNotifications(ofPages: consequences.silencedPages, at: now)
        try enqueueAnnul(consequences.annulments, at: now)
    }
}

extension EscalationRequested {
    package init(ticket: TicketID, _ request: EscalationRequest) {
        self.init(
            ticket: ticket,
            trigger: request.trigger.rawValue,
            cause: request.cause,
            by: request.by,
            reason: request.reason,
            toTier: request.toTier
        )
    }
}
