-- name: add_effect
-- One effect per handled event; there is no constraint against doubles, the inbox must prevent them.
INSERT INTO effect (event_id, case_id, sequence, department, kind) VALUES (%(event_id)s, %(case_id)s, %(sequence)s, %(department)s, %(kind)s);

-- name: add_effects
-- The same for many.
INSERT INTO effect (event_id, case_id, sequence, department, kind)
SELECT * FROM unnest(%(event_ids)s::uuid[], %(case_ids)s::uuid[], %(sequences)s::bigint[], %(departments)s::text[], %(kinds)s::text[]);

-- name: dawdle
-- Longer than any statement may take.
SELECT pg_sleep(60);

-- name: find_effects
-- All effects in the order in which they were committed.
SELECT position, event_id, case_id, sequence, department, kind FROM effect ORDER BY position;

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
SELECT seq, event_id, subject, sequence, routing_key, envelope, parked_at, cause FROM outbox ORDER BY seq;

-- name: mend_parked
-- The speaker's mistake is put right by hand.
UPDATE parked SET content_type = %(content_type)s WHERE parked_id = %(parked_id)s;
