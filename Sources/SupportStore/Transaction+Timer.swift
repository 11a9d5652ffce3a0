package import Foundation
package import Postgres

/// A moment that something waits for.
package struct Timer: Hashable, Sendable {
    package enum Kind: Int16, Sendable, PostgresCodable {
        /// The nearest threshold of a ticket's clocks; the subject is the ticket.
        case clocks = 1
        /// A page that must be acknowledged by then; the subject is the page.
        case page = 2
        /// The next try of a delivery; the subject is the notification.
        case notification = 3
        /// A plan that begins; the subject is the assignment.
        case planAssignment = 4
    }

    package var kind: Kind
    package var subject: UUID
    /// Nil when nothing waits any more.
    package var due: Date?

    package init(kind: Kind, subject: UUID, due: Date?) {
        self.kind = kind
        self.subject = subject
        self.due = due
    }
}

extension Transaction {
    /// Sets timers, and removes those without a moment; setting one again moves it.
    package borrowing func enqueueSet(_ timers: [Timer]) throws(PostgresError) {
        let set = timers.filter { $0.due != nil }.sorted { $0.subject < $1.subject }
        if !set.isEmpty {
            try enqueue(
                """
                INSERT INTO timer (subject_id, kind, due_at)
                SELECT * FROM unnest(\(set.map(\.subject)), \(set.map(\.kind)), \(set.compactMap(\.due)))
                ON CONFLICT (subject_id, kind) DO UPDATE SET due_at = excluded.due_at
                """
            )
        }
        try enqueueRemove(timers.filter { $0.due == nil })
    }

    /// As ``enqueueSet(_:)``, for timers that this transaction has locked: those that are there are moved, and no others
    /// are made.
    package borrowing func enqueueMove(_ timers: [Timer]) throws(PostgresError) {
        let moved = timers.filter { $0.due != nil }.sorted { $0.subject < $1.subject }
        if !moved.isEmpty {
            try enqueue(
                """
                UPDATE timer SET due_at = new.due_at
                FROM unnest(\(moved.map(\.subject)), \(moved.map(\.kind)), \(moved.compactMap(\.due)))
                    AS new (subject_id, kind, due_at)
                WHERE timer.subject_id = new.subject_id AND timer.kind = new.kind
                """
            )
        }
        try enqueueRemove(timers.filter { $0.due == nil })
    }

    private borrowing func enqueueRemove(_ timers: [Timer]) throws(PostgresError) {
        guard !timers.isEmpty else { return }
        let removed = timers.sorted { $0.subject < $1.subject }
        try enqueue(
            """
            DELETE FROM timer USING unnest(\(removed.map(\.subject)), \(removed.map(\.kind)))
                AS gone (subject_id, kind)
            WHERE timer.subject_id = gone.subject_id AND timer.kind = gone.kind
            """
        )
    }

    /// Locks up to `limit` timers that are due, earliest first, leaving out what another watcher has.
    ///
    /// It looks from `start` on, so that it need not pass what has fired before it; nil is from the very beginning. Those
    /// with the subjects `passing` are left out, too.
    package borrowing func lockDueTimers(
        from start: Date? = nil,
        passing: [UUID] = [],
        at now: Date,
        limit: Int
    ) throws(PostgresError) -> [Timer] {
        try query(
            """
            SELECT kind, subject_id, due_at FROM timer
            WHERE due_at >= coalesce(\(start as Date?), '-infinity') AND due_at <= \(now)
                AND NOT subject_id = ANY (\(passing))
            ORDER BY due_at LIMIT \(limit) FOR UPDATE SKIP LOCKED
            """
        ).map(Timer.init)
    }

    /// The timers that are due, earliest first, whoever has them; from `start` on, nil is from the very beginning.
    ///
    /// Those with the subjects `passing` are left out.
    package borrowing func dueTimers(
        from start: Date? = nil,
        passing: [UUID] = [],
        at now: Date,
        limit: Int
    ) throws(PostgresError) -> [Timer] {
        try query(
            """
            SELECT kind, subject_id, due_at FROM timer
            WHERE due_at >= coalesce(\(start as Date?), '-infinity') AND due_at <= \(now)
                AND NOT subject_id = ANY (\(passing))
            ORDER BY due_at LIMIT \(limit)
            """
        ).map(Timer.init)
    }

    /// Locks this timer, if it is still due and no other watcher has it.
    package borrowing func lockDueTimer(_ timer: Timer, at now: Date) throws(PostgresError) -> [Timer] {
        try query(
            """
            SELECT kind, subject_id, due_at FROM timer
            WHERE subject_id = \(timer.subject) AND kind = \(timer.kind) AND due_at <= \(now) FOR UPDATE SKIP LOCKED
            """
        ).map(Timer.init)
    }

    /// When the next timer falls due, of those later than `moment` if one is given; nil when nothing waits.
    package borrowing func nextTimer(after moment: Date? = nil) throws(PostgresError) -> Date? {
        try query(
            """
            SELECT due_at FROM timer WHERE due_at > coalesce(\(moment as Date?), '-infinity') ORDER BY due_at LIMIT 1
            """
        ).first?.get(0)
    }
}

extension Timer {
    /// Reads the columns kind, subject_id, due_at.
    fileprivate init(_ row: Row) throws(PostgresError) {
        self.init(kind: try row.get(0), subject: try row.get(1), due: try row.get(2))
    }
}
