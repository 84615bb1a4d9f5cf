-- What signing in needs: secrets, devices, sessions. Private contacts lie apart, so that they can be erased.

CREATE TABLE credential (
    person_id      uuid PRIMARY KEY REFERENCES person (person_id),
    password_hash  text NOT NULL,
    is_initial     boolean NOT NULL,
    changed_at     timestamptz NOT NULL
);

-- last_step is the last thirty-second step whose code was used: a code opens once.
CREATE TABLE totp (
    person_id       uuid PRIMARY KEY REFERENCES person (person_id),
    wrapped_secret  bytea NOT NULL,
    last_step       bigint NOT NULL DEFAULT 0,
    enrolled_at     timestamptz NOT NULL
);

CREATE TABLE contact (
    person_id  uuid PRIMARY KEY REFERENCES person (person_id),
    wrapped    bytea NOT NULL
);

CREATE TABLE device (
    serial      text PRIMARY KEY CHECK (serial ~ '^[1-9A-F][0-9A-F]{0,39}$'),
    person_id   uuid NOT NULL REFERENCES person (person_id),
    issued_on   date NOT NULL,
    expires_on  date NOT NULL,
    revoked_at  timestamptz,
    revoked_by  text
);
CREATE INDEX device_by_person ON device (person_id);

CREATE TABLE session (
    session_id        uuid PRIMARY KEY,
    person_id         uuid NOT NULL REFERENCES person (person_id),
    zone              text NOT NULL,
    device            text REFERENCES device (serial),
    started_at        timestamptz NOT NULL,
    second_factor_at  timestamptz NOT NULL,
    seen_at           timestamptz NOT NULL,
    ends_at           timestamptz NOT NULL,
    ended_at          timestamptz,
    end_reason        text,
    CONSTRAINT session_end_has_a_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX session_living ON session (person_id) WHERE ended_at IS NULL;

-- One family per session. A successor is kept, wrapped, only for as long as racing tabs may ask for it again.
CREATE TABLE refresh_token (
    token_sha256       text PRIMARY KEY,
    session_id         uuid NOT NULL REFERENCES session (session_id),
    issued_at          timestamptz NOT NULL,
    used_at            timestamptz,
    wrapped_successor  bytea,
    CONSTRAINT used_token_has_a_successor CHECK (used_at IS NOT NULL OR wrapped_successor IS NULL)
);
CREATE INDEX refresh_token_by_session ON refresh_token (session_id);

-- A republication reads everything in one go; whoever changes a row of the directory waits for its end, and
-- it waits for whoever is changing one. Readers are not held up.
CREATE FUNCTION lock_directory() RETURNS void LANGUAGE sql AS $$ SELECT pg_advisory_xact_lock(5493062) $$;
CREATE FUNCTION share_directory() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(5493062);
    RETURN NULL;
END $$;
CREATE TRIGGER department_waits_for_republication BEFORE INSERT OR UPDATE OR DELETE ON department
    FOR EACH STATEMENT EXECUTE FUNCTION share_directory();
CREATE TRIGGER area_waits_for_republication BEFORE INSERT OR UPDATE OR DELETE ON area
    FOR EACH STATEMENT EXECUTE FUNCTION share_directory();
CREATE TRIGGER office_waits_for_republication BEFORE INSERT OR UPDATE OR DELETE ON office
    FOR EACH STATEMENT EXECUTE FUNCTION share_directory();
CREATE TRIGGER rank_waits_for_republication BEFORE INSERT OR UPDATE OR DELETE ON rank
    FOR EACH STATEMENT EXECUTE FUNCTION share_directory();
CREATE TRIGGER post_waits_for_republication BEFORE INSERT OR UPDATE OR DELETE ON post
    FOR EACH STATEMENT EXECUTE FUNCTION share_directory();
CREATE TRIGGER person_waits_for_republication BEFORE INSERT OR UPDATE OR DELETE ON person
    FOR EACH STATEMENT EXECUTE FUNCTION share_directory();
CREATE TRIGGER charge_waits_for_republication BEFORE INSERT OR UPDATE OR DELETE ON charge
    FOR EACH STATEMENT EXECUTE FUNCTION share_directory();
CREATE TRIGGER access_grant_waits_for_republication BEFORE INSERT OR UPDATE OR DELETE ON access_grant
    FOR EACH STATEMENT EXECUTE FUNCTION share_directory();
CREATE TRIGGER portal_waits_for_republication BEFORE INSERT OR UPDATE OR DELETE ON portal
    FOR EACH STATEMENT EXECUTE FUNCTION share_directory();
CREATE TRIGGER contact_waits_for_republication BEFORE INSERT OR UPDATE OR DELETE ON contact
    FOR EACH STATEMENT EXECUTE FUNCTION share_directory();
