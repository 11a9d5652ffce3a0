-- Whether an escalation was decided on a ticket, be it one that left it at its tier. escalation_count counts moves, and by
-- it a ticket that came in at the tier it was escalated to would have no updates owed to it.
ALTER TABLE ticket ADD COLUMN is_escalated boolean NOT NULL DEFAULT false;

UPDATE ticket SET is_escalated = true
WHERE EXISTS (SELECT FROM ticket_event WHERE ticket_id = ticket.id AND kind = 'escalated');
