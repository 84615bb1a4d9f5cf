-- What came in: handled ids, suspects, parked messages, and messages that wait for their turn.

-- The smallest UUIDv7 of an instant.
CREATE FUNCTION uuid_at(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Ids of handled events. UUIDv7 carries its instant, so that a week drops whole.
CREATE TABLE inbox (event_id uuid NOT NULL PRIMARY KEY) PARTITION BY RANGE (event_id);
CREATE TABLE inbox_week (
    starts_at timestamptz PRIMARY KEY,
    lower_id  uuid NOT NULL,
    upper_id  uuid NOT NULL
);

-- Only an owner may make or drop tables, so the workers ask these two functions.
CREATE FUNCTION make_inbox_weeks(first_at timestamptz, last_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    week timestamptz := date_trunc('week', first_at, 'UTC');
BEGIN
    WHILE week <= last_at LOOP
        IF NOT EXISTS (SELECT 1 FROM inbox_week WHERE starts_at = week) THEN
            PERFORM pg_advisory_xact_lock(hashtext('inbox weeks'));
            IF NOT EXISTS (SELECT 1 FROM inbox_week WHERE starts_at = week) THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF inbox FOR VALUES FROM (%L) TO (%L)',
                               'inbox_' || to_char(week AT TIME ZONE 'UTC', 'YYYYMMDD'),
                               uuid_at(week), uuid_at(week + interval '7 days'));
                INSERT INTO inbox_week VALUES (week, uuid_at(week), uuid_at(week + interval '7 days'));
            END IF;
        END IF;
        week := week + interval '7 days';
    END LOOP;
END $$;

CREATE FUNCTION drop_inbox_weeks(before_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    week    timestamptz;
    dropped integer := 0;
BEGIN
    -- Whatever is asked, what a replay may still bring is never forgotten.
    FOR week IN SELECT starts_at FROM inbox_week
                 WHERE starts_at + interval '7 days' <= least(before_at, now() - interval '35 days')
    LOOP
        EXECUTE format('DROP TABLE %I', 'inbox_' || to_char(week AT TIME ZONE 'UTC', 'YYYYMMDD'));
        DELETE FROM inbox_week WHERE starts_at = week;
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;
SELECT make_inbox_weeks(now() - interval '42 days', now() + interval '28 days');
SELECT forbid('INSERT, UPDATE, DELETE', 'inbox_week');

-- An event that came again: how often it was tried alone since.
CREATE TABLE suspect (
    event_id uuid PRIMARY KEY,
    attempts integer NOT NULL
);

-- A message that could not be handled, with its cause; its body is shown to nobody, it is kept for replay.
CREATE TABLE parked (
    parked_id    bigserial PRIMARY KEY,
    event_id     uuid UNIQUE,
    lane         text NOT NULL,
    routing_key  text NOT NULL,
    content_type text NOT NULL,
    body         bytea NOT NULL,
    cause        text NOT NULL,
    detail       text NOT NULL,
    attempts     integer NOT NULL,
    parked_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX parked_nameless ON parked (lane, routing_key, sha256(body)) WHERE event_id IS NULL;

-- The newest version of a subject that a read model has seen.
CREATE TABLE subject_seen (
    source   text NOT NULL,
    subject  text NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (source, subject)
) WITH (fillfactor = 80);
