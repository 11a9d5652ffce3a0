package import Foundation
package import Postgres
package import SupportDomain

extension Transaction {
    /// All clocks of these tickets, in the order in which they were started.
    borrowing func clocks(of tickets: [UUID]) throws(PostgresError) -> [(TicketID, Clock)] {
        try query(
            """
            SELECT ticket_id, metric, cycle, state, started_at, target, calendar, due_at, schedule, ended_at, breached_at,
                   tier, rule, policy_version
            FROM clock WHERE ticket_id = ANY (\(tickets)) ORDER BY ticket_id, started_at, metric, cycle
            """
        ).map { row throws(PostgresError) in (TicketID(try row.get(0)), try Clock(row)) }
    }

    /// All pauses of these tickets, oldest first.
    borrowing func pauses(of tickets: [UUID]) throws(PostgresError) -> [(TicketID, Pause)] {
        try query(
            "SELECT ticket_id, since, until, reason FROM ticket_pause WHERE ticket_id = ANY (\(tickets)) ORDER BY since"
        ).map { row throws(PostgresError) in
            (TicketID(try row.get(0)), Pause(since: try row.get(1), until: try row.get(2), reason: try row.get(3)))
        }
    }

    /// Writes the clocks that are new or changed, and the thresholds that fired as facts of their own.
    ///
    /// The tickets are locked, so a clock that was not loaded is not there: it is inserted without looking for it.
    borrowing func enqueueSaveClocks(of changes: [TicketChange], at now: Date) throws(PostgresError) {
        try enqueueInsertClocks(changes.flatMap { change in change.newClocks.map { (change.after.id.uuid, $0) } })
        try enqueueUpdateClocks(changes.flatMap { change in change.movedClocks.map { (change.after.id.uuid, $0) } })
        try enqueueInsertFired(changes.flatMap(\.newlyFired), at: now)
    }

    private borrowing func enqueueInsertClocks(_ clocks: [(UUID, Clock)]) throws(PostgresError) {
        guard !clocks.isEmpty else { return }
        try enqueue(
            """
            INSERT INTO clock (ticket_id, metric, cycle, state, started_at, target, calendar, due_at, schedule, ended_at,
                               breached_at, tier, rule, policy_version)
            SELECT * FROM unnest(\(clocks.map(\.0)), \(clocks.map(\.1.metric)), \(clocks.map(\.1.cycle)),
                                 \(clocks.map(\.1.state)), \(clocks.map(\.1.startedAt)),
                                 \(clocks.map(\.1.target.description)), \(clocks.map(\.1.calendar)),
                                 \(clocks.map(\.1.dueAt)), \(clocks.map(\.1.schedule.description)),
                                 \(clocks.map(\.1.endedAt)), \(clocks.map(\.1.breachedAt)), \(clocks.map(\.1.tier)),
                                 \(clocks.map(\.1.rule)), \(clocks.map(\.1.policyVersion)))
            """
        )
    }

    private borrowing func enqueueUpdateClocks(_ clocks: [(UUID, Clock)]) throws(PostgresError) {
        guard !clocks.isEmpty else { return }
        try enqueue(
            """
            UPDATE clock SET
                state = new.state, target = new.target, calendar = new.calendar, due_at = new.due_at,
                schedule = new.schedule, ended_at = new.ended_at, breached_at = new.breached_at, rule = new.rule,
                policy_version = new.policy_version
            FROM unnest(\(clocks.map(\.0)), \(clocks.map(\.1.metric)), \(clocks.map(\.1.cycle)),
                        \(clocks.map(\.1.state)), \(clocks.map(\.1.target.description)),
                        \(clocks.map(\.1.calendar)), \(clocks.map(\.1.dueAt)),
                        \(clocks.map(\.1.schedule.description)), \(clocks.map(\.1.endedAt)),
                        \(clocks.map(\.1.breachedAt)), \(clocks.map(\.1.rule)),
                        \(clocks.map(\.1.policyVersion)))
                AS new (ticket_id, metric, cycle, state, target, calendar, due_at, schedule, ended_at, breached_at, rule,
                        policy_version)
            WHERE clock.ticket_id = new.ticket_id AND clock.metric = new.metric AND clock.cycle = new.cycle
            """
        )
    }

    /// Puts thresholds on record as having fired.
    borrowing func enqueueInsertFired(_ fired: [FiredThreshold], at now: Date) throws(PostgresError) {
        guard !fired.isEmpty else { return }
        try enqueue(
            """
            INSERT INTO clock_threshold (ticket_id, metric, cycle, threshold, due_at, detected_at, policy_version, calendar,
                                         clock_due_at)
            SELECT ticket_id, metric, cycle, threshold, due_at, \(now), policy_version, calendar, clock_due_at
            FROM unnest(\(fired.map(\.ticket.uuid)), \(fired.map(\.clock.metric)), \(fired.map(\.clock.cycle)),
                        \(fired.map(\.threshold.kind.key)), \(fired.map(\.threshold.at)),
                        \(fired.map(\.circumstances.policyVersion)), \(fired.map(\.circumstances.calendar)),
                        \(fired.map(\.circumstances.due)))
                AS new (ticket_id, metric, cycle, threshold, due_at, policy_version, calendar, clock_due_at)
            """
        )
    }

    /// Writes the pauses that began or ended.
    borrowing func enqueueSavePauses(of changes: [TicketChange]) throws(PostgresError) {
        let pauses = changes.flatMap { change in change.changedPauses.map { (change.after.id.uuid, $0) } }
        guard !pauses.isEmpty else { return }
        try enqueue(
            """
            INSERT INTO ticket_pause (ticket_id, since, until, reason)
            SELECT * FROM unnest(\(pauses.map(\.0)), \(pauses.map(\.1.since)), \(pauses.map(\.1.until)),
                                 \(pauses.map(\.1.reason)))
            ON CONFLICT (ticket_id, since) DO UPDATE SET until = excluded.until
            """
        )
    }

    /// Ends the acknowledgement clocks of tickets whose customers have been told in time; answers the others, whose
    /// customers were told too late, or were taken to be, which is for ``Ticket/acknowledge(at:)`` to record.
    ///
    /// The tickets are locked first, as everybody does who changes their clocks. A clock that has ended stays as it is.
    package borrowing func fulfilAcknowledgement(
        of tickets: [TicketID],
        at now: Date
    ) throws(PostgresError) -> [TicketID] {
        guard !tickets.isEmpty else { return [] }
        let ids = tickets.map(\.uuid)
        try enqueue("SELECT FROM ticket WHERE id = ANY (\(ids)) ORDER BY id FOR NO KEY UPDATE")
        // A statement of its own, so that it sees what whoever held the tickets until now has done to their clocks.
        try enqueue(
            """
            UPDATE clock SET state = 'fulfilled', ended_at = \(now)
            WHERE ticket_id = ANY (\(ids)) AND metric = 'acknowledgement' AND state IN ('running', 'paused')
                AND (due_at IS NULL OR due_at >= \(now)) AND breached_at IS NULL
            """
        )
        return try query(
            """
            SELECT ticket_id FROM clock
            WHERE ticket_id = ANY (\(ids)) AND metric = 'acknowledgement'
                AND (state IN ('running', 'paused') OR breached_at > \(now))
            """
        ).map { row throws(PostgresError) in TicketID(try row.get(0)) }
    }
}

extension Clock {
    /// Reads the columns after the ticket's id.
    fileprivate init(_ row: Row) throws(PostgresError) {
        self.init(
            metric: try row.get(1),
            cycle: try row.get(2),
            state: try row.get(3),
            startedAt: try row.get(4),
            target: try row.get(5),
            calendar: try row.get(6),
            dueAt: try row.get(7),
            schedule: try row.get(8),
            endedAt: try row.get(9),
            breachedAt: try row.get(10),
            tier: try row.get(11),
            rule: try row.get(12),
            policyVersion: try row.get(13)
        )
    }
}

/// A threshold that fired since the ticket was loaded.
struct FiredThreshold {
    var ticket: TicketID
    var clock: Clock
    var threshold: ClockThreshold

    var circumstances: ClockThreshold.Circumstances {
        threshold.firedUnder
            ?? ClockThreshold.Circumstances(
                due: clock.dueAt ?? threshold.at,
                calendar: clock.calendar,
                policyVersion: clock.policyVersion
            )
    }
}

extension TicketChange {
    /// The thresholds that have fired since the ticket was loaded.
    var newlyFired: [FiredThreshold] {
        (newClocks + movedClocks).flatMap { clock in
            let loaded = loaded(clock)
            let known = Set((loaded?.schedule.thresholds ?? []).filter(\.hasFired).map(\.kind))
            return clock.schedule.thresholds
                .filter { $0.hasFired && !known.contains($0.kind) }
                .map { FiredThreshold(ticket: after.id, clock: clock, threshold: $0) }
        }
    }
}
