-- What a ticket's first second costs: measured with scripts/bench, per ticket and index.

-- Triage rewrites each row that intake has just inserted, usually a page at a time: with room for both versions on the
-- page the second one needs no index entries of its own (43 % had no room at 70).
ALTER TABLE ticket SET (fillfactor = 50);
