-- A hundred thousand thresholds may fall in one second, and this looked up and locked the clock of each once more, to be
-- sure that it is there. The batch that fires a threshold holds its clock's ticket locked and writes both, clocks are
-- never deleted, and 'tierline verify' looks for orphans, as for every other table that a ticket writes to.
ALTER TABLE clock_threshold DROP CONSTRAINT clock_threshold_ticket_id_metric_cycle_fkey;
