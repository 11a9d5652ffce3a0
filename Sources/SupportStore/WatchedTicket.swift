package import Foundation
package import Postgres
package import SupportDomain

/// A ticket as the watcher needs it: its open clocks, and where its timeline ends.
///
/// Thousands fall due in one second, and most of a ticket has nothing to do with time. What is not loaded cannot be saved:
/// a transaction's `enqueueSave` writes of it what the watcher does, and nothing else.
package struct WatchedTicket: Sendable, Identifiable {
    /// Complete as far as ``SupportDomain/Ticket/watch(at:)`` looks; it never leaves this file.
    fileprivate let loaded: Ticket
    fileprivate var watched: Ticket

    package var id: TicketID { watched.id }

    /// When the watcher must look at the ticket again; nil when time alone changes nothing.
    package var nextWakeUp: Date? { watched.nextWakeUp }

    /// Fires every threshold that has fallen by now, each once; an early or repeated wake-up changes nothing.
    package mutating func watch(at now: Date) -> [TicketEffect] {
        watched.watch(at: now)
    }

    fileprivate init(id: TicketID, policyVersion: Int, eventCount: Int, clocks: [Clock]) {
        var ticket = Ticket(
            id: id,
            programme: "",
            channel: "",
            requester: "",
            subject: "",
            plan: "",
            policyVersion: policyVersion,
            createdAt: .distantPast,
            eventCount: eventCount
        )
        ticket.clocks = clocks
        (loaded, watched) = (ticket, ticket)
    }
}

extension Transaction {
    /// Those of the tickets that there are, locked or not.
    package borrowing func existing(of ids: some Collection<TicketID>) throws(PostgresError) -> Set<TicketID> {
        let rows = try query("SELECT id FROM ticket WHERE id = ANY (\(Set(ids).sorted().map(\.uuid)))")
        return Set(try rows.map { row throws(PostgresError) in TicketID(try row.get(0)) })
    }

    /// Locks those of the tickets that nobody else holds, and reads their open clocks; in id order.
    ///
    /// It never waits.
    package borrowing func lockFreeForWatching(
        _ ids: some Collection<TicketID>
    ) throws(PostgresError) -> [WatchedTicket] {
        guard !ids.isEmpty else { return [] }
        let locked = try query(
            """
            SELECT id, policy_version, event_count FROM ticket WHERE id = ANY (\(Set(ids).sorted().map(\.uuid)))
            ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
            """
        ).map { row throws(PostgresError) in try row.decode((UUID, Int, Int).self) }
        // A statement of its own, so that it sees what whoever held the tickets until now has done to their clocks.
        var clocks: [UUID: [Clock]] = [:]
        for row in try openClocks(of: locked.map(\.0)) {
            clocks[try row.get(0), default: []].append(try Clock(watched: row))
        }
        return locked.map { id, policyVersion, eventCount in
            WatchedTicket(
                id: TicketID(id),
                policyVersion: policyVersion,
                eventCount: eventCount,
                clocks: clocks[id] ?? []
            )
        }
    }

    private borrowing func openClocks(of tickets: [UUID]) throws(PostgresError) -> [Row] {
        guard !tickets.isEmpty else { return [] }
        return try query(
            """
            SELECT ticket_id, metric, cycle, state, due_at, schedule, breached_at, policy_version, calendar
            FROM clock WHERE ticket_id = ANY (\(tickets)) AND state IN ('running', 'paused')
            ORDER BY ticket_id, started_at, metric, cycle
            """
        )
    }

    /// Writes what the watcher did: the timeline, the clocks, the thresholds that fired, and the tickets' timers.
    ///
    /// Queued. The timers are those that this transaction has locked; `now` is when the firing was noticed.
    package borrowing func enqueueSave(_ tickets: [WatchedTicket], at now: Date) throws(PostgresError) {
        let changes = tickets.filter { !$0.watched.newEvents.isEmpty }
            .sorted { $0.id < $1.id }
            .map { TicketChange(before: $0.loaded, after: $0.watched) }
        if !changes.isEmpty {
            let (ids, counts) = (changes.map(\.after.id.uuid), changes.map(\.after.eventCount))
            try enqueue(
                """
                UPDATE ticket SET event_count = new.event_count
                FROM unnest(\(ids), \(counts)) AS new (id, event_count) WHERE ticket.id = new.id
                """
            )
            try enqueueInsertEvents(of: changes.map(\.after))
            try enqueueSaveFired(changes, at: now)
        }
        // Those that were taken move even where nothing fired, or they would be due for ever.
        try enqueueMove(tickets.map { Timer(kind: .clocks, subject: $0.id.uuid, due: $0.nextWakeUp) })
    }

    /// Of the clocks that changed, writes what firing changes.
    private borrowing func enqueueSaveFired(_ changes: [TicketChange], at now: Date) throws(PostgresError) {
        let clocks = changes.flatMap { change in change.movedClocks.map { (change.after.id.uuid, $0) } }
        guard !clocks.isEmpty else { return }
        try enqueue(
            """
            UPDATE clock SET schedule = new.schedule, breached_at = new.breached_at
            FROM unnest(\(clocks.map(\.0)), \(clocks.map(\.1.metric)), \(clocks.map(\.1.cycle)),
                        \(clocks.map(\.1.schedule.description)), \(clocks.map(\.1.breachedAt)))
                AS new (ticket_id, metric, cycle, schedule, breached_at)
            WHERE clock.ticket_id = new.ticket_id AND clock.metric = new.metric AND clock.cycle = new.cycle
            """
        )
        try enqueueInsertFired(changes.flatMap(\.newlyFired), at: now)
    }
}

extension Clock {
    /// Reads what firing looks at, and the calendar that goes on record with it; how the clock came to be so is left out.
    fileprivate init(watched row: Row) throws(PostgresError) {
        self.init(
            metric: try row.get(1),
            cycle: try row.get(2),
            state: try row.get(3),
            startedAt: .distantPast,
            target: .hours(0),
            calendar: try row.get(8),
            dueAt: try row.get(4),
            schedule: try row.get(5),
            breachedAt: try row.get(6),
            rule: "",
            policyVersion: try row.get(7)
        )
    }
}
