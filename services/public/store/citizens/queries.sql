-- name: prove_mobile
-- A code sent to a case's mobile came back: from now on the case is listed under it for a time. What was given up stays so.
INSERT INTO proven_mobile (case_id, mobile_digest, proven_at) VALUES (%(case_id)s, %(mobile_digest)s, %(now)s)
ON CONFLICT (case_id) DO UPDATE SET proven_at = excluded.proven_at, mobile_digest = excluded.mobile_digest;

-- name: give_up_mobile
-- The mobile is not the citizen's any more: the case is never listed under it again.
INSERT INTO proven_mobile (case_id, mobile_digest, proven_at, given_up_at) VALUES (%(case_id)s, '', %(now)s, %(now)s)
ON CONFLICT (case_id) DO UPDATE SET given_up_at = excluded.given_up_at;

-- name: is_given_up
-- Whether the citizen said that a case's mobile belongs to somebody else now.
SELECT EXISTS (SELECT FROM proven_mobile WHERE case_id = %(case_id)s AND given_up_at IS NOT NULL);

-- name: find_proven_cases
-- The cases that are listed under a mobile, the newest first.
SELECT c.case_id, c.number, c.nature, c.born_in, c.department, c.area, c.level, c.state, c.language, c.protected,
       c.contact_id, c.registered_at, c.due_at, c.paused_at, c.resumes_to, c.nodal_post, c.assigned_post,
       c.transfers, c.overdue_at, c.disposed_at, c.version
  FROM listed_case l
  JOIN case_ c USING (case_id)
 WHERE l.mobile_digest = %(mobile_digest)s AND l.proven_at > %(since)s AND l.case_id < %(before_id)s
 ORDER BY l.case_id DESC
 LIMIT %(limit)s;

-- name: is_proven
-- Whether a case is listed under a mobile.
SELECT EXISTS (
    SELECT FROM listed_case
     WHERE case_id = %(case_id)s AND mobile_digest = %(mobile_digest)s AND proven_at > %(since)s);

-- name: renew_proofs
-- Somebody signed in with the mobile: what is listed under it stays listed; what had lapsed stays away.
UPDATE proven_mobile SET proven_at = %(now)s
 WHERE mobile_digest = %(mobile_digest)s AND given_up_at IS NULL AND proven_at > %(since)s;

-- name: add_sign_in
-- A code with which somebody may sign in, as a keyed digest.
INSERT INTO sign_in (sign_in_id, mobile_digest, digest, expires_at)
VALUES (%(sign_in_id)s, %(mobile_digest)s, %(digest)s, %(expires_at)s);

-- name: try_sign_in
-- Count the try, and use the code if it is the right one; a code dies after five tries.
UPDATE sign_in
   SET tries = tries + 1, used_at = CASE WHEN digest = %(digest)s THEN %(now)s::timestamptz END
 WHERE sign_in_id = %(sign_in_id)s AND used_at IS NULL AND expires_at > %(now)s AND tries < 5
RETURNING CASE WHEN used_at IS NOT NULL THEN mobile_digest END;

-- name: delete_old_sign_ins
-- Codes that let nobody in any more.
DELETE FROM sign_in WHERE expires_at < %(before)s;
