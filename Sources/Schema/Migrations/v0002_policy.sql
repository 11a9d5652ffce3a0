-- Support programmes as data. A version is never changed; the newest one of a programme is in force.
CREATE TABLE policy_version (
    programme   text        NOT NULL CHECK (programme ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    version     int         NOT NULL CHECK (version > 0),
    source      text        NOT NULL,
    sha256      bytea       NOT NULL,
    applied_by  text        NOT NULL,
    applied_at  timestamptz NOT NULL DEFAULT tierline_now(),
    PRIMARY KEY (programme, version)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER policy_version_is_immutable BEFORE UPDATE OR DELETE ON policy_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who is entitled to what: an address, or a whole domain as '@example.com'. The gateway's own word wins over this.
CREATE TABLE customer (
    programme   text    NOT NULL,
    address     text    NOT NULL CHECK (address = lower(address) AND address LIKE '%@%'),
    plan        text    NOT NULL,
    name        text,
    is_vip      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (programme, address)
);
