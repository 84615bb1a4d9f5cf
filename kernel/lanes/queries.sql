-- name: find_assigned
-- Which department is served over which lane; '*' is the mark that the settings were taken over.
SELECT department, lane FROM lane_department;

-- name: assign
-- A department goes over this lane from now on.
INSERT INTO lane_department (department, lane) VALUES (%(department)s, %(lane)s)
ON CONFLICT (department) DO UPDATE SET lane = excluded.lane;

-- name: own_moves
-- Nobody else moves a department or declares bindings while this transaction lasts.
SELECT pg_advisory_xact_lock(hashtext('lane moves'));

-- name: find_gates
-- Moves that are not finished.
SELECT department, lane, source, fence_id, closed_at FROM lane_gate ORDER BY closed_at;

-- name: close_gate
-- The target lane holds this department back until the source lane meets the fence.
INSERT INTO lane_gate (department, lane, source, fence_id)
VALUES (%(department)s, %(lane)s, %(source)s, %(fence_id)s);

-- name: count_held
-- Messages of these departments that still wait in any lane.
SELECT count(*) FROM held WHERE department = ANY(%(departments)s);

-- name: get_last_row
-- The newest row of a publisher's outbox.
SELECT coalesce(max(seq), 0) FROM outbox;

-- name: count_older_rows
-- Rows of these departments that were there when the bindings changed and are not confirmed yet.
SELECT count(*) FROM outbox
 WHERE seq <= %(last_row)s AND parked_at IS NULL
   AND substring(routing_key FROM '[^.]*$') = ANY(%(departments)s);

-- name: mark_lost
-- The queues of these lanes have to be made anew.
INSERT INTO lane_lost (lane) SELECT unnest(%(lanes)s::text[]) ON CONFLICT DO NOTHING;

-- name: count_lost
-- Whether this lane has to look into the history.
SELECT count(*) FROM lane_lost WHERE lane = %(lane)s;

-- name: clear_lost
-- It has looked.
DELETE FROM lane_lost WHERE lane = %(lane)s;
