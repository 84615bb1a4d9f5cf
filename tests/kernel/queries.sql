-- name: find_outbox
-- What waits for the relay.
SELECT sequence, routing_key, envelope FROM outbox ORDER BY seq;

-- name: break_off
-- A statement that PostgreSQL refuses.
SELECT 1 / 0;

-- name: echo
-- What PostgreSQL takes as a text.
SELECT %(name)s::text;

-- name: add_subjects, prepared
-- A hot statement with a bare parameter, a list, and a sign that has to be doubled.
INSERT INTO aggregate_version (subject, version, department)
SELECT subject, %(version)s, %(department)s FROM unnest(%(subjects)s::text[]) AS subject
 WHERE subject NOT LIKE '50%%';

-- name: find_subjects
-- What the hot statement wrote.
SELECT subject, version, department FROM aggregate_version ORDER BY subject;

-- name: find_learned
-- What this connection has learned.
SELECT name FROM pg_prepared_statements ORDER BY name;
