-- Which plan a customer has when: an upgrade holds at once and a downgrade from the next billing cycle, so a plan has
-- to be known before it holds. The customer keeps who they are; what they have bought moves here.

-- So that an exclusion constraint can compare texts; any owner of a database may create it.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE plan_assignment (
    id           uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    programme    text        NOT NULL,
    address      text        NOT NULL,
    plan         text        NOT NULL,
    valid_from   timestamptz NOT NULL,
    -- null while nothing follows
    valid_to     timestamptz,
    assigned_by  text        NOT NULL,
    assigned_at  timestamptz NOT NULL DEFAULT tierline_now(),
    FOREIGN KEY (programme, address) REFERENCES customer ON DELETE CASCADE,
    CONSTRAINT an_assignment_takes_time CHECK (valid_from < valid_to),
    CONSTRAINT one_plan_at_a_time
        EXCLUDE USING gist (programme WITH =, address WITH =, tstzrange(valid_from, valid_to) WITH &&)
);
-- What intake looks up for everybody who writes.
CREATE INDEX plan_assignment_of_customer ON plan_assignment (programme, address, valid_from);

-- Since when a plan was held was not kept.
INSERT INTO plan_assignment (programme, address, plan, valid_from, assigned_by)
SELECT programme, address, plan, 'epoch', 'migration v0009' FROM customer;
ALTER TABLE customer DROP COLUMN plan;

-- kind 4: a plan that begins (subject: the assignment).
ALTER TABLE timer DROP CONSTRAINT timer_kind_check;
ALTER TABLE timer ADD CONSTRAINT timer_kind_check CHECK (kind BETWEEN 1 AND 4);
