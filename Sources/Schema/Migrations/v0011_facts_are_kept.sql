-- TRUNCATE is no DELETE: no trigger above fires for it. What is on record is not emptied either, not even by its owner.
CREATE TRIGGER clock_threshold_is_not_emptied BEFORE TRUNCATE ON clock_threshold
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER policy_version_is_not_emptied BEFORE TRUNCATE ON policy_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ticket_event_is_not_emptied BEFORE TRUNCATE ON ticket_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
