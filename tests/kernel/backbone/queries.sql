-- name: add_effect
-- One effect per handled event; there is no constraint against doubles, the inbox must prevent them.
INSERT INTO effect (event_id, case_id, sequence, department, kind, process)
VALUES (%(event_id)s, %(case_id)s, %(sequence)s, %(department)s, %(kind)s, %(process)s);

-- name: add_effects
-- The same for many.
INSERT INTO effect (event_id, case_id, sequence, department, kind, process)
SELECT t.*, 'counted', %(process)s
  FROM unnest(%(event_ids)s::uuid[], %(case_ids)s::uuid[], %(sequences)s::bigint[], %(departments)s::text[]) AS t;

-- name: dawdle
-- Longer than any statement may take.
SELECT pg_sleep(60);

-- name: lock_effects
-- Nobody else writes an effect until this transaction ends.
LOCK TABLE effect IN SHARE MODE;

-- name: lock_history
-- No comparison gets on until this transaction ends.
LOCK TABLE history_position IN ACCESS EXCLUSIVE MODE;

-- name: find_timer_asking
-- When the timers asked last, while the comparison waits for a lock; no row while it does not.
SELECT timer.query_start FROM pg_stat_activity timer, pg_stat_activity comparison
 WHERE timer.datname = current_database() AND timer.application_name = 'role timer'
   AND comparison.datname = current_database() AND comparison.application_name = 'role history'
   AND comparison.wait_event_type = 'Lock';

-- name: count_lane_samples
-- How many figures about what waits in a queue the timers have kept.
SELECT count(*) FROM metric_sample WHERE name = %(name)s;

-- name: find_effects
-- All effects in the order in which they were committed.
SELECT position, event_id, case_id, sequence, department, kind, process FROM effect ORDER BY position;

-- name: count_effects
-- How many effects there are.
SELECT count(*) FROM effect;

-- name: find_parked
-- What lies parked.
SELECT parked_id, event_id, cause, detail, attempts, body FROM parked ORDER BY parked_id;

-- name: count_outbox
-- What waits for the relay.
SELECT count(*) FROM outbox;

-- name: find_outbox
-- What waits for the relay, as it will be sent.
SELECT seq, event_id, subject, sequence, routing_key, envelope, recorded_at, parked_at, cause FROM outbox ORDER BY seq;

-- name: mend_parked
-- The speaker's mistake is put right by hand.
UPDATE parked SET content_type = %(content_type)s WHERE parked_id = %(parked_id)s;

-- name: count_chained
-- How many acts are in the audit's chain.
SELECT count(*) FROM audit_chain;

-- name: find_roles
-- Which roles are held, and by which server process.
SELECT application_name AS role, pid FROM pg_stat_activity
 WHERE datname = current_database() AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted);

-- name: find_holder
-- Who holds a role, and for how many seconds nothing was said on its connection; no row while nobody does.
SELECT pid, extract(epoch FROM clock_timestamp() - state_change)::float AS silent FROM pg_stat_activity
 WHERE datname = current_database() AND application_name = %(role)s
   AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted);

-- name: count_waiting_for_role
-- How many wait for a role that somebody holds.
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND application_name = %(role)s
   AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted);

-- name: swell
-- A row larger than the broker may get.
UPDATE outbox SET envelope = envelope || repeat(' ', 1100000) WHERE seq = %(seq)s;

-- name: take_seq
-- A slow transaction has its number before others commit theirs.
SELECT nextval('outbox_seq_seq');

-- name: draw_seqs
-- So many announcements that were undone, or are gone.
SELECT max(nextval('outbox_seq_seq')) FROM generate_series(1, %(seqs)s);

-- name: count_held
-- How many messages wait behind a gate.
SELECT count(*) FROM held;

-- name: find_held
-- What waits, as it will be handled.
SELECT lane, department, event_id, routing_key, content_type, body FROM held ORDER BY position;

-- name: find_buckets
-- The bucket of each subject, as the database says.
SELECT subject, bucket_of(subject) AS bucket FROM unnest(%(subjects)s::text[]) AS subject;

-- name: let_wait_for_another
-- A message of this unit is in the revenue lane's waiting room, for one that never comes.
INSERT INTO held (lane, department, event_id, routing_key, content_type, body, missed, waits_for, held_at)
VALUES ('revenue', %(unit)s, gen_random_uuid(), '', '', '', false, ARRAY[gen_random_uuid()], now() + interval '1 day');

-- name: let_no_more_wait
-- It was all a mistake.
DELETE FROM held;
