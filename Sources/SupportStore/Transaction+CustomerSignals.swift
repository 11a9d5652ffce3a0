package import Foundation
package import Postgres
import SupportDomain

/// What a customer's tickets of some time say of how they fare: what a customer success team looks at.
package struct CustomerSignals: Sendable {
    /// The entry of the customer list that they came under, an address or `@domain`; else who wrote.
    package var customer: String
    /// As on their newest ticket.
    package var plan: String
    package var isVIP: Bool
    /// Who looks after them by name, as on their newest ticket.
    package var manager: String?
    package var tickets: Int
    /// Those that are neither resolved nor closed by now.
    package var open: Int
    /// Those of P0 and P1.
    package var urgent: Int
    package var escalated: Int
    package var reopened: Int
    /// What they were promised and did not get in time; what was annulled does not count.
    package var breaches: Int
    /// How often they asked for somebody else, or were not satisfied.
    package var complaints: Int
    package var ratings: Int
    /// Of five; nil without ratings.
    package var averageScore: Double?
    /// In seconds of real time; nil where nothing was answered.
    package var medianFirstResponse: TimeInterval?
    /// In seconds of real time; nil where nothing was resolved.
    package var medianResolution: TimeInterval?
    /// When they last said something on one of these tickets.
    package var lastHeard: Date?
}

extension Transaction {
    /// The signals of every customer who opened a ticket in a range, those with the most tickets first.
    ///
    /// An address with an entry of its own is a customer of its own, everybody else of a listed domain one together. A
    /// ticket that was merged is left out, with what happened to it until then.
    package borrowing func customerSignals(in range: RecordedRange) throws(PostgresError) -> [CustomerSignals] {
        try query(
            """
            WITH opened AS (
                SELECT ticket.*, coalesce(own.address, domain.address, requester) AS customer
                FROM ticket
                LEFT JOIN customer AS own ON own.programme = ticket.programme AND own.address = requester
                LEFT JOIN customer AS domain
                    ON domain.programme = ticket.programme AND domain.address = substring(requester FROM '@[^@]*$')
                WHERE ticket.programme = \(range.programme) AND merged_into IS NULL
                    AND id > \(TicketID.before(allOpenedAt: range.since).uuid)
                    AND id < \(TicketID.before(allOpenedAt: range.until + 0.001).uuid)
                    AND created_at >= \(range.since) AND created_at < \(range.until)
            ), said AS (
                SELECT ticket_id,
                    count(*) FILTER (
                        WHERE kind IN ('escalated', 'escalation_declined')
                            AND data ->> 'trigger' IN ('customer_request', 'dissatisfaction')
                    ) AS complaints,
                    count(*) FILTER (WHERE kind = 'rated') AS ratings,
                    sum((data ->> 'score')::int) FILTER (WHERE kind = 'rated') AS score,
                    max(at) FILTER (WHERE kind IN ('received', 'customer_replied', 'rated')) AS heard_at
                FROM ticket_event WHERE ticket_id IN (SELECT id FROM opened) GROUP BY ticket_id
            ), missed AS (
                SELECT ticket_id, count(*) AS breaches
                FROM clock_threshold
                WHERE threshold = 'breach' AND annulled_at IS NULL AND ticket_id IN (SELECT id FROM opened)
                    AND metric IN ('acknowledgement', 'first_response', 'next_response', 'periodic_update', 'resolution')
                GROUP BY ticket_id
            )
            SELECT customer, (array_agg(plan ORDER BY id DESC))[1], bool_or(is_vip),
                (array_agg(manager ORDER BY id DESC))[1], count(*),
                count(*) FILTER (WHERE status NOT IN ('resolved', 'closed')), count(*) FILTER (WHERE priority <= 1),
                count(*) FILTER (WHERE escalated_at IS NOT NULL), count(*) FILTER (WHERE reopen_count > 0),
                coalesce(sum(breaches), 0)::bigint, coalesce(sum(complaints), 0)::bigint,
                coalesce(sum(ratings), 0)::bigint, sum(score)::float8 / nullif(sum(ratings), 0)::float8,
                percentile_cont(0.5) WITHIN GROUP (
                    ORDER BY extract(epoch FROM first_response_at - created_at)::float8
                ),
                percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM resolved_at - created_at)::float8),
                max(heard_at)
            FROM opened
            LEFT JOIN said ON said.ticket_id = id
            LEFT JOIN missed ON missed.ticket_id = id
            GROUP BY customer ORDER BY count(*) DESC, customer
            """
        ).map { row throws(PostgresError) in
            CustomerSignals(
                customer: try row.get(0),
                plan: try row.get(1),
                isVIP: try row.get(2),
                manager: try row.get(3),
                tickets: try row.get(4),
                open: try row.get(5),
                urgent: try row.get(6),
                escalated: try row.get(7),
                reopened: try row.get(8),
                breaches: try row.get(9),
                complaints: try row.get(10),
                ratings: try row.get(11),
                averageScore: try row.get(12),
                medianFirstResponse: try row.get(13),
                medianResolution: try row.get(14),
                lastHeard: try row.get(15)
            )
        }
    }
}
