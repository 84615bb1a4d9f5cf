-- name: find_outbox
-- What waits for the relay.
SELECT sequence, routing_key, envelope FROM outbox ORDER BY seq;

-- name: break_off
-- A statement that PostgreSQL refuses.
SELECT 1 / 0;

-- name: echo
-- What PostgreSQL takes as a text.
SELECT %(name)s::text;
