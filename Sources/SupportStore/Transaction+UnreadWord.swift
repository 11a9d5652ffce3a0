import Foundation
package import Postgres
package import SupportDomain

extension Transaction {
    /// For each of these messages, the first thing that was said after it on its ticket and is to be answered, or on
    /// another one with which that was merged and not answered there; a message that is not known, or the last one, has
    /// none.
    ///
    /// On its ticket in the order in which the timeline has them: many may be heard at one moment.
    package borrowing func nextWords(after keys: [MessageKey]) throws(PostgresError) -> [MessageKey: UnreadWord] {
        guard !keys.isEmpty else { return [:] }
        var found: [MessageKey: UnreadWord] = [:]
        for row in try query(
            """
            WITH RECURSIVE read AS (
                SELECT key.programme, key.id, event.ticket_id, event.seq, event.at
                FROM unnest(\(keys.map(\.programme)), \(keys.map(\.id))) AS key (programme, id)
                JOIN message ON message.programme = key.programme AND source_id = key.id
                JOIN ticket_event AS event ON event.ticket_id = message.ticket_id AND event.cause = key.id
                    AND event.kind IN ('received', 'customer_replied')
            ), merged (programme, id, ticket_id) AS (
                SELECT programme, id, ticket_id FROM read
                UNION
                SELECT programme, id, next.ticket_id FROM merged CROSS JOIN LATERAL (
                    SELECT merged_into FROM ticket WHERE ticket.id = merged.ticket_id AND merged_into IS NOT NULL
                    UNION ALL
                    SELECT (data ->> 'id')::uuid FROM ticket_event
                    WHERE ticket_event.ticket_id = merged.ticket_id AND kind = 'merged_from'
                ) AS next (ticket_id)
            )
            SELECT read.programme, read.id, word.cause, word.at
            FROM read
            CROSS JOIN LATERAL (
                SELECT event.cause, event.at
                FROM merged JOIN ticket_event AS event USING (ticket_id)
                WHERE (merged.programme, merged.id) = (read.programme, read.id)
                    AND event.kind IN ('received', 'customer_replied')
                    AND NOT event.data ?| ARRAY['automatic', 'only_kept', 'opened_by']
                    AND CASE
                        WHEN ticket_id = read.ticket_id THEN event.seq > read.seq
                        ELSE event.at > read.at AND NOT EXISTS (
                            SELECT FROM ticket_event AS answer
                            WHERE answer.ticket_id = event.ticket_id AND answer.seq > event.seq
                                AND answer.kind IN ('agent_replied', 'resolved', 'closed') AND NOT EXISTS (
                                    -- It answers what was said before the word that it leaves unread.
                                    SELECT FROM merged AS other JOIN ticket_event AS unread USING (ticket_id)
                                    WHERE (other.programme, other.id) = (read.programme, read.id)
                                        AND unread.cause = answer.data ->> 'unread'
                                        AND unread.kind IN ('received', 'customer_replied')
                                        AND (unread.at, unread.seq) <= (event.at, event.seq)
                                )
                        )
                    END
                ORDER BY event.at, event.seq LIMIT 1
            ) AS word
            """
        ) {
            let (programme, id, message, at) = try row.decode((String, String, String, Date).self)
            found[MessageKey(programme: programme, id: id)] = UnreadWord(message: message, at: at)
        }
        return found
    }
}
