-- name: find_outbox
-- What waits for the relay.
SELECT subject, sequence, routing_key, envelope FROM outbox ORDER BY seq;

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

-- name: count_up, prepared
-- A hot statement that a plan of its own for each limit would serve better, if planning cost nothing.
SELECT n FROM generate_series(1, 1000000) AS n LIMIT %(limit)s::integer;

-- name: find_plans
-- How often this connection planned what it has learned.
SELECT custom_plans, generic_plans FROM pg_prepared_statements;

-- name: find_learned
-- What this connection has learned.
SELECT name FROM pg_prepared_statements ORDER BY name;

-- name: add_pulse
-- A process that was heard of some time ago.
INSERT INTO process_pulse (process, kind, started_at, seen_at, facts)
VALUES (%(process)s, %(kind)s, now() - %(ago)s, now() - %(ago)s, %(facts)s);

-- name: add_parked
-- A message that could not be handled.
INSERT INTO parked (event_id, lane, routing_key, content_type, body, cause, detail, attempts)
VALUES (%(event_id)s, 'shared', 'wfh.lamp-lit.v1.rev', 'application/json', %(body)s, %(cause)s, '', 5);

-- name: count_samples
-- How many figures are kept.
SELECT count(*) FROM metric_sample;

-- name: count_acts
-- How many acts are on record.
SELECT count(*) FROM audit;

-- name: record_many
-- So many acts of nobody.
INSERT INTO audit (audit_id, at, actor_kind, zone, act, subject, facts, correlation_id)
SELECT gen_random_uuid(), now(), 'SYSTEM', 'SYSTEM', 'lamp.lit', n::text, '{}', gen_random_uuid()
  FROM generate_series(1, %(acts)s) AS n;

-- name: find_last_act
-- The number of the latest act.
SELECT max(entry) FROM audit;

-- name: find_complete_to
-- Up to where every act was in the chain when it was last witnessed.
SELECT max(complete_to) FROM audit_checkpoint;
