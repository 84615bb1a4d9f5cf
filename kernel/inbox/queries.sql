-- name: take_in, prepared
-- Claim the ids that are new here, except of units that wait: behind a closed gate (a bucket also behind that of its
-- department), or because older messages of theirs are still in the waiting room. Those units come back beside the ids.
WITH gate AS (
    SELECT department AS unit FROM lane_gate WHERE lane = %(lane)s
    UNION
    SELECT department FROM held WHERE %(behind_held)s AND lane = %(lane)s AND NOT missed
), fresh AS (
    INSERT INTO inbox (event_id)
    SELECT event_id FROM unnest(%(ids)s::uuid[], %(units)s::text[]) AS t(event_id, unit)
     WHERE unit NOT IN (SELECT unit FROM gate) AND split_part(unit, '.', 1) NOT IN (SELECT unit FROM gate)
    ON CONFLICT DO NOTHING
    RETURNING event_id
)
SELECT ARRAY(SELECT event_id::text FROM fresh) AS fresh, ARRAY(SELECT unit FROM gate) AS gated;

-- name: find_seen
-- The newest sequence of each of these subjects that was handled.
SELECT source, subject, sequence FROM subject_seen
 WHERE (source, subject) IN (SELECT * FROM unnest(%(sources)s::text[], %(subjects)s::text[]));

-- name: save_seen
-- Newer sequences of subjects; each subject comes once.
INSERT INTO subject_seen AS s (source, subject, sequence)
SELECT * FROM unnest(%(sources)s::text[], %(subjects)s::text[], %(sequences)s::bigint[])
ON CONFLICT (source, subject) DO UPDATE SET sequence = greatest(s.sequence, excluded.sequence);

-- name: save_suspect
-- Count an attempt before it is made, so that even one that ends the process is counted.
INSERT INTO suspect AS s (event_id, attempts) VALUES (%(event_id)s, 1)
ON CONFLICT (event_id) DO UPDATE SET attempts = s.attempts + 1
RETURNING attempts;

-- name: clear_suspect
-- It was handled, or parked.
DELETE FROM suspect WHERE event_id = %(event_id)s;

-- name: claim_id
-- A parked event counts as received, so that its repetition is not handled past the operator.
INSERT INTO inbox (event_id) VALUES (%(event_id)s) ON CONFLICT DO NOTHING;

-- name: add_parked
-- What could not be handled, for an operator; a repetition of it is already here.
INSERT INTO parked (event_id, lane, routing_key, content_type, body, cause, detail, attempts)
VALUES (%(event_id)s, %(lane)s, %(routing_key)s, %(content_type)s, %(body)s, %(cause)s, %(detail)s, %(attempts)s)
ON CONFLICT DO NOTHING;

-- name: add_held
-- Messages of a unit behind a closed gate wait in the order in which they came.
INSERT INTO held (lane, department, event_id, routing_key, content_type, body, missed)
SELECT %(lane)s, t.unit, t.event_id, t.routing_key, t.content_type, t.body, false
  FROM unnest(%(units)s::text[], %(ids)s::uuid[], %(keys)s::text[], %(content_types)s::text[],
              %(bodies)s::bytea[])
       WITH ORDINALITY AS t(unit, event_id, routing_key, content_type, body, position)
 ORDER BY t.position
ON CONFLICT (lane, event_id) DO NOTHING;

-- name: find_held
-- What may leave this lane's waiting room, oldest first; a missed one only when the queue was emptied past it.
SELECT position, event_id, routing_key, content_type, body FROM held
 WHERE lane = %(lane)s AND (%(missed)s OR NOT missed)
   AND NOT EXISTS (SELECT 1 FROM lane_gate AS gate
                    WHERE gate.lane = held.lane
                      AND gate.department IN (held.department, split_part(held.department, '.', 1)))
 ORDER BY position
 LIMIT %(limit)s;

-- name: delete_held
-- It was handled, or parked.
DELETE FROM held WHERE position = %(position)s;

-- name: count_held
-- Whether anything waits in this lane, and whether something was missed.
SELECT count(*) AS held, count(*) FILTER (WHERE missed) AS missed FROM held WHERE lane = %(lane)s;

-- name: open_gate
-- The fence was met: everything before it is done.
DELETE FROM lane_gate WHERE fence_id = %(fence_id)s;

-- name: make_weeks
-- Parts of the inbox, made before they are needed.
SELECT make_inbox_weeks(%(first_at)s, %(last_at)s);

-- name: drop_weeks
-- Parts of the inbox older than any replay we promise.
SELECT drop_inbox_weeks(%(before_at)s);

-- name: get_span
-- Between which ids the inbox can remember.
SELECT min(lower_id::text) AS oldest, max(upper_id::text) AS newest FROM inbox_week;
