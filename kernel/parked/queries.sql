-- name: list_parked
-- What lies parked, oldest first, without any content.
SELECT parked_id, event_id, lane, routing_key, cause, detail, attempts, octet_length(body) AS bytes, parked_at
  FROM parked
 WHERE parked_id > %(after)s
 ORDER BY parked_id
 LIMIT %(limit)s;

-- name: find_parked
-- One parked message, without its content.
SELECT parked_id, event_id, lane, routing_key, cause, detail, attempts, octet_length(body) AS bytes, parked_at
  FROM parked WHERE parked_id = %(parked_id)s;

-- name: find_message
-- One parked message with all that says whether it may be replayed, and in which lane it belongs.
SELECT lane, event_id, routing_key, content_type, body, cause FROM parked WHERE parked_id = %(parked_id)s FOR UPDATE;

-- name: replay
-- Put a parked message into a lane's waiting room as if it had just come, in one step.
WITH taken AS (
    DELETE FROM parked WHERE parked_id = %(parked_id)s
    RETURNING event_id, routing_key, content_type, body
), unclaimed AS (
    DELETE FROM inbox WHERE event_id IN (SELECT event_id FROM taken)
), unsuspected AS (
    DELETE FROM suspect WHERE event_id IN (SELECT event_id FROM taken)
)
INSERT INTO held (lane, department, event_id, routing_key, content_type, body)
SELECT %(lane)s, %(unit)s, event_id, routing_key, content_type, body FROM taken;

-- name: discard
-- Let go of a parked message for good; its id stays handled.
DELETE FROM parked WHERE parked_id = %(parked_id)s;

-- name: count_parked
-- How many lie parked, for the gauge, or behind the last that was listed.
SELECT count(*) FROM parked WHERE parked_id > %(after)s;

-- name: list_unsent
-- Announcements that the relay could not hand over, oldest first.
SELECT seq, event_id, subject, routing_key, cause, attempts, octet_length(envelope) AS bytes, parked_at
  FROM outbox WHERE parked_at IS NOT NULL ORDER BY seq LIMIT %(limit)s;

-- name: find_unsent
-- One announcement that the relay could not hand over, without its content.
SELECT seq, event_id, subject, routing_key, cause, attempts, octet_length(envelope) AS bytes, parked_at
  FROM outbox WHERE seq = %(seq)s AND parked_at IS NOT NULL;

-- name: send_again
-- Let the relay try a parked announcement again.
UPDATE outbox SET parked_at = NULL, attempts = 0, cause = NULL WHERE seq = %(seq)s AND parked_at IS NOT NULL;
