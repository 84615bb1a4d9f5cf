-- name: find_answer
-- The answer that was given to this caller for this key on this route.
SELECT body_sha256, status, answer FROM idempotency
 WHERE caller = %(caller)s AND route = %(route)s AND key = %(key)s;

-- name: keep_answer, prepared
-- The answer belongs to the transaction that did the work.
INSERT INTO idempotency (caller, route, key, body_sha256, status, answer)
VALUES (%(caller)s, %(route)s, %(key)s, %(body_sha256)s, %(status)s, %(answer)s);

-- name: keep_answer_once
-- The answer of work that was done already; what was kept before stays.
INSERT INTO idempotency (caller, route, key, body_sha256, status, answer)
VALUES (%(caller)s, %(route)s, %(key)s, %(body_sha256)s, %(status)s, %(answer)s)
    ON CONFLICT DO NOTHING;

-- name: answer
-- The shortest question to which the database can answer.
SELECT 1;
