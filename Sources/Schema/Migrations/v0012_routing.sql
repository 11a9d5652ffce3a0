-- Who is to take a ticket: the team that has it at its tier, and who looks after the customer by name. A customer's own
-- manager goes before that of their plan.
ALTER TABLE customer ADD COLUMN manager text;
ALTER TABLE ticket ADD COLUMN team text, ADD COLUMN manager text;

CREATE OR REPLACE VIEW support_tickets AS
    SELECT id AS ticket_id, number, programme, 'P' || priority AS priority, status, category, plan, tier, assignee,
           created_at, first_response_at, resolved_at, merged_into, team, manager
    FROM ticket;
