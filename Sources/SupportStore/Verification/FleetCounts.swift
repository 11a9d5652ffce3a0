package import Postgres

/// How much there is, and what is not done: reported beside the invariants.
package struct FleetCounts: Sendable, Encodable {
    package var tickets: Int
    package var messages: Int
    package var events: Int
    package var clocks: Int
    /// Those that count: without the annulled ones.
    package var breaches: Int
    package var annulledBreaches: Int
    package var notifications: Int
    package var delivered: Int
    package var outbox: Int
    package var deadLetters: Int
    package var timers: Int
    /// The longest that a threshold fired after its time, in seconds; outages and moved clocks included.
    package var worstLatenessSeconds: Double?
}

extension Transaction {
    /// Counts, exactly and so not fast.
    package borrowing func fleetCounts() throws(PostgresError) -> FleetCounts {
        let rows = try query(
            """
            SELECT (SELECT count(*) FROM ticket), (SELECT count(*) FROM message), (SELECT count(*) FROM ticket_event),
                (SELECT count(*) FROM clock),
                (SELECT count(*) FROM clock_threshold WHERE threshold = 'breach' AND annulled_at IS NULL),
                (SELECT count(*) FROM clock_threshold WHERE annulled_at IS NOT NULL),
                (SELECT count(*) FROM notification), (SELECT count(*) FROM notification WHERE state = 'delivered'),
                (SELECT count(*) FROM outbox), (SELECT count(*) FROM dead_letter WHERE state = 'dead'),
                (SELECT count(*) FROM timer),
                (SELECT extract(epoch FROM max(detected_at - due_at))::double precision FROM clock_threshold)
            """
        )
        let row = rows[0]
        return FleetCounts(
            tickets: try row.get(0),
            messages: try row.get(1),
            events: try row.get(2),
            clocks: try row.get(3),
            breaches: try row.get(4),
            annulledBreaches: try row.get(5),
            notifications: try row.get(6),
            delivered: try row.get(7),
            outbox: try row.get(8),
            deadLetters: try row.get(9),
            timers: try row.get(10),
            worstLatenessSeconds: try row.get(11)
        )
    }
}
