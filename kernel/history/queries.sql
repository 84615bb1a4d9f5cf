-- name: find_position
-- Up to when the history was compared with the inbox.
SELECT compared_to FROM history_position;

-- name: find_now
-- The instant by the clock by which announcements are recorded; a process's own may be wrong.
SELECT clock_timestamp();

-- name: save_position
-- The comparison reached this instant.
INSERT INTO history_position (compared_to) VALUES (%(compared_to)s)
ON CONFLICT (only_one) DO UPDATE SET compared_to = excluded.compared_to;

-- name: find_awaited
-- The events for which later ones wait.
SELECT DISTINCT unnest(waits_for)::text AS event_id FROM held WHERE waits_for <> '{}';

-- name: find_oldest_awaited
-- The oldest event that was not received and for which later ones wait.
SELECT min(earlier::text) FROM held, unnest(waits_for) AS earlier
 WHERE waits_for <> '{}' AND (SELECT true FROM inbox WHERE event_id = earlier) IS NULL;

-- name: is_urgent
-- Whether an event began to wait so long ago that a comparison would let it go; before the first one none waits.
SELECT NOT EXISTS (SELECT FROM history_position)
    OR EXISTS (SELECT FROM held WHERE waits_for <> '{}' AND held_at < now() - %(settled_after)s::interval);

-- name: find_unknown
-- Of these ids, those that were neither handled nor parked nor wait.
SELECT id::text FROM unnest(%(ids)s::uuid[]) AS t(id)
 WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.event_id = t.id)
   AND NOT EXISTS (SELECT 1 FROM held WHERE held.event_id = t.id);

-- name: hold_missed
-- What only the history had waits for its lane, in the order of the history.
INSERT INTO held (lane, department, event_id, routing_key, content_type, body, missed)
SELECT t.lane, t.unit, t.event_id, t.routing_key, t.content_type, t.body, true
  FROM unnest(%(lanes)s::text[], %(units)s::text[], %(ids)s::uuid[], %(keys)s::text[],
              %(content_types)s::text[], %(bodies)s::bytea[])
       WITH ORDINALITY AS t(lane, unit, event_id, routing_key, content_type, body, position)
 ORDER BY t.position
ON CONFLICT (lane, event_id) DO NOTHING;
