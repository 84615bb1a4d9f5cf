-- name: find_outbox
-- What waits for the relay.
SELECT sequence, routing_key, envelope FROM outbox ORDER BY seq;

-- name: find_acts
-- What the audit says.
SELECT act, subject, person_id FROM audit ORDER BY entry;

-- name: find_session_ends
-- How sessions ended.
SELECT session_id, end_reason FROM session ORDER BY started_at;

-- name: count_waiting
-- How many wait for a lock of another.
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock';

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

-- name: count_answers
-- What is kept for repeated requests.
SELECT count(*) FROM idempotency;

-- name: blur_copy
-- As if a copy had lost its way: one row wrong, one that never was.
WITH wrong AS (UPDATE directory_department SET name_en = 'Wrong', sequence = 0 WHERE code = 'REV')
INSERT INTO directory_area (code, kind, name_en, name_hi, valid_from, valid_to, sequence)
VALUES ('GHOST', 'district', 'Ghost', 'भूत', '2020-01-01', NULL, 1);

-- name: find_copy
-- What the copy says of departments and areas that hold today.
SELECT code, name_en, valid_to FROM directory_department
 UNION ALL
SELECT code, name_en, valid_to FROM directory_area WHERE valid_to IS NULL
 ORDER BY code;

-- name: find_links
-- What is kept of links.
SELECT link_sha256 FROM enrolment;

-- name: find_causes
-- Why enrolments were stopped.
SELECT facts ->> 'cause' AS cause FROM audit WHERE act = 'enrolment.stopped' ORDER BY entry;

-- name: find_turned_away
-- Whom an allowance that was spent turned away.
SELECT act, subject, facts FROM audit WHERE facts ->> 'cause' = 'too-many-tries' ORDER BY entry;

-- name: hold_allowances
-- Who counts in any of them waits until this transaction ends.
SELECT key FROM allowance FOR UPDATE;

-- name: find_answers
-- What is kept for repeated requests, as it is kept.
SELECT answer FROM idempotency;

-- name: find_last_steps
-- Which codes were used last.
SELECT person_id, last_step FROM totp ORDER BY person_id;
-- name: find_ways
-- Everything that is kept of one-time ways.
SELECT code_sha256, person_id, encode(wrapped_secret, 'escape') AS wrapped_secret FROM first_login;

-- name: change_an_act
-- What must never happen, done by somebody who may do everything.
ALTER TABLE audit DISABLE TRIGGER audit_is_append_only;
UPDATE audit SET subject = 'else' WHERE entry = (SELECT min(entry) FROM audit);
ALTER TABLE audit ENABLE TRIGGER audit_is_append_only;
-- name: find_openid_acts
-- What the audit says of sign-ins on portals.
SELECT act, facts ->> 'error' AS error FROM audit WHERE act LIKE 'openid.%%' ORDER BY entry;

-- name: count_openid
-- How much is kept of sign-ins on portals.
SELECT (SELECT count(*) FROM openid_request) AS requests, (SELECT count(*) FROM openid_grant) AS grants,
       (SELECT count(*) FROM openid_token) AS tokens, (SELECT count(*) FROM openid_key) AS keys;

-- name: find_openid_secrets
-- Everything that the provider keeps, as one text.
SELECT concat((SELECT json_agg(c) FROM openid_client c), (SELECT json_agg(g) FROM openid_grant g),
       (SELECT json_agg(t) FROM openid_token t), (SELECT json_agg(k) FROM openid_key k)) AS kept;
