-- name: find_own_acts
-- What an employee did, what was done on his account, and what was done in his place, the newest first.
SELECT a.entry, a.at, a.actor_kind, a.person_id, a.zone, a.act, a.subject, a.facts, p.name_en AS post_en,
       p.name_hi AS post_hi
  FROM audit a
  LEFT JOIN post p ON p.post_id = a.post_id
 WHERE a.entry < %(before)s
   AND (a.person_id = %(person_id)s OR a.for_person = %(person_id)s OR a.subject = %(subject)s
        OR a.facts ->> 'person_id' = %(subject)s AND a.facts ? 'person_id')
 ORDER BY a.entry DESC
 LIMIT %(limit)s;

-- name: find_acts
-- The record between two instants, of one person, post, kind of act or subject, the newest first.
SELECT a.entry, a.audit_id, a.at, a.actor_kind, a.person_id, a.post_id, a.for_person, a.zone, a.session_id, a.act,
       a.subject, a.facts, a.correlation_id, p.code AS post, p.name_en AS post_en, p.name_hi AS post_hi
  FROM audit a
  LEFT JOIN post p ON p.post_id = a.post_id
 WHERE a.entry < %(before)s AND a.at >= %(since)s AND a.at < %(until)s
   AND (%(person_id)s::uuid IS NULL OR a.person_id = %(person_id)s)
   AND (%(post_id)s::uuid IS NULL OR a.post_id = %(post_id)s)
   AND (%(act)s::text IS NULL OR a.act = %(act)s)
   AND (%(subject)s::text IS NULL OR a.subject = %(subject)s
        OR a.facts ->> 'person_id' = %(subject)s AND a.facts ? 'person_id')
 ORDER BY a.entry DESC
 LIMIT %(limit)s;

-- name: find_actor_named
-- Whom an auditor means by a staff number, or which post by its code.
SELECT (SELECT person_id FROM person WHERE staff_uid = %(name)s) AS person_id,
       (SELECT post_id FROM post WHERE code = %(name)s) AS post_id;

-- name: lock_walk
-- How far the chain was walked again.
SELECT position, digest, faults, began_at, whole_at, whole_links, whole_faults FROM audit_walk FOR UPDATE;

-- name: find_walk
-- What the walks along the chain found.
SELECT position, faults, began_at, whole_at, whole_links, whole_faults FROM audit_walk;

-- name: save_walk
-- The walk goes on later.
UPDATE audit_walk
   SET position = %(position)s, digest = %(digest)s, faults = %(faults)s::bigint[], began_at = coalesce(began_at, %(now)s);

-- name: end_walk
-- The chain was walked from its beginning to its end.
UPDATE audit_walk
   SET whole_at = %(now)s, whole_links = position, whole_faults = faults, position = 0, digest = repeat('0', 64),
       faults = '{}', began_at = NULL;
