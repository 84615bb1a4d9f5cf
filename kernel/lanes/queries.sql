-- name: find_assigned
-- Which unit goes over which lane; '*' is the mark that the settings were taken over.
SELECT department AS unit, lane FROM lane_department;

-- name: assign
-- Units go over these lanes from now on.
INSERT INTO lane_department (department, lane)
SELECT * FROM unnest(%(units)s::text[], %(lanes)s::text[])
ON CONFLICT (department) DO UPDATE SET lane = excluded.lane;

-- name: forget_buckets
-- All buckets of this department go its own way again.
DELETE FROM lane_department WHERE starts_with(department, %(department)s || '.');

-- name: stand_still
-- Nobody else moves a unit or declares bindings while this transaction lasts.
SELECT pg_advisory_xact_lock(hashtext('lane moves'));

-- name: find_gates
-- Moves that are not finished.
SELECT department AS unit, lane, source, fence_id, closed_at FROM lane_gate ORDER BY closed_at, unit;

-- name: close_gates
-- The target lanes hold these units back until their source lanes meet the fence.
INSERT INTO lane_gate (department, lane, source, fence_id)
SELECT * FROM unnest(%(units)s::text[], %(lanes)s::text[], %(sources)s::text[], %(fence_ids)s::uuid[]);

-- name: find_with_held
-- Which of these units, buckets or whole departments, have messages that still wait in any lane.
SELECT DISTINCT unit
  FROM held
  JOIN unnest(%(units)s::text[]) AS unit ON unit IN (department, split_part(department, '.', 1));

-- name: get_last_row
-- The newest row of a publisher's outbox.
SELECT coalesce(max(seq), 0) FROM outbox;

-- name: count_older_rows
-- Rows of these units that were there when the bindings changed and are not confirmed yet.
SELECT count(*) FROM outbox
 WHERE seq <= %(last_row)s AND parked_at IS NULL
   AND (split_part(routing_key, '.', 4) = ANY(%(units)s)
        OR split_part(routing_key, '.', 4) || '.' || bucket_of(subject) = ANY(%(units)s));

-- name: mark_lost
-- The queues of these lanes have to be made anew.
INSERT INTO lane_lost (lane) SELECT unnest(%(lanes)s::text[]) ON CONFLICT DO NOTHING;

-- name: count_lost
-- Whether this lane has to look into the history.
SELECT count(*) FROM lane_lost WHERE lane = %(lane)s;

-- name: clear_lost
-- It has looked.
DELETE FROM lane_lost WHERE lane = %(lane)s;
