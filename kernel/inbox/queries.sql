-- name: take_in, prepared
-- Claim the ids that are new here, except of units that wait: behind a closed gate (a bucket also behind that of its
-- department), or because older messages of theirs are still in the waiting room. Those units come back beside the ids.
-- Nor is an event claimed while an earlier one is missing that the comparison with the history may still bring; of one
-- that is ten minutes older than what was compared, it brings nothing, nor does one that was never made. These come
-- back with what they lack. Each id is looked up by itself: a plan for many would read the whole inbox.
WITH gate AS (
    SELECT department AS unit FROM lane_gate WHERE lane = %(lane)s
    UNION
    SELECT department FROM held WHERE %(behind_held)s AND lane = %(lane)s AND NOT missed AND waits_for = '{}'
), lacking AS (
    SELECT later, earlier FROM unnest(%(later)s::uuid[], %(earlier)s::uuid[]) AS t(later, earlier)
     WHERE (SELECT true FROM inbox WHERE event_id = earlier) IS NULL
       AND (earlier >= (SELECT uuid_at(compared_to - interval '10 minutes') FROM history_position)
            OR (SELECT true FROM held WHERE lane = %(lane)s AND event_id = earlier))
       AND (SELECT true FROM inbox WHERE event_id = later) IS NULL
), fresh AS (
    INSERT INTO inbox (event_id)
    SELECT event_id FROM unnest(%(ids)s::uuid[], %(units)s::text[]) AS t(event_id, unit)
     WHERE unit NOT IN (SELECT unit FROM gate) AND split_part(unit, '.', 1) NOT IN (SELECT unit FROM gate)
       AND event_id NOT IN (SELECT later FROM lacking)
    ON CONFLICT DO NOTHING
    RETURNING event_id
)
SELECT ARRAY(SELECT event_id::text FROM fresh) AS fresh, ARRAY(SELECT unit FROM gate) AS gated,
       ARRAY(SELECT ARRAY[later::text, earlier::text] FROM lacking) AS lacking;

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
-- Messages of a unit behind a closed gate, or that came before an earlier one, wait in the order in which they came.
INSERT INTO held (lane, department, event_id, routing_key, content_type, body, missed, waits_for)
SELECT %(lane)s, t.unit, t.event_id, t.routing_key, t.content_type, t.body, false, t.waits_for::uuid[]
  FROM unnest(%(units)s::text[], %(ids)s::uuid[], %(keys)s::text[], %(content_types)s::text[],
              %(bodies)s::bytea[], %(waits_for)s::text[])
       WITH ORDINALITY AS t(unit, event_id, routing_key, content_type, body, waits_for, position)
 ORDER BY t.position
ON CONFLICT (lane, event_id) DO NOTHING;

-- name: save_waits_for
-- What was in the waiting room already lacks an earlier event.
UPDATE held SET waits_for = t.waits_for::uuid[]
  FROM unnest(%(positions)s::bigint[], %(waits_for)s::text[]) AS t(position, waits_for)
 WHERE held.position = t.position;

-- name: find_held
-- What may leave this lane's waiting room, oldest first; a missed one when somebody waits for it or when the queue was
-- emptied past it. An event waits for an earlier one that is in the room too, or that the history may still bring: until
-- everything was compared that was recorded when it began to wait, or an hour when nothing can be compared.
WITH named AS (
    SELECT later.position, later.held_at, earlier.event_id,
           (SELECT true FROM inbox WHERE inbox.event_id = earlier.event_id) AS is_here
      FROM held AS later, unnest(later.waits_for) AS earlier(event_id)
     WHERE later.lane = %(lane)s AND later.waits_for <> '{}'
), unheard AS (
    SELECT position, held_at >= greatest((SELECT compared_to FROM history_position), now() - interval '1 hour')
                     OR (SELECT true FROM held WHERE held.lane = %(lane)s AND held.event_id = named.event_id) IS NOT NULL
                     AS is_coming
      FROM named WHERE is_here IS NULL
)
SELECT position, event_id, routing_key, content_type, body, waits_for <> '{}' AS has_waited,
       position IN (SELECT position FROM unheard) AS in_vain
  FROM held
 WHERE lane = %(lane)s AND (%(missed)s OR NOT missed OR event_id IN (SELECT event_id FROM named))
   AND position NOT IN (SELECT position FROM unheard WHERE is_coming)
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
