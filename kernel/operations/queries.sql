-- name: save_pulse
-- A process says that it is alive.
INSERT INTO process_pulse AS p (process, kind, started_at, seen_at, facts)
VALUES (%(process)s, %(kind)s, %(started_at)s, clock_timestamp(), %(facts)s)
ON CONFLICT (process) DO UPDATE
   SET kind = excluded.kind, started_at = excluded.started_at, seen_at = excluded.seen_at, facts = excluded.facts;

-- name: end_pulse
-- A process ends on purpose; one that began under its name meanwhile stays.
DELETE FROM process_pulse WHERE process = %(process)s AND started_at = %(started_at)s;

-- name: find_pulses
-- The processes that were heard of lately.
SELECT process, kind, started_at, seen_at, facts,
       extract(epoch FROM clock_timestamp() - seen_at)::float AS silent_seconds
  FROM process_pulse
 ORDER BY process;

-- name: forget_pulses
-- Processes that are gone for good.
DELETE FROM process_pulse WHERE seen_at < %(before)s;

-- name: count_backlog
-- What waits to be sent, for how long the oldest has, and what an operator has to see to; long queues are counted up
-- to a limit, so that looking never costs more than that.
SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox WHERE parked_at IS NULL LIMIT %(limit)s) AS waiting) AS outbox,
       coalesce((SELECT extract(epoch FROM clock_timestamp() - recorded_at)::float
                   FROM outbox WHERE parked_at IS NULL ORDER BY seq LIMIT 1), 0) AS outbox_oldest,
       (SELECT count(*) FROM outbox WHERE parked_at IS NOT NULL) AS unsent,
       (SELECT count(parked_id) FROM parked) AS parked,
       (SELECT count(position) FROM held) AS held;

-- name: describe_database
-- How large the service's database is, how many are connected to it, and since when its server runs.
SELECT pg_database_size(current_database()) AS bytes,
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections,
       pg_postmaster_start_time() AS server_since;

-- name: find_parked_events
-- The oldest messages that could not be handled: ids, lane, kind and cause.
SELECT parked_id, event_id, lane, routing_key, cause, attempts, parked_at
  FROM parked
 ORDER BY parked_id
 LIMIT %(limit)s;

-- name: add_samples
-- Figures of one moment.
INSERT INTO metric_sample (name, label, at, value)
SELECT f.name, f.label, %(at)s, f.value
  FROM unnest(%(names)s::text[], %(labels)s::text[], %(figures)s::float[]) AS f (name, label, value)
ON CONFLICT (name, label, at) DO UPDATE SET value = excluded.value;

-- name: add_to_sample
-- A figure that may be added to within one second.
INSERT INTO metric_sample AS here (name, label, at, value)
VALUES (%(name)s, %(label)s, %(at)s, %(value)s)
ON CONFLICT (name, label, at) DO UPDATE SET value = here.value + excluded.value;

-- name: sum_samples
-- A figure added up over a time.
SELECT coalesce(sum(value), 0)::bigint FROM metric_sample WHERE name = %(name)s AND at >= %(since)s;

-- name: forget_samples
-- Figures that are too old to be looked at.
DELETE FROM metric_sample WHERE at < %(before)s;

-- name: find_first_sample
-- When the figures shown begin.
SELECT min(at) FROM metric_sample WHERE name = ANY(%(names)s) AND at >= %(since)s;

-- name: find_series
-- Each figure in steps of equal length, at its highest in each step.
SELECT name, label, date_bin(%(step)s, at, %(since)s) AS at, max(value) AS value
  FROM metric_sample
 WHERE name = ANY(%(names)s) AND at >= %(since)s
 GROUP BY name, label, date_bin(%(step)s, at, %(since)s)
 ORDER BY name, label, at;

-- name: find_last_samples
-- The figures of the last moment.
SELECT name, label, at, value
  FROM metric_sample
 WHERE at = (SELECT max(at) FROM metric_sample WHERE name = ANY(%(names)s) AND at >= %(since)s)
   AND name = ANY(%(names)s)
 ORDER BY name, label;
