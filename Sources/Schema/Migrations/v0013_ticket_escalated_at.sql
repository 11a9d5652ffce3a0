-- When a ticket was first escalated, and not only that it was: what had begun before is owed as it was owed then.
ALTER TABLE ticket ADD COLUMN escalated_at timestamptz;

UPDATE ticket SET escalated_at = first.at
FROM (
    SELECT DISTINCT ON (ticket_id) ticket_id, at FROM ticket_event WHERE kind = 'escalated' ORDER BY ticket_id, seq
) AS first
WHERE first.ticket_id = ticket.id;

ALTER TABLE ticket DROP COLUMN is_escalated;
