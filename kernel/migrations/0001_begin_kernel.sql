-- What every service's database holds for the mechanism: versions, outbox, audit, idempotency, allowances.

-- Every role of this service (<service>_app and, where there are any, one per zone) may use what the kernel
-- creates. A service whose roles differ in their rights takes these defaults back before it creates its own tables.
DO $$
DECLARE
    service text := regexp_replace(current_user, '_owner$', '');
    app     name;
BEGIN
    FOR app IN SELECT rolname FROM pg_roles
                WHERE starts_with(rolname, service || '_') AND rolname <> current_user
    LOOP
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public
                        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', app);
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO %I', app);
    END LOOP;
END $$;

-- Take rights back from every role of this service but the owner: SELECT forbid('UPDATE, DELETE', 'audit');
CREATE FUNCTION forbid(rights text, table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    service text := regexp_replace(current_user, '_owner$', '');
    app     name;
BEGIN
    FOR app IN SELECT rolname FROM pg_roles
                WHERE starts_with(rolname, service || '_') AND rolname <> current_user
    LOOP
        EXECUTE format('REVOKE %s ON %s FROM %I', rights, table_name, app);
    END LOOP;
END $$;

CREATE TABLE aggregate_version (
    subject    text PRIMARY KEY,
    version    bigint NOT NULL CHECK (version > 0),
    department text NOT NULL
);

-- A row that is still there is the retry; it is claimed by existence, never by a cursor.
CREATE TABLE outbox (
    seq         bigserial PRIMARY KEY,
    event_id    uuid NOT NULL,
    subject     text NOT NULL,
    sequence    bigint NOT NULL,
    exchange    text NOT NULL,
    routing_key text NOT NULL,
    envelope    text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts    integer NOT NULL DEFAULT 0,
    parked_at   timestamptz,
    cause       text
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, fillfactor = 90);
CREATE INDEX outbox_parked ON outbox (subject) WHERE parked_at IS NOT NULL;

CREATE TABLE audit (
    entry          bigserial PRIMARY KEY,
    audit_id       uuid NOT NULL UNIQUE,
    at             timestamptz NOT NULL,
    actor_kind     text NOT NULL,
    person_id      uuid,
    post_id        uuid,
    for_person     uuid,
    zone           text NOT NULL,
    session_id     uuid,
    act            text NOT NULL,
    subject        text NOT NULL,
    facts          jsonb NOT NULL,
    correlation_id uuid NOT NULL
);
CREATE INDEX audit_subject ON audit (subject);
CREATE INDEX audit_person ON audit (person_id, at) WHERE person_id IS NOT NULL;

CREATE TABLE audit_chain (
    position bigint PRIMARY KEY,
    entry    bigint NOT NULL UNIQUE REFERENCES audit (entry),
    digest   text NOT NULL
);
CREATE TABLE audit_checkpoint (
    position bigint PRIMARY KEY,
    digest   text NOT NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_chain_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
SELECT forbid('UPDATE, DELETE', 'audit');
SELECT forbid('UPDATE, DELETE', 'audit_chain');
SELECT forbid('UPDATE, DELETE', 'audit_checkpoint');

CREATE TABLE idempotency (
    caller      text NOT NULL,
    route       text NOT NULL,
    key         text NOT NULL,
    body_sha256 text NOT NULL,
    status      integer NOT NULL,
    answer      text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT one_answer_per_key PRIMARY KEY (caller, route, key)
);
CREATE INDEX idempotency_recorded_at ON idempotency (recorded_at);

CREATE TABLE allowance (
    key          text NOT NULL,
    window_start timestamptz NOT NULL,
    used         integer NOT NULL,
    PRIMARY KEY (key, window_start)
);
