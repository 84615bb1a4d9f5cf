-- name: find_outbox
-- What waits for the relay.
SELECT sequence, routing_key, envelope FROM outbox ORDER BY seq;

-- name: find_acts
-- What the audit says.
SELECT act, subject, person_id FROM audit ORDER BY entry;

-- name: find_session_ends
-- How sessions ended.
SELECT session_id, end_reason FROM session ORDER BY started_at;

-- name: empty_outbox
-- As if the relay had published everything.
DELETE FROM outbox;

-- name: change_staff_uid
-- What must never happen.
UPDATE person SET staff_uid = 'CG999999' WHERE staff_uid = 'CG100001';

-- name: find_secrets
-- Everything that is kept of secrets.
SELECT c.password_hash, encode(t.wrapped_secret, 'escape') AS totp, r.token_sha256
  FROM credential c, totp t, refresh_token r;
