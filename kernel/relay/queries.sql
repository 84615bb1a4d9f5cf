-- name: find_waiting
-- Rows that nobody has published yet, in their order; what is in flight, and subjects that wait, are left out.
SELECT seq, event_id, subject, exchange, routing_key, envelope, recorded_at
  FROM outbox
 WHERE seq > %(after)s AND parked_at IS NULL AND seq <> ALL(%(in_flight)s) AND subject <> ALL(%(held)s)
 ORDER BY seq
 LIMIT %(limit)s;

-- name: delete_confirmed
-- The broker has taken these over.
DELETE FROM outbox WHERE seq = ANY(%(seqs)s);

-- name: save_attempt
-- One more attempt failed; the last one parks the row.
UPDATE outbox
   SET attempts = attempts + 1, cause = %(cause)s,
       parked_at = CASE WHEN attempts + 1 >= %(limit)s THEN clock_timestamp() END
 WHERE seq = %(seq)s
RETURNING attempts, parked_at IS NOT NULL AS parked;

-- name: get_waiting
-- How many rows wait, and when the first and the last of them were recorded.
SELECT count(*) AS events, min(recorded_at) AS recorded_from, max(recorded_at) AS recorded_until
  FROM outbox WHERE parked_at IS NULL;

-- name: find_parked_subjects
-- Subjects whose later rows wait for an operator.
SELECT DISTINCT subject FROM outbox WHERE parked_at IS NOT NULL;

-- name: get_oldest
-- How long the oldest row has waited, in seconds; nothing when none waits.
SELECT extract(epoch FROM clock_timestamp() - recorded_at)::float AS seconds
  FROM outbox WHERE parked_at IS NULL ORDER BY seq LIMIT 1;
