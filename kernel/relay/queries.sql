-- name: find_waiting
-- Rows that nobody has published yet, in their order; what is in flight, and subjects that wait, are left out.
SELECT seq, event_id::text, subject, exchange, routing_key, envelope, recorded_at
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
-- How many rows wait, counted to a hundred thousand, and when the oldest and the youngest of them were recorded. After a
-- day without a broker there are millions: they are not read. Rows of near numbers may be recorded in another order.
SELECT (SELECT count(*) FROM (SELECT FROM outbox WHERE parked_at IS NULL LIMIT 100000) AS waiting) AS events,
       (SELECT min(recorded_at)
          FROM (SELECT recorded_at FROM outbox WHERE parked_at IS NULL ORDER BY seq LIMIT 1000) AS oldest)
           AS recorded_from,
       (SELECT max(recorded_at)
          FROM (SELECT recorded_at FROM outbox WHERE parked_at IS NULL ORDER BY seq DESC LIMIT 1000) AS youngest)
           AS recorded_until;

-- name: find_parked_subjects
-- Subjects whose later rows wait for an operator.
SELECT DISTINCT subject FROM outbox WHERE parked_at IS NOT NULL;

-- name: get_oldest
-- How long the oldest row has waited, in seconds; nothing when none waits.
SELECT extract(epoch FROM clock_timestamp() - recorded_at)::float AS seconds
  FROM outbox WHERE parked_at IS NULL ORDER BY seq LIMIT 1;
